"""Setup of data loader workers: they end when they cannot work, and not before training does."""

import functools
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.queues import Queue
from typing import Any

from torch.utils.data import DataLoader

_MAX_CAUSE = 400


@functools.cache
def _cause() -> Any:
    """Return memory shared with the workers, for the error that ended one of them."""
    return multiprocessing.RawArray('c', _MAX_CAUSE)


@functools.cache
def _is_kept() -> Any:
    """Return a flag shared with the workers: whether they are to ignore SIGTERM."""
    return multiprocessing.RawValue('b', 0)


@contextmanager
def workers_kept() -> Iterator[None]:
    """Let workers ignore SIGTERM inside the block.

    Slurm sends it to each process. Training needs its workers until it has saved a checkpoint;
    afterwards Python itself ends them by SIGTERM, and waits for them.
    """
    _is_kept().value = 1
    try:
        yield
    finally:
        _is_kept().value = 0


def take_cause() -> str:
    """Return why a worker ended itself, and forget it; empty if none did."""
    text = _cause().value.decode(errors='replace')
    _cause().value = b''
    return text


def set_up_workers(loader: DataLoader) -> DataLoader:
    """Let the workers of a data loader call :func:`initialize_worker` when they start."""
    loader.worker_init_fn = partial(
        initialize_worker, cause=_cause(), is_kept=_is_kept(), then=loader.worker_init_fn
    )
    return loader


def initialize_worker(
    worker_id: int, cause: Any, is_kept: Any, then: Callable[[int], None] | None = None
) -> None:
    """Initialize a worker process.

    A batch is sent by a thread of the worker. If that fails, for instance because shared memory
    is full, Python prints a traceback and drops the batch, for which the training would wait
    forever; here the worker ends instead.

    Args:
        worker_id: Number of the worker, from 0.
        cause: Memory shared with the training, for the error.
        is_kept: Memory shared with the training: whether to ignore SIGTERM.
        then: Further initialization.
    """

    def end_unless_kept(*_: Any) -> None:
        if not is_kept.value:
            os._exit(128 + signal.SIGTERM)

    def end_worker(error: Exception, batch: Any) -> None:
        cause.value = f'{type(error).__name__}: {error}'.encode()[: _MAX_CAUSE - 1]
        os._exit(1)

    signal.signal(signal.SIGTERM, end_unless_kept)
    Queue._on_queue_feeder_error = staticmethod(end_worker)  # type: ignore[attr-defined]
    if then is not None:
        then(worker_id)
