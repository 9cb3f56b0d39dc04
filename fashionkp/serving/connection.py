"""HTTP connections with deadlines, and a limit on their number."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from fashionkp.serving.limits import Limits

MAX_HEADER_BYTES = 16_384
"""Largest size of a request's headers."""

_FULL = b'{"detail":"too many connections"}'
_FULL_RESPONSE = (
    b'HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 1\r\n'
    b'Connection: close\r\nContent-Length: %d\r\n\r\n%s' % (len(_FULL), _FULL)
)


class LimitedConnection(H11Protocol):
    """A connection that is closed when its client takes too long.

    The server waits for the client until the headers of the next request have arrived, and again
    while a body arrives or a response is not read. uvicorn alone sets a deadline only between
    requests.

    Args:
        limits: Deadlines, and the number of connections.
        kwargs: Arguments of uvicorn's protocol.
    """

    def __init__(self, limits: Limits, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limits = limits
        self.waiting_since = self.loop.time()
        self._read_timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None

    @property
    def waits_for_client(self) -> bool:
        """Whether the next step is the client's: to send headers, or the rest of a body."""
        return self._is_between_requests or self.cycle.more_body

    @property
    def _is_between_requests(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections and not self._close_oldest():
            transport.write(_FULL_RESPONSE)
            transport.close()
            return
        self._start_read_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._read_timer, self._write_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        super().handle_events()
        if not self._is_between_requests and self._read_timer is not None:
            self._read_timer.cancel()  # from here on the body has a deadline of its own
            self._read_timer = None

    def on_response_complete(self) -> None:
        self.waiting_since = self.loop.time()
        self._start_read_timer()
        super().on_response_complete()  # may begin the next request

    def pause_writing(self) -> None:
        super().pause_writing()
        self._write_timer = self.loop.call_later(self.limits.write_timeout, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None

    def _start_read_timer(self) -> None:
        # The rest of a rejected body is read and discarded.
        is_draining = self.conn.their_state is h11.SEND_BODY
        limits = self.limits
        timeout = limits.body_timeout if is_draining else limits.header_timeout
        if self._read_timer is not None:
            self._read_timer.cancel()
        self._read_timer = self.loop.call_later(timeout, self.transport.abort)

    def _close_oldest(self) -> bool:
        """Close the connection that waits for its client longest; return whether there is one."""
        waiting = [
            other
            for other in self.connections
            if isinstance(other, LimitedConnection) and other is not self and other.waits_for_client
        ]
        if not waiting:
            return False
        oldest = min(waiting, key=lambda other: other.waiting_since)
        oldest.transport.abort()
        self.connections.discard(oldest)
        return True
