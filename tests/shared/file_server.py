"""A server on this machine whose files, versions and faults a test chooses."""

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FileServer(ThreadingHTTPServer):
    """Serves :attr:`files`.

    Attributes:
        files: Contents by path, such as ``/model.onnx``.
        headers: Headers by path, which replace the usual ETag.
        refused: Headers by path of responses with status 404.
        ranges: Whether to support ranges.
        cut_after: Bytes after which each of the next responses breaks off.
        hold: If set, waited for before each response.
        pause_after: Bytes after which responses pause until the client has gone.
        requests: Path and Range header of each request.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(('127.0.0.1', 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.headers: dict[str, dict[str, str]] = {}
        self.refused: dict[str, dict[str, str]] = {}
        self.ranges = True
        self.cut_after: list[int] = []
        self.hold: threading.Event | None = None
        self.pause_after: int | None = None
        self.requests: list[tuple[str, str | None]] = []

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.server_port}'


class _Handler(BaseHTTPRequestHandler):
    server: FileServer

    def log_message(self, *args: Any) -> None:
        """Print nothing."""

    def do_HEAD(self) -> None:
        self._respond(with_body=False)

    def do_GET(self) -> None:
        self.server.requests.append((self.path, self.headers['Range']))
        if self.server.hold:
            self.server.hold.wait(30)
        self._respond(with_body=True)

    def _respond(self, *, with_body: bool) -> None:
        content = self.server.files.get(self.path)
        if content is None:
            self.send_response(404)
            for name, value in self.server.refused.get(self.path, {}).items():
                self.send_header(name, value)
            self.send_header('Content-Length', '0')
            self.end_headers()
            return
        headers = self.server.headers.get(
            self.path, {'ETag': f'"{hashlib.md5(content).hexdigest()}"'}
        )
        start = self._start(headers)
        if start >= len(content) > 0:
            self.send_response(416)
            headers = {'Content-Range': f'bytes */{len(content)}'}
            content = b''
        elif start:
            self.send_response(206)
            last = len(content) - 1
            headers = {**headers, 'Content-Range': f'bytes {start}-{last}/{len(content)}'}
        else:
            self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        body = content[start:]
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        if with_body:
            cut = self.server.cut_after.pop(0) if self.server.cut_after else len(body)
            self.wfile.write(body[: self.server.pause_after or cut])
            if self.server.pause_after:
                self.rfile.read(1)

    def _start(self, headers: dict[str, str]) -> int:
        """Return the first byte that is asked for, if the version is still the same."""
        match = re.fullmatch(r'bytes=(\d+)-', self.headers['Range'] or '')
        if not self.server.ranges or not match:
            return 0
        version = headers.get('ETag', headers.get('Last-Modified'))
        return int(match[1]) if self.headers['If-Range'] in (None, version) else 0


@contextmanager
def run_file_server() -> Iterator[FileServer]:
    """Run a server in a thread."""
    with FileServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs=dict(poll_interval=0.02))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
