"""Error of a model on the sample's photos, by category and key point, and what its scores tell.

    python benchmarks/starter.py --model starter.onnx [--images N] [--json FILE] [--chart FILE]

The category is given, as in the contest; the predicted one is counted beside it. Rule: official.
Images are predicted whole, with the defaults of ``Predictor``.
"""

import argparse
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from measurement.figures import write_figures

from fashionkp import Predictor
from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.categories import CATEGORIES, CATEGORY_NAMES, KEYPOINTS
from fashionkp.images.reading import read_image
from fashionkp.inference.query import Query
from fashionkp.progress import progress_bar
from fashionkp.report.calibration import reliability
from fashionkp.score import CORRECT, format_score, point_errors, score_arrays

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
    parser.add_argument('--json', type=Path, help='file for the figures')
    parser.add_argument('--chart', type=Path, help='file for the reliability of the scores, SVG')
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


def reliability_chart(bins: Sequence[Mapping[str, float]]) -> str:
    """Return the share of correct points by mean score, as an SVG; see :func:`reliability`."""
    side, left, bottom = 300, 60, 320
    points = [(left + side * part['mean'], bottom - side * part['share']) for part in bins]
    labels = [
        f'<text x="{left + side * tick}" y="{bottom + 18}" text-anchor="middle">{tick:g}</text>'
        f'<text x="{left - 8}" y="{bottom - side * tick + 4}" text-anchor="end">{tick:g}</text>'
        for tick in (0, 0.2, 0.4, 0.6, 0.8, 1)
    ]
    line = ' '.join(f'{x:.1f},{y:.1f}' for x, y in points)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in points]
    return '\n'.join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 380 370" width="380" '
            'font-family="sans-serif" font-size="12">',
            '<rect width="380" height="370" fill="#fff"/>',
            f'<rect x="{left}" y="{bottom - side}" width="{side}" height="{side}" fill="none" '
            'stroke="#999"/>',
            f'<path d="M{left} {bottom} l{side} -{side}" stroke="#999" stroke-dasharray="5"/>',
            f'<g fill="#0072b2"><polyline points="{line}" fill="none" stroke="#0072b2" '
            'stroke-width="2"/>',
            *dots,
            '</g>',
            *labels,
            f'<text x="{left + side / 2}" y="{bottom + 40}" text-anchor="middle">'
            'mean score of a tenth of the points</text>',
            f'<text transform="translate(18 {bottom - side / 2}) rotate(-90)" '
            f'text-anchor="middle">share with an error of less than {CORRECT:g} %</text>',
            '</svg>\n',
        ]
    )


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
    numbers = reliability(confidence, errors)
    if Predictor(args.model).card.calibrated:
        print(f'{"expected calibration error":32}{100 * numbers["ece"]:8.2f}')
    print(f'tenths by score:  mean score, share within {CORRECT:g} %, mean and median error')
    for part in numbers['bins']:
        print(
            f'  {part["from"]:.3f} to {part["to"]:.3f}{part["mean"]:14.3f}{part["share"]:14.3f}'
            f'{part["NE"]:14.1f}{part["median"]:11.1f}'
        )
    if args.chart:
        args.chart.write_text(reliability_chart(numbers['bins']))
    if args.json:
        rounded = {name: round(float(value), 3) for name, value in figures.items()}
        write_figures(args.json, {'photos': int(result.counted.any(1).sum()), **rounded})


if __name__ == '__main__':
    main()
