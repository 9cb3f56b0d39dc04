"""Progress of long work on standard error."""

import math
import sys
from collections.abc import Iterable, Sized
from typing import Any

from tqdm import tqdm


def progress_bar(
    iterable: Iterable | None = None,
    *,
    total: int | None = None,
    unit: str = 'image',
    show: bool = True,
    **kwargs: Any,
) -> tqdm:
    """Return a tqdm progress bar on standard error.

    On a terminal it is redrawn in place; in a log file every tenth of the work gets a line.

    Args:
        iterable: Wrapped, so that iterating over the bar moves it. Without one, call the bar's
            ``update()``, and use it as a context manager.
        total: Expected number of units; by default the length of ``iterable``.
        unit: What is counted.
        show: Whether to print anything.
        **kwargs: Passed to tqdm.

    Example:
        >>> sum(progress_bar([1, 2, 3], show=False))
        6
    """
    bar = tqdm if sys.stderr.isatty() else _LogLines
    return bar(iterable, total=total, unit=unit, disable=not show, file=sys.stderr, **kwargs)


class _LogLines(tqdm):
    """A progress bar that prints a line at every tenth instead of redrawing one."""

    monitor_interval = 0  # tqdm's monitor thread would print lines in between

    def __init__(self, iterable: Iterable | None, *, total: int | None, **kwargs: Any) -> None:
        if total is None and isinstance(iterable, Sized):
            total = len(iterable)
        self._printed = 0
        super().__init__(
            iterable,
            total=total,
            mininterval=0,
            miniters=max(1, math.ceil((total or 0) / 10)),
            bar_format='{percentage:.0f}% {n_fmt}/{total_fmt} [{elapsed}<{remaining}, {rate_fmt}]',
            **kwargs,
        )

    def clear(self, nolock: bool = False) -> None:  # noqa: FBT002 (signature of tqdm)
        """Do nothing: a line in a log stays."""

    def display(self, msg: str | None = None, pos: int | None = None) -> None:
        """Print a line if another tenth is done."""
        if self.n - self._printed >= self.miniters:
            self._print()

    def close(self) -> None:
        """Print a last line for what is left."""
        if not self.disable and self.n > self._printed:
            self._print()
        self.sp = None  # tqdm then writes nothing itself
        super().close()

    def _print(self) -> None:
        self._printed = self.n
        print(self, file=self.fp, flush=True)
