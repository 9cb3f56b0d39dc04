"""Images with known predictions, and a server in its own process."""

import http.client
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

_COMMAND = 'import sys; from fashionkp.cli.main import main; sys.exit(main(sys.argv[1:]))'


@pytest.fixture(scope='session')
def colored() -> Callable[..., bytes]:
    """Return a function that encodes an image of one colour; the hand-made model predicts scores
    from blue and the category from green."""

    def make(
        blue: int = 0, green: int = 0, size: tuple[int, int] = (16, 16), suffix: str = '.png'
    ) -> bytes:
        image = np.full((size[1], size[0], 3), (blue, green, 7), np.uint8)
        return cv2.imencode(suffix, image)[1].tobytes()

    return make


@dataclass
class Server:
    """A running ``fashionkp serve``, in a process or in a thread."""

    process: subprocess.Popen | None
    host: str
    port: int
    in_thread: Any = None
    thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f'http://{self.host}:{self.port}/'

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, self.port, timeout=30)

    def predict(self, body: bytes, query: str = '') -> tuple[int, dict[str, Any]]:
        """Send an image as the request body; return the status and the response."""
        connection = self.connect()
        connection.request('POST', f'/predict{query}', body)
        response = connection.getresponse()
        status, content = response.status, json.loads(response.read())
        connection.close()
        return status, content

    def health(self) -> dict[str, Any]:
        """Return the response of ``/health``."""
        connection = self.connect()
        connection.request('GET', '/health')
        content = json.loads(connection.getresponse().read())
        connection.close()
        return content

    def request_stop(self) -> None:
        """Stop a server that runs in a thread."""
        self.in_thread.should_exit = True

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Stop it; return its exit status and what it printed after the first line."""
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=30)
        return self.process.returncode, output


@pytest.fixture(scope='session')
def start_server() -> Iterator[Callable[..., Server]]:
    """Return a function that starts servers on free ports; they are killed at the end."""
    pytest.importorskip('fastapi')
    pytest.importorskip('uvicorn')
    processes = []

    def start(model: Path, *options: str, max_files: int | None = None) -> Server:
        limit = None
        if max_files is not None:
            limit = partial(resource.setrlimit, resource.RLIMIT_NOFILE, (max_files, max_files))
        arguments = ['serve', '--model', model, '--port', '0', '--threads', '1', *options]
        process = subprocess.Popen(
            [sys.executable, '-c', _COMMAND, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=limit,
        )
        processes.append(process)
        line = process.stdout.readline()
        assert 'http://' in line, line + process.stdout.read()
        host, port = line.rsplit('/', 1)[1].split(':')
        return Server(process, host, int(port))

    yield start
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture(scope='session')
def server(start_server, hand_model) -> Server:
    """A server for the hand-made model."""
    return start_server(hand_model.path, '--max-mb', '1', '--max-megapixels', '1')


@pytest.fixture
def run_app() -> Iterator[Callable[..., Server]]:
    """Return a function that runs an application in a thread."""
    pytest.importorskip('uvicorn')
    from fashionkp.cli.server_process import listen
    from fashionkp.serving.server import Server as ServerInThread

    running = []

    def run(app: Any, limits: Any) -> Server:
        server = ServerInThread(app, limits)
        listener = listen('127.0.0.1', 0)
        address = listener.getsockname()
        thread = threading.Thread(target=server.run, args=[[listener]])
        thread.start()
        running.append((server, thread))
        return Server(None, *address, server, thread)

    yield run
    for server, thread in running:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


@pytest.fixture
def run_server(hand_model, run_app) -> Callable[..., Server]:
    """Return a function that runs a server in a thread, with limits of its own."""
    from fashionkp import Predictor
    from fashionkp.serving.app import create_app
    from fashionkp.serving.limits import Limits

    def run(**limits: Any) -> Server:
        chosen = Limits(**limits)
        return run_app(create_app(Predictor(hand_model.path, threads=1), chosen), chosen)

    return run


@pytest.fixture
def label_server(run_app) -> Callable[..., Server]:
    """Return a function that serves a labelling session."""
    from fashionkp.serving.label_app import create_label_app
    from fashionkp.serving.limits import Limits

    return lambda session: run_app(create_label_app(session), Limits())


@pytest.fixture(scope='module')
def downloads(tmp_path_factory):
    return tmp_path_factory.mktemp('downloads')


@pytest.fixture(scope='module')
def browser_options():
    """More options of Chromium, for a test module to replace."""
    return []


@pytest.fixture(scope='module')
def browser(downloads, browser_options):
    """Chromium; tests are skipped without it."""
    webdriver = pytest.importorskip('selenium.webdriver')
    names = ('chromium', 'chromium-browser', 'google-chrome')
    chromium = next(filter(None, map(shutil.which, names)), None)
    driver = shutil.which('chromedriver')
    if not (chromium and driver):
        pytest.skip('no chromium and chromedriver on PATH')
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    arguments = ('--headless=new', '--disable-dev-shm-usage', '--window-size=1200,900')
    for argument in (*arguments, *browser_options):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument('--no-sandbox')
    # no other host is resolved
    options.add_argument('--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1')
    options.set_capability('goog:loggingPrefs', {'browser': 'ALL'})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    # the headless shell ignores the preferences of a profile
    allow = dict(behavior='allow', downloadPath=str(downloads))
    browser.execute_cdp_cmd('Browser.setDownloadBehavior', allow)
    yield browser
    browser.quit()


@pytest.fixture
def page(browser, server, downloads):
    from browser_page import Page  # needs selenium

    browser.get(server.url)
    page = Page(browser, downloads)
    page.wait(lambda: page.element('#file').get_attribute('accept'))
    yield page
    log = browser.get_log('browser')
    assert [entry for entry in log if 'status of 4' not in entry['message']] == []


@pytest.fixture
def dress(tmp_path, colored):
    """An image that the hand-made model predicts as a dress, with scores of 0.4."""
    path = tmp_path / 'dress.png'
    path.write_bytes(colored(102, 200, (400, 400)))
    return path
