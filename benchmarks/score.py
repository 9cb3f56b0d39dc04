"""Time of the score of a test set, compared with a loop over rows in pandas.

    python benchmarks/score.py [--images 9996] [--repeats 3]

All variants run in turn on the same random numbers, as tables in memory and as CSVs. Processor time
is measured, which other programs on the machine change less than the wall-clock time.
"""

import argparse
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from measurement.alternating import alternate

from fashionkp.annotations import (
    CATEGORY_POINTS,
    AnnotationTable,
    read_annotations,
    read_submission,
    write_annotations,
    write_submission,
)
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.score import point_errors, score_tables

# variant of fashionkp, variant of pandas, target ratio
PAIRS = (
    ('NE of tables in memory', 'NE of frames in memory, pandas', 30),
    ('the same with its interval and parts', 'NE of frames in memory, pandas', None),
    ('read two CSVs, and all of that', 'read two CSVs, NE, pandas', None),
)
TOLERANCE = 1e-9
"""Largest difference between two NE that count as equal, percent."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--images', type=int, default=9996, help='rows of the tables')
    parser.add_argument('--repeats', type=int, default=3, help='runs per variant')
    return parser.parse_args(argv)


def random_tables(count: int) -> tuple[AnnotationTable, AnnotationTable]:
    """Random annotations and predictions.

    10 % of the annotated points are occluded, 10 % absent. The coordinates of the predictions have
    a standard deviation of 8 px from them.
    """
    rng = np.random.default_rng(0)
    category_ids = rng.integers(0, len(CATEGORIES), count).astype(np.int8)
    visibility = rng.choice([1, 0, -1], (count, 24), p=[0.8, 0.1, 0.1]).astype(np.int8)
    visibility[~CATEGORY_POINTS[category_ids]] = -1
    points = rng.integers(0, 513, (count, 24, 2)).astype(float)
    keypoints = np.where(visibility[..., None] >= 0, points, -1.0)
    ids = np.array([f'Images/{i:032x}.jpg' for i in range(count)])
    labelled = np.ones(count, bool)
    truth = AnnotationTable(
        image_ids=ids,
        category_ids=category_ids,
        keypoints=keypoints,
        visibility=visibility,
        labelled=labelled,
    )
    return truth, replace(truth, keypoints=points + rng.normal(0, 8, points.shape))


def bare_ne(truth: AnnotationTable, prediction: AnnotationTable) -> float:
    """Return the official NE of tables in the same order, percent."""
    result = point_errors(
        prediction.keypoints, truth.keypoints, truth.visibility, truth.category_ids
    )
    return float(result.errors.sum() / result.counted.sum())


def pandas_ne(truth: pd.DataFrame, prediction: pd.DataFrame) -> float:
    """Compute the official NE in a loop over rows and cells, percent."""
    predicted = prediction.set_index('image_id')
    total, count = 0.0, 0
    for _, row in truth.iterrows():
        prediction_row = predicted.loc[row['image_id']]
        left, right = CATEGORIES[row['image_category']].normalizing_pair
        unit = math.dist(numbers(row[left])[:2], numbers(row[right])[:2])
        if unit < 10:
            continue
        for name in KEYPOINTS:
            *target, visibility = numbers(row[name])
            if visibility == 1:
                total += math.dist(target, numbers(prediction_row[name])[:2]) / unit
                count += 1
    return 100 * total / count


def numbers(cell: str) -> list[float]:
    """Parse a cell such as ``12_34_1``."""
    return [float(number) for number in cell.split('_')]


def variants(folder: Path, images: int) -> dict[str, Callable[[], float]]:
    """Return functions that compute the NE, by name of the variant."""
    files = folder / 'gt.csv', folder / 'pred.csv'
    truth, prediction = random_tables(images)
    write_annotations(files[0], truth)
    write_submission(files[1], prediction)
    tables = read_annotations(files[0]), read_submission(files[1])
    frames = [pd.read_csv(file) for file in files]
    return {
        'NE of tables in memory': lambda: bare_ne(*tables),
        'the same with its interval and parts': lambda: score_tables(*tables).ne,
        'read two CSVs, and all of that': lambda: (
            score_tables(read_annotations(files[0]), read_submission(files[1])).ne
        ),
        'NE of frames in memory, pandas': lambda: pandas_ne(*frames),
        'read two CSVs, NE, pandas': lambda: pandas_ne(*map(pd.read_csv, files)),
    }


def timed(function: Callable[[], float]) -> tuple[float, float]:
    """Return the result of a function and its processor time, seconds."""
    start = time.process_time()
    result = function()
    return result, time.process_time() - start


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        functions = variants(Path(folder), args.images)
        runs = {name: partial(timed, function) for name, function in functions.items()}
        results = alternate(runs, args.repeats)
    times = {name: [seconds for _, seconds in values] for name, values in results.items()}
    print(f'{args.images} images, processor time, median of {args.repeats} alternating runs')
    for name, runs in times.items():
        low, high = min(runs), max(runs)
        print(f'{name:38}{statistics.median(runs):8.3f} s   ({low:.3f} to {high:.3f})')
    for name, other, goal in PAIRS:
        ratios = [b / a for a, b in zip(times[name], times[other], strict=True)]
        target = f', target {goal}' if goal else ''
        print(f'{name}: {statistics.median(ratios):.1f} times as fast as "{other}"{target}')
    errors = [values[0][0] for values in results.values()]
    spread = max(errors) - min(errors)
    print(f'all NE are equal within {spread:.1e}')
    return 0 if spread < TOLERANCE else 1


if __name__ == '__main__':
    sys.exit(main())
