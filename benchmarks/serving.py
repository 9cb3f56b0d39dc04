"""Requests a second that a server answers: 16 clients at once against one client.

    python benchmarks/serving.py model.onnx

A real ``fashionkp serve`` on this machine, which it shares with the clients; drawn garments of 512
pixels as JPEG. Each client sends its next image when it has the last answer. Both ways alternate;
the ratio is the median over the rounds. Every answer is compared with that of the Predictor.
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from fashionkp import Predictor
from fashionkp.synthetic.dataset import write_dataset

CLIENTS = 16
COMMAND = 'import sys; from fashionkp.cli.main import main; sys.exit(main())'


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('model', type=Path)
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument('--requests', type=int, default=96, help='of each way in each round')
    parser.add_argument('--batch-size', type=int, default=2, help='of the server')
    return parser.parse_args()


@contextmanager
def server(model: Path, batch_size: int) -> Iterator[int]:
    """A server in a process of its own; its port."""
    options = ['serve', '--model', model, '--port', '0', '--batch-size', batch_size]
    process = subprocess.Popen(
        [sys.executable, '-c', COMMAND, *map(str, options)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline().rsplit(':', 1)[1])
    finally:
        process.terminate()
        process.wait()


def ask(port: int, images: Sequence[bytes]) -> list[tuple[dict, float]]:
    """Answers to one client's images, one after another, and the seconds that each took."""
    connection = http.client.HTTPConnection('127.0.0.1', port)
    answers = []
    for image in images:
        start = time.perf_counter()
        connection.request('POST', '/predict', image)
        response = connection.getresponse()
        text = response.read()
        assert response.status == 200, text
        answers.append((json.loads(text), time.perf_counter() - start))
    connection.close()
    return answers


def timed(port: int, images: Sequence[bytes], clients: int) -> tuple[float, list]:
    """Requests a second, and the answers in the order of the images."""
    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        parts = [images[i::clients] for i in range(clients)]
        found = list(pool.map(lambda part: ask(port, part), parts))
    rate = len(images) / (time.perf_counter() - start)
    return rate, [found[i % clients][i // clients] for i in range(len(images))]


def farthest(answers: Sequence[tuple[dict, float]], expected: Sequence[dict]) -> float:
    """Largest distance of a point from where it should be, pixels."""
    places = [
        np.array([[point['x'], point['y']] for point in one['keypoints'].values()])
        for one in [*(answer for answer, _ in answers), *expected]
    ]
    pairs = zip(places[: len(expected)], places[len(expected) :], strict=True)
    return max(float(np.abs(a - b).max()) for a, b in pairs)


def main() -> None:
    args = parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(Path(folder), CLIENTS, seed=0)
        paths = sorted(Path(folder).rglob('*.jpg'))
        images = [path.read_bytes() for path in paths]
        told = [one.as_dict() for one in Predictor(args.model)(paths)]
    indices = [i % len(images) for i in range(args.requests)]
    sent, expected = [images[i] for i in indices], [told[i] for i in indices]
    rates: dict[int, list[float]] = {1: [], CLIENTS: []}
    seconds: dict[int, list[float]] = {1: [], CLIENTS: []}
    with server(args.model, args.batch_size) as port:
        timed(port, sent[:32], CLIENTS)  # to warm up
        for _ in range(args.rounds):
            for clients in rates:
                rate, answers = timed(port, sent, clients)
                rates[clients].append(rate)
                seconds[clients] += [time for _, time in answers]
                assert farthest(answers, expected) < 0.05
    for clients, found in rates.items():
        middle, late = np.percentile(seconds[clients], [50, 95]) * 1000
        print(
            f'{clients:2} clients: {statistics.median(found):6.1f} requests a second, '
            f'answers after {middle:.0f} ms (median), {late:.0f} ms (95 %)'
        )
    ratio = statistics.median(many / one for one, many in zip(*rates.values(), strict=True))
    print(f'{CLIENTS} clients against one: {ratio:.2f} times as many (median of {args.rounds})')


if __name__ == '__main__':
    main()
