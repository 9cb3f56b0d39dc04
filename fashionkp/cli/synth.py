"""``fashionkp synth``: draws a data set of garments with exact key points."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp synth',
        description='Draw garments of all five categories with exact key points, in the layout of '
        'the official archives: OUT/Images/<category>/*.jpg and OUT/Annotations/train.csv. '
        'The same seed always gives the same bytes.',
    )
    parser.add_argument('out', type=Path, metavar='OUT', help='folder to make')
    parser.add_argument('--num', type=int, default=1000, help='pictures (default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')
    parser.add_argument('--workers', type=int, help='processes that draw (default: one a core)')
    return parser.parse_args(argv)


def progress_line() -> Callable[[int, int], None]:
    """Return a function that keeps one line of progress on standard error.

    On a terminal the line is redrawn twice a second; in a log file each tenth gets a line.
    """
    start = time.perf_counter()
    shown = [start, 0]

    def show(done: int, total: int) -> None:
        now = time.perf_counter()
        terminal = sys.stderr.isatty()
        tenth = done * 10 // total
        due = now - shown[0] > 0.5 if terminal else tenth > shown[1]
        if not due and done < total:
            return
        shown[:] = now, tenth
        rate = done / max(now - start, 1e-9)
        end = '\n' if done == total or not terminal else ''
        lead = '\r' if terminal else ''
        print(
            f'{lead}{done} of {total} pictures, {rate:.0f} a second ',
            end=end,
            file=sys.stderr,
            flush=True,
        )

    return show


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    args = parse_args(argv)

    from fashionkp.synthetic.dataset import default_workers, write_dataset

    workers = default_workers() if args.workers is None else args.workers
    write_dataset(args.out, args.num, args.seed, workers, progress_line())
    print(f'{args.num} pictures in {args.out}: table {args.out / "Annotations" / "train.csv"}')
    return 0
