"""Questions of many, answered in batches by one thread."""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Generic, TypeVar

Question = TypeVar('Question')
Answer = TypeVar('Answer')


class Busy(Exception):
    """As many are being served as there is room for."""


class Batcher(Generic[Question, Answer]):
    """Collects questions and has them answered in batches.

    Whoever wants to ask takes a seat first and keeps it until the answer is there, so that what
    precedes a question, such as reading an image, is bounded too. The thread waits for others to
    fill a batch only while there are others with a seat, and only for a moment.

    Args:
        answer: Answers a batch: one answer for each question, in their order.
        batch_size: Most questions in a batch.
        capacity: How many seats there are.
        wait: Longest time that a question waits for others to join it, seconds.
    """

    def __init__(
        self,
        answer: Callable[[list[Question]], Sequence[Answer]],
        batch_size: int = 16,
        capacity: int = 64,
        wait: float = 0.005,
    ) -> None:
        self._answer = answer
        self._batch_size, self._capacity, self._wait = batch_size, capacity, wait
        self._seated, self._lock = 0, threading.Lock()
        self._closed = False
        # never longer than there are seats; None ends the thread
        self._queue: queue.SimpleQueue[tuple[Question, Future[Answer]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name='batches', daemon=True)
        self._thread.start()

    @property
    def seated(self) -> int:
        """How many seats are taken."""
        return self._seated

    @property
    def working(self) -> bool:
        """Whether questions are answered: from the beginning until :meth:`close`."""
        return self._thread.is_alive() and not self._closed

    @contextmanager
    def seat(self) -> Iterator[Callable[[Question], 'Future[Answer]']]:
        """Take a seat.

        Yields:
            What takes a question; its future gets the answer, or what ``answer`` raised.

        Raises:
            Busy: All seats are taken.
        """
        with self._lock:
            if self._seated >= self._capacity:
                raise Busy(f'{self._capacity} requests are under way')
            self._seated += 1
        try:
            yield self._ask
        finally:
            with self._lock:
                self._seated -= 1

    def close(self) -> None:
        """Answer what has been asked, then end the thread."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _ask(self, question: Question) -> 'Future[Answer]':
        future: Future[Answer] = Future()
        with self._lock:
            if self._closed:
                raise Busy('no more questions are taken')
            self._queue.put((question, future))
        return future

    def _work(self) -> None:
        while batch := self._next_batch():
            # of those who have not gone away meanwhile
            batch = [row for row in batch if row[1].set_running_or_notify_cancel()]
            if not batch:
                continue
            futures = [future for _, future in batch]
            try:
                answers = list(self._answer([question for question, _ in batch]))
                if len(answers) != len(batch):
                    raise RuntimeError(f'{len(answers)} answers to {len(batch)} questions')
            except Exception as error:  # for those who asked; the thread serves the next
                for future in futures:
                    future.set_exception(error)
            else:
                for future, answer in zip(futures, answers, strict=True):
                    future.set_result(answer)

    def _next_batch(self) -> list[tuple[Question, 'Future[Answer]']]:
        """The next questions; none at the end."""
        first = self._queue.get()
        batch = [] if first is None else [first]
        end = time.monotonic() + self._wait
        while batch and len(batch) < self._batch_size:
            others = self._seated > len(batch)
            try:
                row = self._queue.get(timeout=max(0, end - time.monotonic()) if others else 0)
            except queue.Empty:
                break
            if row is None:
                self._queue.put(None)
                break
            batch.append(row)
        return batch
