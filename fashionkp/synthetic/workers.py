"""Worker processes that end with this one, whenever and however it is stopped."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any, TypeVar, cast

import cv2

_T = TypeVar('_T')
_Outcome = tuple[Exception | None, Any]
"""The error of a job, or its result."""


class _Worker:
    """State of this process, if it is a worker."""

    is_stopped = False


def map_in_processes(function: Callable[[Any], _T], jobs: Sequence, workers: int) -> Iterator[_T]:
    """Yield the results of jobs, in their order, from several processes.

    Args:
        function: Called with a job; a function of a module.
        jobs: At least one.
        workers: Number of processes. They are spawned, not forked: a fork can deadlock if the
            caller has threads (PyTorch, OpenCV).

    Raises:
        OSError: If a worker ends unexpectedly.
    """
    # No pool of the standard library: neither survives a signal at every moment. These processes
    # are daemons, and read from a pipe that ends with this process.
    processes: dict[Connection, BaseProcess] = {}
    try:
        with _signals_delayed():
            for _ in range(min(workers, len(jobs))):
                connection, process = _start(function)
                processes[connection] = process
        yield from _results(jobs, processes)
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.join()


def _results(jobs: Sequence, processes: dict[Connection, BaseProcess]) -> Iterator[Any]:
    """Give every idle worker the next job, and yield the results in order."""
    waiting = iter(enumerate(jobs))
    under_way: dict[Connection, int] = {}
    outcomes: dict[int, _Outcome] = {}

    def give_job(connection: Connection) -> None:
        for index, job in waiting:
            connection.send(job)
            under_way[connection] = index
            return

    for connection in processes:
        give_job(connection)
    for next_index in range(len(jobs)):
        while next_index not in outcomes:
            for connection in cast(list[Connection], wait(list(under_way))):
                index = under_way.pop(connection)
                outcomes[index] = _receive(connection, processes[connection])
                give_job(connection)
        error, result = outcomes.pop(next_index)
        if error is not None:
            raise error  # its traceback has stayed in the worker
        yield result


def _receive(connection: Connection, process: BaseProcess) -> _Outcome:
    try:
        return connection.recv()
    except (EOFError, ConnectionError):
        process.join()
        raise OSError(
            f'a worker process ended with status {process.exitcode}: is there enough memory? '
            'use fewer workers'
        ) from None


def _start(function: Callable) -> tuple[Connection, BaseProcess]:
    context = get_context('spawn')
    connection, other_end = context.Pipe()
    process = context.Process(target=_work, args=(function, other_end), daemon=True)
    process.start()
    other_end.close()
    return connection, process


@contextmanager
def _signals_delayed() -> Iterator[None]:
    """Handle the signals that this process handles after the block; start processes without Ctrl-C.

    A terminal sends it to all processes, but only the first is to end the others and say so.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are handled in the main thread only
        return
    received: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    handlers = {n: signal.getsignal(n) for n in numbers if callable(signal.getsignal(n))}
    for number in handlers:
        signal.signal(number, lambda number, frame: received.append(number))
    resource_tracker.ensure_running()  # when it starts, it changes the mask, too
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # processes inherit it
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for late in received:
            signal.raise_signal(late)


def _work(function: Callable, connection: Connection) -> None:
    """Do the jobs that arrive, until the other process ends or stops this one."""
    cv2.setNumThreads(1)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        while not _Worker.is_stopped:
            job = connection.recv()
            connection.send(_do(function, job))
    except (EOFError, ConnectionError):
        os._exit(1)


def _do(function: Callable, job: Any) -> _Outcome:
    try:
        return None, function(job)
    except Exception as error:
        return error, None


def _stop(number: int, frame: FrameType | None) -> None:
    """End this worker, after its job has removed its temporary file."""
    signal.signal(number, signal.SIG_IGN)
    _Worker.is_stopped = True
    raise SystemExit
