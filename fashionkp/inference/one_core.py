"""Garments that are predicted at the same time, each by a thread of its own on one core.

A network whose layers are split over all cores waits after each layer for the slowest one. Networks
that run beside each other on one core each do not, so that many garments take less time; a single
one is faster with all cores.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, TypeVar

Item = TypeVar('Item')
Result = TypeVar('Result')

_thread = threading.local()


@contextmanager
def one_core() -> Iterator[None]:
    """Let models use one core for what this thread predicts in the block."""
    before = uses_one_core()
    _thread.one_core = True
    try:
        yield
    finally:
        _thread.one_core = before


def uses_one_core() -> bool:
    """Return whether this thread is in a block of :func:`one_core`."""
    return getattr(_thread, 'one_core', False)


def on_one_core_or_all(
    run: Callable[..., Result], load: Callable[[], Callable[..., Result]]
) -> Callable[..., Result]:
    """Return a function that runs a model on one core in :func:`one_core`, otherwise on all.

    Args:
        run: Runs the model on all cores.
        load: Returns what runs it on one core, in several threads at the same time; called when
            that is needed first.
    """
    loaded: list[Callable[..., Result]] = []
    lock = threading.Lock()

    def run_on_cores(*args: Any, **kwargs: Any) -> Result:
        if not uses_one_core():
            return run(*args, **kwargs)
        with lock:
            if not loaded:
                loaded.append(load())
        return loaded[0](*args, **kwargs)

    return run_on_cores


def workers_of(model: object) -> int:
    """Return how many threads should predict with a model at the same time.

    That is its attribute ``workers``; models without it are called by one thread at a time, and
    those with 0 by the caller's own thread.
    """
    return getattr(model, 'workers', 1)


def map_on_cores(
    function: Callable[[Item], Result], items: Iterable[Item], workers: int
) -> Iterator[Result]:
    """Yield ``function(item)`` for each item, in order, computed by threads with one core each.

    Items that are too few for half of the threads are computed by this thread, on all cores.

    Args:
        function: Called in several threads at the same time.
        items: Read in this thread, up to three for each worker before their results are taken.
        workers: Number of threads.
    """

    def run(item: Item) -> Result:
        with one_core():
            return function(item)

    items = iter(items)
    first = list(islice(items, workers // 2 + 1))
    if len(first) <= workers // 2:
        yield from map(function, first)
        return
    waiting: deque[Future[Result]] = deque()
    with pool_of(workers, 'predict') as pool:
        for item in chain(first, items):
            waiting.append(pool.submit(run, item))
            if len(waiting) > 2 * workers:  # not before: others go on while a result is used
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def pool_of(threads: int, name: str) -> Iterator[ThreadPoolExecutor]:
    """Yield a pool of threads, and wait for its work at the end of the block.

    What has not begun is dropped if the block ends early.
    """
    pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
    try:
        yield pool
    except BaseException:  # also an iterator that is closed
        pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()
