"""Batched inference for concurrent requests, on one or several threads."""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Generic, TypeVar

from fashionkp.serving.requests_in_progress import Busy

Input = TypeVar('Input')
Output = TypeVar('Output')


class Batcher(Generic[Input, Output]):
    """Collects inputs from concurrent requests and processes them in batches.

    A request takes a slot first and keeps it until its output is there, which also bounds what
    comes before, such as reading an image. A thread waits for more inputs to fill a batch only
    while other requests hold a slot, and at most ``max_wait`` seconds; a single request is answered
    at once.

    Args:
        process: Called with a batch of inputs, in each of the threads; returns one output for each,
            in the same order.
        batch_size: Largest number of inputs in a batch.
        capacity: Number of slots.
        max_wait: Longest time that an input waits for others to join its batch, seconds.
        workers: Number of threads.

    Attributes:
        active: Number of slots that are taken.
    """

    def __init__(
        self,
        process: Callable[[list[Input]], Sequence[Output]],
        batch_size: int,
        capacity: int,
        *,
        max_wait: float = 0.005,
        workers: int = 1,
    ) -> None:
        self._process = process
        self._batch_size, self._capacity, self._max_wait = batch_size, capacity, max_wait
        self.active, self._lock = 0, threading.Lock()
        self._closed = False
        # Never longer than `capacity`; None stops the threads, each of which passes it on.
        self._queue: queue.SimpleQueue[tuple[Input, Future[Output]] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._run, name=f'batcher {i}', daemon=True)
            for i in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def running(self) -> bool:
        """Whether inputs are processed: True until :meth:`close`."""
        return all(thread.is_alive() for thread in self._threads) and not self._closed

    @contextmanager
    def slot(self) -> Iterator[Callable[[Input], 'Future[Output]']]:
        """Take a slot.

        Yields:
            A function that takes an input and returns a future with its output, or with the
            exception that ``process`` raised.

        Raises:
            Busy: If all slots are taken.
        """
        with self._lock:
            if self.active >= self._capacity:
                raise Busy(f'{self._capacity} requests are in progress')
            self.active += 1
        try:
            yield self._submit
        finally:
            with self._lock:
                self.active -= 1

    def close(self) -> None:
        """Process what was submitted, then stop the threads."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _submit(self, value: Input) -> 'Future[Output]':
        future: Future[Output] = Future()
        with self._lock:
            if self._closed:
                raise Busy('the server is shutting down')
            self._queue.put((value, future))
        return future

    def _run(self) -> None:
        while batch := self._next_batch():
            # A client that disconnected has cancelled its future.
            batch = [entry for entry in batch if entry[1].set_running_or_notify_cancel()]
            if not batch:
                continue
            futures = [future for _, future in batch]
            try:
                outputs = list(self._process([value for value, _ in batch]))
                if len(outputs) != len(batch):
                    raise RuntimeError(f'{len(outputs)} outputs for {len(batch)} inputs')
            except Exception as error:  # raised in the requests; the thread goes on
                for future in futures:
                    future.set_exception(error)
            else:
                for future, output in zip(futures, outputs, strict=True):
                    future.set_result(output)

    def _next_batch(self) -> list[tuple[Input, 'Future[Output]']]:
        """Wait for the next inputs; an empty list when the batcher is closed."""
        first = self._queue.get()
        if first is None:
            self._queue.put(None)
            return []
        batch = [first]
        deadline = time.monotonic() + self._max_wait
        while len(batch) < self._batch_size:
            others = self.active > len(batch)
            try:
                timeout = max(0, deadline - time.monotonic()) if others else 0
                entry = self._queue.get(timeout=timeout)
            except queue.Empty:
                break
            if entry is None:
                self._queue.put(None)
                break
            batch.append(entry)
        return batch
