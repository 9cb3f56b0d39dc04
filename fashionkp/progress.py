"""A line on standard error that tells how far a long command has come."""

import sys
import time
from collections.abc import Callable
from typing import Any


def progress_line(unit: str = 'image') -> Callable[[int, int], None]:
    """Return a function that keeps one line of progress on standard error.

    On a terminal the line is redrawn twice a second; in a log file each tenth gets a line.

    Args:
        unit: What is counted; gets an s unless it is written in capitals.
    """
    plural = unit if unit.isupper() else f'{unit}s'
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
            f'{lead}{done} of {total} {plural}, {rate:.0f} a second ',
            end=end,
            file=sys.stderr,
            flush=True,
        )

    return show


def progress_bar(total: int, unit: str = 'image') -> Callable[[int], None]:
    """Return a function that shows how many of ``total`` things are done.

    A bar of tqdm on a terminal, where tqdm is installed; else a line.

    Args:
        total: How many are expected; there may turn out to be more or fewer.
        unit: What is counted, as for :func:`progress_line`.
    """
    if sys.stderr.isatty():
        try:
            from tqdm import tqdm
        except ImportError:
            pass
        else:
            bar = tqdm(total=total, unit=unit, file=sys.stderr)
            return lambda done: _move(bar, done)
    show = progress_line(unit)
    return lambda done: show(min(done, total), max(total, 1))


def _move(bar: Any, done: int) -> None:
    bar.update(done - bar.n)
    if done == bar.total:
        bar.close()
