"""Ending a command by a signal so that it cleans up first."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED_STATUS = 128 + signal.SIGINT
"""Exit status after Ctrl-C, as of a shell."""

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class Terminated(SystemExit):
    """A signal ends this process; its code is what a shell reports for it."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.signal = signal.Signals(number)


@contextmanager
def termination_raises() -> Iterator[None]:
    """Raise :class:`Terminated` on SIGTERM and SIGHUP within the block.

    They would end the process at once, and leave temporary files and workers behind. A signal that
    the caller lets the process ignore, as ``nohup`` does, is still ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are handled in the main thread only
        return
    numbers = [number for number in _SIGNALS if signal.getsignal(number) == signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, _raise)
    try:
        yield
    finally:
        for number in numbers:
            if signal.getsignal(number) == _raise:
                signal.signal(number, signal.SIG_DFL)


def _raise(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)  # a second one ends a process that does not end
    raise Terminated(number)
