"""The server process: connections, log and shutdown."""

import asyncio
import logging
import resource
import socket
from dataclasses import replace
from functools import partial

import uvicorn
from fastapi import FastAPI

from fashionkp.serving.connection import MAX_HEADER_BYTES, LimitedConnection
from fashionkp.serving.limits import Limits
from fashionkp.serving.log_rate import RateLimit

SHUTDOWN_TIMEOUT = 8
"""Longest time that requests in progress may take when the server is stopped, seconds. Containers
are killed after 10."""

_QUEUE = 2048
"""Number of connections that the system keeps until they are accepted."""

_ACCEPTED = 32
"""Number of connections that asyncio accepts at once. It logs an error for each that has no file
descriptor."""

_OTHER_FILES = 64
"""File descriptors for everything but connections."""


class Server(uvicorn.Server):
    """A server that refuses what it cannot finish when it is stopped.

    Args:
        app: The application.
        limits: Limits on requests and connections.
    """

    def __init__(self, app: FastAPI, limits: Limits) -> None:
        limits = replace(limits, connections=min(limits.connections, _max_connections()))
        super().__init__(
            uvicorn.Config(
                app,
                http=partial(LimitedConnection, limits),  # type: ignore[arg-type]
                ws='none',
                log_level='warning',
                backlog=_ACCEPTED,
                h11_max_incomplete_event_size=MAX_HEADER_BYTES,
                timeout_graceful_shutdown=SHUTDOWN_TIMEOUT + 1,
            )
        )
        self._requests = app.state.requests
        for name in ('uvicorn.error', 'asyncio', 'python_multipart.multipart'):
            logging.getLogger(name).addFilter(RateLimit())

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(_QUEUE)  # asyncio has one number for both

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        timer = asyncio.get_running_loop().call_later(
            SHUTDOWN_TIMEOUT, self._requests.refuse_all, 'the server is shutting down'
        )
        await super().shutdown(sockets)
        timer.cancel()


def _max_connections() -> int:
    """Return how many connections the limit of open files allows."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    # It takes asyncio a few rounds to report an accepted connection and to close another one.
    return max(soft - 4 * _ACCEPTED - _OTHER_FILES, 8)
