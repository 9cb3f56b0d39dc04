"""Time of the report on a test set without images, relative to the time of its score.

    python benchmarks/report.py [--images 9996] [--repeats 5]

The commands run in turn on the same CSVs, which hold random numbers.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from measurement.alternating import alternate
from measurement.clocks import wall_time
from measurement.commands import FASHIONKP
from score import random_tables

from fashionkp.annotations import write_annotations, write_submission


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--images', type=int, default=9996, help='rows of the tables')
    parser.add_argument('--repeats', type=int, default=5, help='runs per command')
    return parser.parse_args(argv)


def run(arguments: Sequence[str]) -> None:
    """Run a command in its own process."""
    subprocess.run([*FASHIONKP, *arguments], check=True, capture_output=True)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        truth, prediction = random_tables(args.images)
        noise = np.random.default_rng(1).normal(0, 3, prediction.keypoints.shape)
        write_annotations(folder / 'gt.csv', truth)
        write_submission(folder / 'a.csv', prediction)
        write_submission(
            folder / 'b.csv', replace(prediction, keypoints=prediction.keypoints + noise)
        )
        inputs = ['--gt', str(folder / 'gt.csv'), '--pred', str(folder / 'a.csv')]
        second = ['--pred', str(folder / 'b.csv')]
        page = ['-o', str(folder / 'page.html')]
        commands = {
            'fashionkp score': ['score', *inputs],
            'fashionkp report, one model': ['report', *inputs, *page],
            'fashionkp report, two models': ['report', *inputs, *second, *page],
        }
        runs = {name: partial(wall_time, partial(run, words)) for name, words in commands.items()}
        times = alternate(runs, args.repeats)
    print(f'{args.images} images, median of {args.repeats} alternating runs')
    score = statistics.median(times['fashionkp score'])
    for name, values in times.items():
        median = statistics.median(values)
        print(
            f'{name:30}{median:8.3f} s   ({min(values):.3f} to {max(values):.3f}), '
            f'{median / score:.1f} times the time of the score'
        )
    return 0


if __name__ == '__main__':
    sys.exit(main())
