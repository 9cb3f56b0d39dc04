"""A library in a process of its own, so that none changes memory or threads of another."""

import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

Runs = Mapping[str, Callable[[], object]]


class LibraryProcess:
    """A process that runs one of its variants on request.

    Args:
        build: A function of a module that returns the variants: functions by name.
        *arguments: Its arguments.
    """

    def __init__(self, build: Callable[..., Runs], *arguments: Any) -> None:
        self._calls, end = get_context('spawn').Pipe()
        process = get_context('spawn').Process(
            target=_serve, args=(end, build, arguments), daemon=True
        )
        process.start()
        end.close()  # so that the end of the process is an error here
        self.names: list[str] = self._calls.recv()

    def seconds(self, name: str) -> tuple[float, float]:
        """Run a variant; return its wall-clock time and its processor time, seconds."""
        self._calls.send(name)
        return self._calls.recv()

    def stop(self) -> None:
        """End the process."""
        self._calls.send(None)


def _serve(calls: Connection, build: Callable[..., Runs], arguments: Sequence[Any]) -> None:
    runs = build(*arguments)
    calls.send([*runs])
    while (name := calls.recv()) is not None:
        wall, processor = time.perf_counter(), time.process_time()
        runs[name]()
        calls.send((time.perf_counter() - wall, time.process_time() - processor))
