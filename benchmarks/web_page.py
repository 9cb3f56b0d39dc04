"""Time and agreement of the page of "fashionkp export --web" in Chromium, beside Predictor.

    npm pack onnxruntime-web@1.30.0
    python benchmarks/web_page.py onnxruntime-web-1.30.0.tgz photos/*.jpg

Each photo is predicted by the page with one thread, by the page with two, and by Predictor with
one thread and with two, in turn; the first photo of each is not counted. Times are those of a photo
from the file's bytes to its points. Points are compared with those of Predictor. Needs selenium,
chromium and chromedriver. Without photos, drawn garments are used.
"""

import argparse
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp import Predictor
from fashionkp.fileio.json_fields import JsonObject
from fashionkp.predictions.jsonl import prediction_of

TIMEOUT = 300  # seconds for a photo


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('runtime', type=Path, help='onnxruntime-web: the file of "npm pack"')
    parser.add_argument('photos', type=Path, nargs='*', help='photos (default: drawn garments)')
    parser.add_argument('--model', default='starter', help='exported model (default: %(default)s)')
    parser.add_argument('--drawn', type=int, default=20, help='number of drawn garments')
    return parser.parse_args(argv)


class IsolatedFiles(SimpleHTTPRequestHandler):
    """Sends the headers with which a page may use several threads."""

    def end_headers(self) -> None:
        self.send_header('Cross-Origin-Opener-Policy', 'same-origin')
        self.send_header('Cross-Origin-Embedder-Policy', 'require-corp')
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        """Print nothing."""


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """Serve a folder, and yield its address."""
    with ThreadingHTTPServer(('127.0.0.1', 0), partial(IsolatedFiles, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f'http://127.0.0.1:{server.server_port}/'
        server.shutdown()


class Page:
    """The page in a browser of its own."""

    def __init__(self, url: str, threads: int) -> None:
        from selenium import webdriver

        names = ('chromium', 'chromium-browser', 'google-chrome')
        options = webdriver.ChromeOptions()
        options.binary_location = next(filter(None, map(shutil.which, names)))
        for argument in ('--headless=new', '--disable-dev-shm-usage'):
            options.add_argument(argument)
        if os.geteuid() == 0:
            options.add_argument('--no-sandbox')
        service = webdriver.ChromeService(shutil.which('chromedriver'))
        self.browser = webdriver.Chrome(options=options, service=service)
        self.browser.set_script_timeout(TIMEOUT)
        self.browser.get(f'{url}?threads={threads}')

    def predict(self, path: Path) -> tuple[dict[str, Any], float, str]:
        """Return the prediction as JSON, milliseconds, and what has run it."""
        script = """
        return (async (input) => {
          const page = await import('./page/predictor.js');
          const prediction = await page.predict(input.files[0], '', new AbortController().signal);
          input.value = '';
          return [prediction, page.runtime];
        })(...arguments);"""
        # of its own, so that the page does not predict it too
        field = self.browser.execute_script(
            "return document.querySelector('#benchmark') ?? document.body.appendChild("
            "Object.assign(document.createElement('input'), {type: 'file', id: 'benchmark'}))"
        )
        field.send_keys(str(path.absolute()))
        prediction, runtime = self.browser.execute_script(script, field)
        device, _, rest = runtime.rpartition(', ')
        return prediction, float(rest.split()[0]), device


def measure(path: Path, pages: Sequence[Page], predictors: Sequence[Predictor]) -> dict[str, Any]:
    """Return the predictions and milliseconds of a photo by what has computed them."""
    results: dict[str, Any] = {}
    for page in pages:
        prediction, elapsed, device = page.predict(path)
        results[f'page: {device}'] = (prediction_of(JsonObject(prediction, device)), elapsed)
    for threads, predictor in enumerate(predictors, 1):
        start = time.perf_counter()
        (expected,) = predictor(path)
        elapsed = 1000 * (time.perf_counter() - start)
        results[f'Predictor: {threads} thread{"s" * (threads > 1)}'] = (expected, elapsed)
    return results


def report(rows: Sequence[dict[str, Any]]) -> None:
    """Print agreement and times."""
    *_, reference = rows[0]
    for name in rows[0]:
        pairs = [(row[name][0], row[reference][0]) for row in rows]
        same = [(a, b) for a, b in pairs if a.category == b.category]
        shifts = np.concatenate(
            [np.linalg.norm(a.keypoints - b.keypoints, axis=1) for a, b in same]
        )
        times = np.percentile([row[name][1] for row in rows[1:]], (10, 50))
        print(
            f'{name:32} {times[1]:5.0f} ms, fastest tenth {times[0]:5.0f} ms   '
            f'same category {len(same)} of {len(rows)}   '
            f'points moved: median {np.median(shifts):.4f} px, at most {shifts.max():.3f}, '
            f'{(shifts > 0.5).sum()} of {len(shifts)} by more than 0.5'
        )


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    from fashionkp.serving.static_page import write_static_page
    from fashionkp.synthetic.dataset import write_dataset

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        write_static_page(args.model, folder / 'page', args.runtime, print)
        photos = args.photos
        if not photos:
            table = write_dataset(folder / 'drawn', num=args.drawn, seed=0)
            photos = [folder / 'drawn' / image for image in table.image_ids]
        url = stack.enter_context(site(folder / 'page'))
        pages = [Page(url, threads) for threads in (1, 2)]
        for page in pages:
            stack.callback(page.browser.quit)
        predictors = [Predictor(args.model, threads=threads) for threads in (1, 2)]
        report([measure(path, pages, predictors) for path in photos])
    return 0


if __name__ == '__main__':
    raise SystemExit(main())
