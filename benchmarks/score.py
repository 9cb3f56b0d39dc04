"""Time of the score of a test set, against a plain row-by-row computation of the same number.

    python benchmarks/score.py [--images 9996] [--repeats 5]

Both read the same two CSVs, which hold made-up numbers, and are run in turn.
"""

import argparse
import csv
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from fashionkp.annotations import (
    CATEGORY_POINTS,
    COLUMNS,
    AnnotationTable,
    read_annotations,
    read_predictions,
    write_annotations,
    write_submission,
)
from fashionkp.categories import CATEGORIES
from fashionkp.score import score_tables


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--images', type=int, default=9996, help='rows of the tables')
    parser.add_argument('--repeats', type=int, default=5, help='runs of each')
    return parser.parse_args(argv)


def made_up_tables(count: int) -> tuple[AnnotationTable, AnnotationTable]:
    """Annotations with 10 % occluded and 10 % absent points, and predictions 8 px beside them."""
    rng = np.random.default_rng(0)
    category_ids = rng.integers(0, len(CATEGORIES), count).astype(np.int8)
    visibility = rng.choice([1, 0, -1], (count, 24), p=[0.8, 0.1, 0.1]).astype(np.int8)
    visibility[~CATEGORY_POINTS[category_ids]] = -1
    points = rng.integers(0, 513, (count, 24, 2)).astype(float)
    keypoints = np.where(visibility[..., None] >= 0, points, -1.0)
    ids = np.array([f'Images/{i:032x}.jpg' for i in range(count)])
    labelled = np.ones(count, bool)
    truth = AnnotationTable(ids, category_ids, keypoints, visibility, labelled)
    pred = points + rng.normal(0, 8, points.shape)
    return truth, AnnotationTable(ids, category_ids, pred, visibility, labelled)


def plain_score(truth: Path, prediction: Path) -> float:
    """The official NE, percent, with a dictionary of rows and a loop over cells."""

    def rows(path: Path) -> dict[str, dict[str, str]]:
        with path.open(newline='') as file:
            return {row['image_id']: row for row in csv.DictReader(file)}

    def point(cell: str) -> list[float]:
        return [float(number) for number in cell.split('_')]

    predicted = rows(prediction)
    total, count = 0.0, 0
    for image, row in rows(truth).items():
        left, right = CATEGORIES[row['image_category']].normalizing_pair
        unit = math.dist(point(row[left])[:2], point(row[right])[:2])
        if unit < 10:
            continue
        for name in COLUMNS[2:]:
            *target, seen = point(row[name])
            if seen == 1:
                total += math.dist(target, point(predicted[image][name])[:2]) / unit
                count += 1
    return 100 * total / count


def seconds(function: Callable[[], object]) -> float:
    """Wall-clock time of one call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / 'gt.csv', Path(folder) / 'pred.csv'
        truth, prediction = made_up_tables(args.images)
        write_annotations(files[0], truth)
        write_submission(files[1], prediction)

        def ours() -> float:
            return score_tables(read_annotations(files[0]), read_predictions(files[1])).ne

        script = 'import sys; from fashionkp.cli.main import main; sys.exit(main())'
        command = [sys.executable, '-c', script, 'score', '--json']
        command += ['--gt', str(files[0]), '--pred', str(files[1])]
        ways: dict[str, Callable[[], object]] = {
            'read and score, fashionkp': ours,
            'read and score, row by row': lambda: plain_score(*files),
            'score tables in memory': lambda: score_tables(truth, prediction),
            'fashionkp score, the command': lambda: subprocess.run(
                command, check=True, stdout=subprocess.DEVNULL
            ),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(args.repeats):
            for name, function in ways.items():
                times[name].append(seconds(function))
        difference = abs(ours() - plain_score(*files))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f'{args.images} images, median of {args.repeats} runs in turn')
    for name, median in medians.items():
        low, high = min(times[name]), max(times[name])
        print(f'{name:30}{median:8.3f} s   ({low:.3f} to {high:.3f})')
    ratio = medians['read and score, row by row'] / medians['read and score, fashionkp']
    print(f'row by row takes {ratio:.1f} times as long; the two NE differ by {difference:.1e}')
    return 0 if difference < 1e-6 else 1


if __name__ == '__main__':
    sys.exit(main())
