"""Images whose answers are known, and a server in a process of its own."""

import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

_COMMAND = 'import sys; from fashionkp.cli.main import main; sys.exit(main(sys.argv[1:]))'


@pytest.fixture(scope='session')
def colored() -> Callable[..., bytes]:
    """Makes a file of one colour, which the model drawn by hand takes for score and category."""

    def make(
        blue: int = 0, green: int = 0, size: tuple[int, int] = (16, 16), ending: str = '.png'
    ) -> bytes:
        image = np.full((size[1], size[0], 3), (blue, green, 7), np.uint8)
        return cv2.imencode(ending, image)[1].tobytes()

    return make


@dataclass
class Server:
    """A running ``fashionkp serve``."""

    process: subprocess.Popen
    host: str
    port: int

    @property
    def url(self) -> str:
        return f'http://{self.host}:{self.port}/'

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, self.port, timeout=30)

    def predict(self, body: bytes, query: str = '') -> tuple[int, dict[str, Any]]:
        """Status and answer for an image as it is."""
        connection = self.connect()
        connection.request('POST', f'/predict{query}', body)
        response = connection.getresponse()
        answer = response.status, json.loads(response.read())
        connection.close()
        return answer

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """End it; its exit status and what it had printed after the first line."""
        self.process.send_signal(number)
        printed, _ = self.process.communicate(timeout=30)
        return self.process.returncode, printed


@pytest.fixture(scope='session')
def start_server() -> Iterator[Callable[..., Server]]:
    """Starts servers at free ports, and ends those that are left."""
    pytest.importorskip('fastapi')
    pytest.importorskip('uvicorn')
    started = []

    def start(model: Path, *options: str) -> Server:
        arguments = ['serve', '--model', model, '--port', '0', '--threads', '1', *options]
        process = subprocess.Popen(
            [sys.executable, '-c', _COMMAND, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        line = process.stdout.readline()
        assert 'http://' in line, line + process.stdout.read()
        host, port = line.rsplit('/', 1)[1].split(':')
        return Server(process, host, int(port))

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture(scope='session')
def server(start_server, hand_model) -> Server:
    """A server for the model drawn by hand."""
    return start_server(hand_model.path, '--max-mb', '1', '--max-megapixels', '1')
