"""Worker processes that end with this one, whenever and however it is stopped."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process, resource_tracker
from types import FrameType
from typing import Any, TypeVar

import cv2

_T = TypeVar('_T')


class _Worker:
    """State of this process, if it is a worker."""

    has_job = False
    is_stopped = False


def map_in_processes(function: Callable[[Any], _T], jobs: Sequence, workers: int) -> Iterator[_T]:
    """Yield the results of jobs, in their order, from several processes.

    Args:
        function: Called with a job; a function of a module.
        jobs: At least one.
        workers: Number of processes. They are spawned, not forked: a fork can deadlock if the
            caller has threads (PyTorch, OpenCV).
    """
    # an executor that is interrupted while it starts its processes waits forever
    with _signals_delayed():
        pool = ProcessPoolExecutor(min(workers, len(jobs)), get_context('spawn'), _start_worker)
        futures = [pool.submit(_run, function, job) for job in jobs]
        processes = list(pool._processes.values())
    try:
        for future in futures:
            yield future.result()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        raise
    finally:
        pool.shutdown()


@contextmanager
def _signals_delayed() -> Iterator[None]:
    """Delay signals to the end of the block; processes that are started in it ignore Ctrl-C.

    A terminal sends Ctrl-C to all processes of a command, but only the main process should handle
    it, and end the others.
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


def _start_worker() -> None:
    cv2.setNumThreads(1)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _stop(number: int, frame: FrameType | None) -> None:
    """End this worker, after its job has removed its temporary file."""
    if not _Worker.has_job:
        os._exit(0)
    _Worker.is_stopped = True
    raise SystemExit


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None  # this is a worker
    parent.join()
    os._exit(1)


def _run(function: Callable[[Any], _T], job: Any) -> _T:
    if _Worker.is_stopped:  # this job was queued
        raise SystemExit
    _Worker.has_job = True
    try:
        return function(job)
    finally:
        _Worker.has_job = False
