"""Requests that can be refused while they are in progress, and the memory of their bodies."""

import asyncio
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Result = TypeVar('Result')

_MIN_ARRIVAL = 2
"""A body that takes longer, in seconds, has to make room when memory is short."""


class Busy(Exception):
    """The server cannot process a request now."""


class RequestInProgress:
    """A request from the arrival of its headers to its response.

    Args:
        requests: All requests; they share the memory for bodies.
    """

    def __init__(self, requests: 'RequestsInProgress') -> None:
        self._requests = requests
        self._num_bytes, self._is_arriving = 0, True
        self._start = time.monotonic()
        self._task: asyncio.Future[Any] | None = None
        self._refusal: str | None = None

    @property
    def is_slow(self) -> bool:
        """Whether the body is still arriving, after some seconds."""
        return self._is_arriving and time.monotonic() - self._start > _MIN_ARRIVAL

    async def run(self, work: Awaitable[Result]) -> Result:
        """Return the result of the work on this request.

        Raises:
            Busy: If the request is refused meanwhile.
        """
        self._task = task = asyncio.ensure_future(work)
        try:
            return await task
        except asyncio.CancelledError:
            if self._refusal is None:
                raise
            raise Busy(self._refusal) from None

    def receive(self, num_bytes: int) -> None:
        """Count bytes of the body.

        Raises:
            Busy: If the bodies of all requests do not fit into memory.
        """
        self._requests.make_room(num_bytes, self)
        self._num_bytes += num_bytes
        self._requests.num_bytes += num_bytes

    def body_is_whole(self) -> None:
        """Mark the body as complete."""
        self._is_arriving = False

    def release_body(self) -> None:
        """Stop counting the bytes of the body."""
        self._requests.num_bytes -= self._num_bytes
        self._num_bytes = 0

    def refuse(self, reason: str) -> None:
        """End the work on this request."""
        self._refusal = reason
        self.release_body()
        self.body_is_whole()
        if self._task is not None:
            self._task.cancel()


class RequestsInProgress:
    """The requests in progress, which all run in one event loop.

    Args:
        max_bytes: Largest total size of their bodies.
    """

    def __init__(self, max_bytes: int) -> None:
        self.num_bytes = 0
        self._max_bytes = max_bytes
        self._requests: dict[RequestInProgress, None] = {}  # oldest first
        self._refusal: str | None = None

    @property
    def are_refused(self) -> bool:
        """Whether all requests are refused, see :meth:`refuse_all`."""
        return self._refusal is not None

    def __len__(self) -> int:
        return len(self._requests)

    @contextmanager
    def new(self) -> Iterator[RequestInProgress]:
        """Add a request.

        Raises:
            Busy: If all requests are refused.
        """
        if self._refusal is not None:
            raise Busy(self._refusal)
        request = RequestInProgress(self)
        self._requests[request] = None
        try:
            yield request
        finally:
            request.release_body()
            del self._requests[request]

    def make_room(self, num_bytes: int, request: RequestInProgress) -> None:
        """Refuse slow requests, oldest first, until a body fits into memory.

        Raises:
            Busy: If it does not.
        """
        for other in self._requests:
            if self.num_bytes + num_bytes <= self._max_bytes:
                return
            if other is not request and other.is_slow:
                other.refuse('the body arrived too slowly while memory for others was needed')
        if self.num_bytes + num_bytes > self._max_bytes:
            request.release_body()  # at once, or all that arrive at the same time are refused
            raise Busy(f'bodies of more than {self._max_bytes / 1e6:g} MB are in progress')

    def refuse_all(self, reason: str) -> None:
        """Refuse the requests in progress and further ones."""
        self._refusal = reason
        for request in list(self._requests):
            request.refuse(reason)
