"""Cost per row of training data, doctor and stats in small and large data sets.

    python benchmarks/growth.py [--rows 1000 8000 64000] [--json FILE]

Rows point to a few hundred synthetic garments in turn, by hard links. Processor time is measured:
for the training pipeline at 384 px, that of the same images in each data set, alternating; for
``fashionkp doctor`` and ``fashionkp stats``, that of the whole command divided by the rows.
"""

import argparse
import resource
import statistics
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from data import dataset, pipelines, seconds_per_image
from data_sets.archive import images, write_archive
from measurement.alternating import alternate
from measurement.commands import FASHIONKP
from measurement.figures import write_figures

COMMANDS = ('doctor', 'stats')


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--rows', type=int, nargs='+', default=[1000, 8000, 64000])
    parser.add_argument('--different', type=int, default=200, help='number of different images')
    parser.add_argument('--images', type=int, default=120, help='images per round of training')
    parser.add_argument('--rounds', type=int, default=5, help='rounds of training')
    parser.add_argument('--json', type=Path, help='file for the figures')
    return parser.parse_args(argv)


def training_seconds(roots: Mapping[int, Path], count: int, rounds: int) -> dict[int, float]:
    """Return the time to load and augment an image, seconds, by number of rows."""
    sets = {
        rows: dataset('fashionkp', root, pipelines()['24 points'][1])
        for rows, root in roots.items()
    }
    small = min(roots)
    chosen = np.random.default_rng(0).integers(0, small, count)
    # the rows of a large data set repeat the images of the small one in the same order
    indices = {rows: (chosen + (rows // small - 1) * small).tolist() for rows in roots}
    runs = {
        rows: lambda data=data, rows=rows: seconds_per_image(data, indices[rows])
        for rows, data in sets.items()
    }
    return {rows: statistics.median(times) for rows, times in alternate(runs, rounds).items()}


def command_seconds(command: str, root: Path, rows: int) -> float:
    """Return the processor time of a command per row, seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # with findings, the doctor ends with status 1
    subprocess.run([*FASHIONKP, command, root / 'train.csv'], capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / rows


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    import cv2
    import torch

    cv2.setNumThreads(0)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table, source = images(folder, args.different, None)
        roots = {rows: folder / f'{rows}' for rows in args.rows}
        for rows, root in roots.items():
            write_archive(root, table, source, rows)
        seconds = {'training': training_seconds(roots, args.images, args.rounds)}
        for command in COMMANDS:
            seconds[command] = {
                rows: command_seconds(command, root, rows) for rows, root in roots.items()
            }
    figures = {
        name: {str(rows): round(1000 * value, 2) for rows, value in values.items()}
        for name, values in seconds.items()
    }
    print('| ms of processor time per row |', ' | '.join(f'{rows} rows' for rows in args.rows), '|')
    print('|---' * (1 + len(args.rows)) + '|')
    for name, values in figures.items():
        print(f'| {name} |', ' | '.join(f'{value:.2f}' for value in values.values()), '|')
    if args.json:
        write_figures(args.json, figures)


if __name__ == '__main__':
    main()
