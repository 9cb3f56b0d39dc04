"""Predict a folder of photos, save the points as a table, and draw the least sure garments.

    python examples/folder_to_pandas.py photos points.csv

Needs 'fashionkp-mm[runtime]' and pandas.
"""

import sys
from pathlib import Path

from fashionkp import Predictor, to_pandas


def main(folder: str, output: str) -> None:
    photos = sorted(Path(folder).rglob('*.jpg'))
    garments = Predictor()(photos)  # the starter model; Predictor('model.onnx') is your own

    table = to_pandas(garments, measurements=True)
    table.to_csv(output, index=False)
    print(table.groupby('category').category_score.agg(['count', 'median']))

    scores = table.filter(like='_score').drop(columns='category_score')
    for row, score in scores.mean(axis=1).nsmallest(3).items():
        drawing = Path(output).with_name(f'unsure_{row}.jpg')
        garments[row].save(drawing)
        print(f'{garments[row].image}: mean score {score:.2f}, drawn as {drawing}')


if __name__ == '__main__':
    main(*sys.argv[1:])
