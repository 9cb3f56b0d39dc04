"""Ending a command by a signal so that it cleans up first, and says how to continue."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED_STATUS = 128 + signal.SIGINT
"""Exit status after Ctrl-C, as of a shell."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_DEFAULT_HANDLERS = (signal.SIG_DFL, signal.default_int_handler)
_SAME_SIGNAL = 1.0
"""Seconds in which further signals are ignored: ``timeout`` sends its signal to the process, and a
moment later to its group."""


class Terminated(SystemExit):
    """A signal ends this process; its code is what a shell reports for it."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.signal = signal.Signals(number)


class _Handlers:
    """Handlers of the signals that this process does not ignore.

    The first signal raises an exception. Those within the next second are ignored, so that they do
    not disturb the clean-up; later ones get their default, to end a process that does not end.
    """

    def __init__(self) -> None:
        self.received_at: float | None = None
        self._defaults = {
            number: signal.getsignal(number)
            for number in _SIGNALS
            if signal.getsignal(number) in _DEFAULT_HANDLERS
        }
        for number in self._defaults:
            signal.signal(number, self._handle)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if self.received_at is None:
            self.received_at = now
            raise KeyboardInterrupt if number == signal.SIGINT else Terminated(number)
        if now > self.received_at + _SAME_SIGNAL:
            self.restore()
            signal.raise_signal(number)

    def restore(self) -> None:
        for number, default in self._defaults.items():
            if signal.getsignal(number) == self._handle:
                signal.signal(number, default)


@contextmanager
def termination_raises() -> Iterator[None]:
    """Raise KeyboardInterrupt on SIGINT, and :class:`Terminated` on SIGTERM and SIGHUP, once.

    SIGTERM and SIGHUP would end the process at once, and leave temporary files and workers behind.
    A signal that the caller lets the process ignore, as ``nohup`` does, is still ignored. After a
    signal, the handlers stay: the message about it is still to be printed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are handled in the main thread only
        return
    handlers = _Handlers()
    try:
        yield
    finally:
        if handlers.received_at is None:
            handlers.restore()


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
