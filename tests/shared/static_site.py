"""A plain file server, and a proxy that notes what a browser requests from elsewhere."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

ISOLATION = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
}
"""Headers with which browsers let a page use several threads."""


class _Files(SimpleHTTPRequestHandler):
    headers_sent: ClassVar[dict[str, str]] = {}

    def end_headers(self) -> None:
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        """Print nothing."""


class Proxy(ThreadingHTTPServer):
    """Notes and refuses every request.

    Attributes:
        requests: First line of each.
    """

    def __init__(self) -> None:
        super().__init__(('127.0.0.1', 0), _Refusal)
        self.requests: list[str] = []


class _Refusal(BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        self.server.requests.append(self.requestline)
        self.send_error(403)

    do_CONNECT = do_POST = do_HEAD = do_OPTIONS = do_GET

    def log_message(self, *args: Any) -> None:
        """Print nothing."""


@contextmanager
def _running(server: ThreadingHTTPServer) -> Iterator[str]:
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs=dict(poll_interval=0.02))
        thread.start()
        try:
            yield f'http://127.0.0.1:{server.server_port}'
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def file_site(folder: Path, headers: dict[str, str] | None = None) -> Iterator[str]:
    """Serve a folder as ``python -m http.server`` does, and yield its address."""
    handler = type('Files', (_Files,), dict(headers_sent=headers or {}))
    with _running(ThreadingHTTPServer(('127.0.0.1', 0), partial(handler, directory=folder))) as url:
        yield url


@contextmanager
def refusing_proxy() -> Iterator[tuple[Proxy, str]]:
    """Run a proxy, and yield it with its address."""
    proxy = Proxy()
    with _running(proxy) as url:
        yield proxy, url
