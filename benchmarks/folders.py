"""How busy commands on a folder of photos keep the network.

    python benchmarks/folders.py [--model model.onnx] [--photos 1000]

Each command reads synthetic photos of 512 px as JPEG, and writes its files. It alternates with the
network alone, which gets the same photos decoded and in memory. Printed are photos per second from
the first photo that enters the network to the last that leaves it, the same relative to the network
alone, and the share of this time in which the network works on at least one photo. Medians.
"""

import argparse
import contextlib
import io
import itertools
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from measurement.alternating import alternate

from fashionkp import Predictor, Query
from fashionkp.cli.main import main as run_command
from fashionkp.images.reading import read_image
from fashionkp.inference.cpu_features import core_count, cpu_features
from fashionkp.inference.exported_model import ExportedModel
from fashionkp.synthetic.dataset import write_dataset

DIFFERENT = 64
"""Number of different photos; the folder has links to them."""

ALONE = 'network alone'
COMMANDS = {
    'predict': ['-o', 'predictions.jsonl'],
    'measure': ['-o', 'lengths.csv'],
    'attributes': ['-o', 'attributes.csv'],
    'crop': ['-o', 'crops'],
    'align': ['-o', 'aligned'],
}


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--model', default='starter', help='file or name of an exported model')
    parser.add_argument('--photos', type=int, default=1000)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--commands', nargs='+', choices=COMMANDS, default=[*COMMANDS])
    return parser.parse_args(argv)


class Clock:
    """Records when batches enter and leave the network, in any thread."""

    def __init__(self) -> None:
        self.spans: list[tuple[float, float]] = []
        self._lock = threading.Lock()

    def around(self, function: Callable) -> Callable:
        def timed(*args: object) -> object:
            start = time.perf_counter()
            result = function(*args)
            with self._lock:
                self.spans.append((start, time.perf_counter()))
            return result

        return timed

    def summary(self, photos: int) -> tuple[float, float]:
        """Return photos per second, and the share of the time in which the network works."""
        starts, ends = np.array(sorted(self.spans)).T
        until = np.maximum.accumulate(ends)
        idle = np.maximum(starts[1:] - until[:-1], 0).sum()
        wall = until[-1] - starts[0]
        return photos / wall, 1 - idle / wall


@contextlib.contextmanager
def clock() -> Iterator[Clock]:
    """Record the batches of all exported models in the block."""
    recorded, original = Clock(), ExportedModel.predict_batch
    ExportedModel.predict_batch = recorded.around(original)  # type: ignore[method-assign]
    try:
        yield recorded
    finally:
        ExportedModel.predict_batch = original  # type: ignore[method-assign]


def write_photos(folder: Path, num_photos: int) -> list[Path]:
    """Write photos, of which only :data:`DIFFERENT` differ, into a folder; return their paths."""
    write_dataset(folder / 'drawn', min(num_photos, DIFFERENT), seed=0)
    drawn = sorted((folder / 'drawn').rglob('*.jpg'))
    (folder / 'photos').mkdir()
    for index, path in zip(range(num_photos), itertools.cycle(drawn), strict=False):
        os.link(path, folder / 'photos' / f'{index:05}.jpg')
    return drawn


def command_speed(name: str, model: str, photos: Path, num_photos: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as out, clock() as recorded:
        option, file = COMMANDS[name]
        arguments = [name, str(photos), '--model', model, option, str(Path(out) / file)]
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            status = run_command(arguments)
        assert status == 0, printed.getvalue()
    return recorded.summary(num_photos)


def network_speed(predictor: Predictor, images: Sequence[np.ndarray], num_photos: int) -> tuple:
    queries = (Query(image) for image, _ in zip(itertools.cycle(images), range(num_photos)))
    with clock() as recorded:
        assert sum(1 for _ in predictor.predict(queries)) == num_photos
    return recorded.summary(num_photos)


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    predictor = Predictor(args.model)
    print(f'{cpu_features().name}, {core_count()} cores, {predictor.card.name}')
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        images = [read_image(path) for path in write_photos(folder, args.photos)]
        runs: dict[str, Callable] = {
            ALONE: partial(network_speed, predictor, images, args.photos)
        } | {
            command: partial(command_speed, command, args.model, folder / 'photos', args.photos)
            for command in args.commands
        }
        results = alternate(runs, args.rounds)
    alone = np.array(results[ALONE])[:, 0]
    for command, values in results.items():
        rates, busy = np.array(values).T
        print(
            f'{command:14} {np.median(rates):6.1f} photos/s ({np.median(rates / alone):.2f}), '
            f'network busy {np.median(busy):.1%}'
        )


if __name__ == '__main__':
    main()
