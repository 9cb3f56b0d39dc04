"""What advantages of the upright view cost "--any-rotation" at every angle, on drawn garments.

    fashionkp synth advantages --num 250 --seed 515
    python benchmarks/upright_advantage.py advantages --workers 2

Each garment is turned by a random angle of up to 15 degrees and predicted in twelve views; the
category is given. A garment that is turned by 30, 60, ... degrees has the same views in another
order. The NE is that of the point in the view that is taken, without the second pass.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from measurement.image_errors import image_errors
from rotation import predictor, turned

from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.images.reading import read_image
from fashionkp.inference.any_rotation import STEP, confidence, upright_view
from fashionkp.inference.query import Query
from fashionkp.inference.rotated_view import rotated_view
from fashionkp.predictions.prediction import Prediction
from fashionkp.progress import progress_bar

VIEWS = 360 // STEP
GRID = tuple(np.arange(0, 0.21, 0.02).round(2).tolist())
LIMIT = 1.45
"""Largest NE at any angle, relative to that of upright garments without the option. The aim is 1.5;
the rest is room for garments that were not drawn."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('data', type=Path, help='folder with a table and its images')
    parser.add_argument('--model', type=Path, help='exported model (default: the starter model)')
    parser.add_argument('--seed', type=int, default=0, help='seed of the angles (%(default)s)')
    parser.add_argument('--workers', type=int, default=1, help='processes (default: %(default)s)')
    return parser.parse_args(argv)


def predictions(model: Path | None, image: Path, category: str, angle: int) -> list[Prediction]:
    """Predict a turned image in all views; points are those of the image as it is."""
    pixels, matrix = turned(read_image(image), angle)
    inverse = cv2.invertAffineTransform(matrix)
    query = Query(pixels, image.name, category)
    results = []
    for view in (rotated_view(query, STEP * i) for i in range(VIEWS)):
        (prediction,) = predictor(model).predict([view.query])
        prediction = view.to_image(prediction)
        points = prediction.keypoints @ inverse[:, :2].T + inverse[:, 2]
        results.append(replace(prediction, keypoints=points))
    return results


def predict_table(args: argparse.Namespace, table: AnnotationTable) -> list[list[Prediction]]:
    """Return the predictions of each image, see :func:`predictions`."""
    angles = np.random.default_rng(args.seed).integers(-15, 16, len(table)).tolist()
    rows = zip(table.image_paths(), table.category_names.tolist(), angles, strict=True)
    with get_context('spawn').Pool(args.workers) as pool:
        jobs = [pool.apply_async(predictions, (args.model, *row)) for row in rows]
        return [job.get() for job in progress_bar(jobs, total=len(jobs))]


def curve(
    confidences: np.ndarray, errors: np.ndarray, upright: float, upside_down: float
) -> np.ndarray:
    """Return the sum of errors of garments turned by each multiple of the step, (VIEWS,).

    Args:
        confidences: Confidence in each view, (N, VIEWS).
        errors: Sum of the errors in each view, (N, VIEWS).
        upright: Advantage of the views about the image as it is.
        upside_down: Advantage of those about upside down.
    """
    sums = np.zeros(VIEWS)
    for row, error in zip(confidences, errors, strict=True):
        for turn in range(VIEWS):
            view = upright_view(np.roll(row, turn), upright, upside_down)
            sums[turn] += error[(view - turn) % VIEWS]
    return sums


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    table = read_annotations(*annotation_files(args.data))
    rows = predict_table(args, table)
    confidences = np.array([[confidence(each) for each in row] for row in rows])
    by_view = [image_errors(table, [row[i] for row in rows]) for i in range(VIEWS)]
    errors, points = np.array([each for each, _ in by_view]).T, by_view[0][1].sum()
    base = errors[:, 0].sum() / points
    print(f'{len(table)} images, upright NE without the option {base:.2f}')
    print('upright  upside down   NE upright  worst/upright   mean')
    for upright, upside_down in product(GRID, GRID):
        nes = curve(confidences, errors, upright, upside_down) / points
        if upside_down <= upright and nes.max() <= LIMIT * base:
            print(
                f'{upright:7.2f}{upside_down:13.2f}{nes[0]:13.2f}{nes.max() / base:15.2f}'
                f'{nes.mean():7.2f}'
            )


if __name__ == '__main__':
    main()
