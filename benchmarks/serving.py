"""Throughput of the HTTP server with 16 concurrent clients and with one, and of Predictor alone.

    python benchmarks/serving.py [--model model.onnx] [--steady 2000]

``fashionkp serve`` runs on the same machine as the clients. They send synthetic garments of 512 px
as JPEG, each the next one after it has received a response. Predictor gets the files of the same
images in one call. All three alternate; the ratios are medians over the rounds. Every response is
compared with the prediction of Predictor. At the end ``--steady`` requests are sent at 16 clients,
and the server's memory is measured on the way.
"""

import argparse
import http.client
import json
import os
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
from measurement.clocks import process_seconds
from measurement.commands import FASHIONKP

from fashionkp import Predictor
from fashionkp.inference.cpu_features import core_count, cpu_features
from fashionkp.synthetic.dataset import write_dataset

CLIENTS = 16
ALONE = 'Predictor alone'


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--model', default='starter', help='file or name of an exported model')
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument(
        '--requests', type=int, default=96, help='requests per round and number of clients'
    )
    parser.add_argument('--steady', type=int, default=2000, help='requests of the last part')
    return parser.parse_args(argv)


@contextmanager
def server(model: str) -> Iterator[tuple[int, int]]:
    """Run a server in its own process, and yield its port and the id of the process."""
    command = [*FASHIONKP, 'serve', '--model', model, '--port', '0']
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline().rsplit(':', 1)[1]), process.pid
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


def measure(
    process: tuple[int, int], images: Sequence[bytes], clients: int
) -> tuple[float, float, list]:
    """Return requests/s, the server's processor seconds, and the responses in the images' order."""
    port, pid = process
    start, used = time.perf_counter(), process_seconds(pid)
    with ThreadPoolExecutor(clients) as pool:
        parts = [images[i::clients] for i in range(clients)]
        responses = list(pool.map(lambda part: send(port, part), parts))
    rate = len(images) / (time.perf_counter() - start)
    in_order = [responses[i % clients][i // clients] for i in range(len(images))]
    return rate, process_seconds(pid) - used, in_order


def predict(predictor: Predictor, paths: Sequence[Path]) -> tuple[float, float, list]:
    """Return images/s and processor seconds of a predictor, and an empty list."""
    start, used = time.perf_counter(), time.process_time()
    predictor(paths)
    return len(paths) / (time.perf_counter() - start), time.process_time() - used, []


def largest_difference(responses: Sequence[tuple[dict, float]], expected: Sequence[dict]) -> float:
    """Return the largest difference of a coordinate from the expected prediction, pixels."""
    pairs = zip(responses, expected, strict=True)
    return max(
        float(np.abs(_keypoints(response) - _keypoints(prediction)).max())
        for (response, _), prediction in pairs
    )


def _keypoints(prediction: dict) -> np.ndarray:
    return np.array([[point['x'], point['y']] for point in prediction['keypoints'].values()])


def memory(pid: int) -> float:
    """Return the resident memory of a process, MB."""
    pages = int(Path(f'/proc/{pid}/statm').read_text().split()[1])
    return pages * os.sysconf('SC_PAGE_SIZE') / 1e6


def print_steady(process: tuple[int, int], images: Sequence[bytes], num_requests: int) -> None:
    """Send many requests in ten parts; print how many were answered, and the memory after each."""
    sizes, answered, times = [], 0, list[float]()
    sent = [images[i % len(images)] for i in range(num_requests // 10)]
    for _ in range(10):
        _, _, responses = measure(process, sent, CLIENTS)
        answered += len(responses)
        times += [seconds for _, seconds in responses]
        sizes.append(memory(process[1]))
    print(f'{answered} of {10 * len(sent)} requests answered at {CLIENTS} clients, ', end='')
    print(f'response times mean {np.mean(times):.3f} s, 95 % {np.percentile(times, 95):.3f} s')
    print(f'memory in MB after each tenth: {", ".join(f"{size:.0f}" for size in sizes)}')


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    predictor = Predictor(args.model)
    print(f'{cpu_features().name}, {core_count()} cores, {predictor.card.name}')
    with tempfile.TemporaryDirectory() as folder, server(args.model) as process:
        write_dataset(Path(folder), CLIENTS, seed=0)
        paths = sorted(Path(folder).rglob('*.jpg'))
        images = [path.read_bytes() for path in paths]
        indices = [i % len(images) for i in range(args.requests)]
        expected = [prediction.as_dict() for prediction in predictor(paths)]
        sent = [images[i] for i in indices]
        runs = {
            ALONE: partial(predict, predictor, [paths[i] for i in indices]),
            '1 client': partial(measure, process, sent, 1),
            f'{CLIENTS} clients': partial(measure, process, sent, CLIENTS),
        }
        rounds = alternate(runs, args.rounds)
        for name, values in rounds.items():
            print_row(name, values, [expected[i] for i in indices], rounds[ALONE])
        print_steady(process, images, args.steady)


def print_row(name: str, values: Sequence[tuple], expected: Sequence[dict], alone: list) -> None:
    """Print throughput, processor time and response times, relative to Predictor alone."""
    rates, seconds, responses = zip(*values, strict=True)
    ratio = statistics.median(rate / other[0] for rate, other in zip(rates, alone, strict=True))
    used = statistics.median(seconds) / len(expected) * 1000
    print(f'{name:16} {statistics.median(rates):6.1f} images/s ({ratio:.2f}), ', end='')
    print(f'{used:.1f} ms of processor time an image')
    if responses[0]:
        for part in responses:
            assert largest_difference(part, expected) < 0.05
        times = np.array([time for part in responses for _, time in part]) * 1000
        median, p95 = np.percentile(times, [50, 95])
        print(
            f'    response times: mean {times.mean():.0f} ms, median {median:.0f}, 95 % {p95:.0f}'
        )


if __name__ == '__main__':
    main()
