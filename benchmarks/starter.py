"""Error of a model on the sample's photos, by category and key point, and what its scores tell.

    python benchmarks/starter.py --model starter.onnx [--images N] [--json FILE]

The category is given, as in the contest; the predicted one is counted beside it. Rule: official.
Images are predicted whole, with the defaults of ``Predictor``.
"""

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fashionkp import Predictor
from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.categories import CATEGORIES, CATEGORY_NAMES, KEYPOINTS
from fashionkp.images.reading import read_image
from fashionkp.inference.query import Query
from fashionkp.progress import progress_bar
from fashionkp.score import format_score, point_errors, score_arrays

LEFT_OUT = (0.1, 0.2, 0.3)
"""Shares of the points with the lowest scores that are left out."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--model', type=Path, required=True, help='exported model')
    parser.add_argument(
        '--data',
        type=Path,
        default=Path(os.environ.get('FASHIONAI_ROOT', '../shared/data/fashionai')) / 'train',
        help='folder of an archive with its table (default: train of FASHIONAI_ROOT)',
    )
    parser.add_argument('--images', type=int, help='number of images, evenly spread; default: all')
    parser.add_argument('--json', type=Path, help='file for the figures, and those of each point')
    return parser.parse_args(argv)


def predict(model: Path, table: AnnotationTable) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Predict the images of a table with their categories given.

    Returns:
        Key points (N, 24, 2), pixels; their scores (N, 24); probabilities of the categories (N, C).
    """
    predictor = Predictor(model)
    points = np.zeros((len(table), len(KEYPOINTS), 2))
    scores = np.zeros((len(table), len(KEYPOINTS)))
    probs = np.zeros((len(table), len(CATEGORIES)))
    queries = (
        Query(read_image(table.image_path(row)), category=str(table.category_names[row]))
        for row in range(len(table))
    )
    predictions = progress_bar(predictor.predict(queries), total=len(table))
    for row, prediction in enumerate(predictions):
        channels = [KEYPOINTS.index(name) for name in prediction.names]
        points[row, channels] = prediction.keypoints
        scores[row, channels] = prediction.scores
        for name, prob in prediction.category_probs.items():
            probs[row, CATEGORY_NAMES.index(name)] = prob
    return points, scores, probs


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    table = read_annotations(*annotation_files(args.data))
    if args.images:
        table = table.take(np.linspace(0, len(table) - 1, args.images).astype(int))
    points, scores, probs = predict(args.model, table)
    truth = table.keypoints, table.visibility, table.category_ids
    print(format_score(score_arrays(points, *truth)))
    result = point_errors(points, *truth)
    errors, confidence = result.errors[result.counted], scores[result.counted]
    ranks = (-probs).argsort(1)
    right = ranks == table.category_ids[:, None]
    order = errors[(-confidence).argsort(kind='stable')]
    figures = {
        'NE': errors.mean(),
        'median': np.median(errors),
        '90th percentile': np.percentile(errors, 90),
        'category right': 100 * right[:, 0].mean(),
        'category among the first two': 100 * right[:, :2].any(1).mean(),
        **{
            f'NE without the least sure {left_out:.0%}': order[
                : round(len(order) * (1 - left_out))
            ].mean()
            for left_out in LEFT_OUT
        },
    }
    print('\n'.join(f'{name:32}{value:8.2f}' for name, value in figures.items()))
    print('by score (deciles, least sure first): mean and median error')
    for part in np.array_split(confidence.argsort(), 10):
        print(
            f'  {confidence[part].min():.3f} to {confidence[part].max():.3f}'
            f'{errors[part].mean():8.1f}{np.median(errors[part]):8.1f}'
        )
    if args.json:
        args.json.write_text(json.dumps({k: round(float(v), 3) for k, v in figures.items()}))


if __name__ == '__main__':
    main()
