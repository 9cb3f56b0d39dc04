"""Ending a command by a signal so that it cleans up first, and says how to continue."""

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


@contextmanager
def hint_when_stopped(hint: str) -> Iterator[None]:
    """Add a hint, if it is not empty, to the message of a signal that ends the block."""
    try:
        yield
    except (KeyboardInterrupt, Terminated) as stop:
        if hint:
            vars(stop).setdefault('__notes__', []).append(hint)  # add_note() needs Python 3.11
        raise


def with_hints(message: str, stop: BaseException) -> str:
    """Return a message with the hints of :func:`hint_when_stopped`."""
    return ': '.join([message, *getattr(stop, '__notes__', ())])


def _raise(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)  # a second one ends a process that does not end
    raise Terminated(number)
