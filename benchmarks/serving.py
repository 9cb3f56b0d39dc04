"""Throughput of the HTTP server with 16 concurrent clients and with one.

    python benchmarks/serving.py model.onnx

``fashionkp serve`` runs on the same machine as the clients. They send synthetic garments of 512 px
as JPEG, each the next one after it has received a response. Both numbers of clients alternate; the
ratio is the median over the rounds. Every response is compared with the prediction of Predictor.
"""

import argparse
import http.client
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
from measurement.alternating import alternate
from measurement.commands import FASHIONKP

from fashionkp import Predictor
from fashionkp.synthetic.dataset import write_dataset

CLIENTS = 16


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('model', type=Path)
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument(
        '--requests', type=int, default=96, help='requests per round and number of clients'
    )
    parser.add_argument('--batch-size', type=int, default=2, help='batch size of the server')
    return parser.parse_args(argv)


@contextmanager
def server(model: Path, batch_size: int) -> Iterator[int]:
    """Run a server in its own process, and yield its port."""
    options = ['serve', '--model', model, '--port', '0', '--batch-size', batch_size]
    process = subprocess.Popen([*FASHIONKP, *map(str, options)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline().rsplit(':', 1)[1])
    finally:
        process.terminate()
        process.wait()


def send(port: int, images: Sequence[bytes]) -> list[tuple[dict, float]]:
    """Send one client's images in turn; return the responses and their times, seconds."""
    connection = http.client.HTTPConnection('127.0.0.1', port)
    responses = []
    for image in images:
        start = time.perf_counter()
        connection.request('POST', '/predict', image)
        response = connection.getresponse()
        text = response.read()
        assert response.status == 200, text
        responses.append((json.loads(text), time.perf_counter() - start))
    connection.close()
    return responses


def measure(port: int, images: Sequence[bytes], clients: int) -> tuple[float, list]:
    """Return the throughput, requests/s, and the responses in the order of the images."""
    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        parts = [images[i::clients] for i in range(clients)]
        responses = list(pool.map(lambda part: send(port, part), parts))
    rate = len(images) / (time.perf_counter() - start)
    return rate, [responses[i % clients][i // clients] for i in range(len(images))]


def largest_difference(responses: Sequence[tuple[dict, float]], expected: Sequence[dict]) -> float:
    """Return the largest difference of a coordinate from the expected prediction, pixels."""
    pairs = zip(responses, expected, strict=True)
    return max(
        float(np.abs(_keypoints(response) - _keypoints(prediction)).max())
        for (response, _), prediction in pairs
    )


def _keypoints(prediction: dict) -> np.ndarray:
    return np.array([[point['x'], point['y']] for point in prediction['keypoints'].values()])


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(Path(folder), CLIENTS, seed=0)
        paths = sorted(Path(folder).rglob('*.jpg'))
        images = [path.read_bytes() for path in paths]
        predictions = [prediction.as_dict() for prediction in Predictor(args.model)(paths)]
    indices = [i % len(images) for i in range(args.requests)]
    sent, expected = [images[i] for i in indices], [predictions[i] for i in indices]
    with server(args.model, args.batch_size) as port:
        runs = {clients: partial(measure, port, sent, clients) for clients in (1, CLIENTS)}
        rounds = alternate(runs, args.rounds)
    rates = {clients: [rate for rate, _ in values] for clients, values in rounds.items()}
    for clients, values in rates.items():
        responses = [response for _, responses in rounds[clients] for response in responses]
        assert largest_difference(responses, expected * args.rounds) < 0.05
        median, p95 = np.percentile([time for _, time in responses], [50, 95]) * 1000
        print(
            f'{clients:2} clients: {statistics.median(values):6.1f} requests/s, '
            f'response times {median:.0f} ms (median), {p95:.0f} ms (95 %)'
        )
    ratio = statistics.median(many / single for single, many in zip(*rates.values(), strict=True))
    print(f'{CLIENTS} clients: {ratio:.2f} times the throughput of one (median of {args.rounds})')


if __name__ == '__main__':
    main()
