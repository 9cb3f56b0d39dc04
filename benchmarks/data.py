"""Time and memory for loading training data, compared with stock MMPose.

    python benchmarks/data.py [--part start pipeline] [--photos FOLDER]

``start``: time and memory to build the dataset from a table of 64,000 rows, and the additional
memory of four workers that have read every row. MMPose's dataset reads the rows from COCO JSON.
Each runs in its own process. ``pipeline``: images/s of the training pipeline at 384 px on one core,
compared with the same steps of MMPose.

The images are synthetic, or those of an archive. Processor times are measured, both packages
alternate, and each figure is the median over the rounds.
"""

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from data_sets.archive import enlarged, images, write_archive, write_category
from data_sets.stock import mmpose_pipeline
from measurement.alternating import alternate

PARTS = ('start', 'pipeline')
SIDES = ('fashionkp', 'mmpose')
CODEC = dict(type='FastUDPHeatmap', input_size=(384, 384), heatmap_size=(96, 96), sigma=2)
WORKERS = 4


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--part', nargs='+', choices=PARTS, default=PARTS)
    parser.add_argument('--photos', type=Path, help='table or folder of an archive to use')
    parser.add_argument('--different', type=int, default=200, help='number of different images')
    parser.add_argument(
        '--enlarge', type=int, default=1, help='factor by which to enlarge the images'
    )
    parser.add_argument('--rows', type=int, default=64000, help='rows of the large data set')
    parser.add_argument('--images', type=int, default=120, help='images per round')
    parser.add_argument('--rounds', type=int, default=5, help='rounds of pipeline')
    parser.add_argument('--starts', type=int, default=3, help='starts per package')
    parser.add_argument('--start-of', nargs=2, metavar=('SIDE', 'ROOT'), help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def dataset(side: str, root: Path, pipeline: Sequence[dict] = (), category: str | None = None):
    """Build the dataset of one package for an archive."""
    import fashionkp_mm.components  # noqa: F401  # before mmpose  # isort: skip
    from mmengine.registry import init_default_scope
    from mmpose.datasets.datasets import BaseCocoStyleDataset

    from fashionkp_mm.datasets import FashionAIDataset
    from fashionkp_mm.metainfo import pose_metainfo

    init_default_scope('mmpose')
    steps = list(pipeline)
    if side == 'fashionkp':
        fashionai = FashionAIDataset(ann_file=str(root), category=category, pipeline=steps)
        fashionai.set_epoch(0, seed=0)
        return fashionai
    name = f'{category}.json' if category else 'coco.json'
    with contextlib.redirect_stdout(None):  # pycocotools prints its progress
        return BaseCocoStyleDataset(
            ann_file=str(root / name),
            data_prefix=dict(img=str(root)),
            metainfo=pose_metainfo(category),
            pipeline=steps,
        )


class RowReader:
    """A dataset that reads each row and returns only its index."""

    def __init__(self, dataset: Any) -> None:
        self.dataset = dataset

    def __len__(self) -> int:
        return len(self.dataset)

    def __getitem__(self, index: int) -> int:
        self.dataset.get_data_info(index)
        return index


def memory(kind: str, process: int | str = 'self') -> float:
    """Return the memory of a process, MB: a line of Linux's ``status`` or ``smaps_rollup``."""
    file = 'status' if kind.startswith('Vm') else 'smaps_rollup'
    text = Path(f'/proc/{process}/{file}').read_text()
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith(kind)) / 1024


def print_start(side: str, root: Path) -> None:
    """Build a dataset, and print time and memory of this process and its workers as JSON."""
    import fashionkp_mm.components  # noqa: F401  # before mmpose  # isort: skip
    from torch.utils.data import DataLoader

    before = memory('VmRSS')
    Path('/proc/self/clear_refs').write_text('5')  # resets the peak
    start = time.process_time()
    data = dataset(side, root)
    seconds = time.process_time() - start
    peak, held = memory('VmHWM') - before, memory('VmRSS') - before
    loader: Any = DataLoader(
        RowReader(data), batch_size=500, num_workers=WORKERS, persistent_workers=True
    )
    rows = sum(len(batch) for batch in loader)
    workers = sum(memory('Private_', worker.pid) for worker in loader._iterator._workers)
    result = dict(seconds=seconds, peak=peak, held=held, workers=workers, rows=rows)
    print(json.dumps(result), flush=True)


def measure_start(side: str, root: Path) -> dict[str, float]:
    """Return the numbers of :func:`print_start` in a fresh process."""
    command = [sys.executable, __file__, '--start-of', side, str(root)]
    completed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(completed.stdout.splitlines()[-1])


def compare_starts(small: Path, large: Path, starts: int) -> None:
    """Print time and memory of a start with many rows."""
    results: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    with_few_rows = {side: measure_start(side, small) for side in SIDES}
    for _ in range(starts):
        for side in SIDES:
            results[side].append(measure_start(side, large))
    print(f'\nstart, {results["mmpose"][0]["rows"]:.0f} rows, median of {starts}')
    medians = {}
    for side, runs in results.items():
        medians[side] = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        medians[side]['workers'] -= with_few_rows[side]['workers']
        print(
            '{:12}{seconds:7.2f} s, {held:6.0f} MB held, {peak:6.0f} MB at the peak, '
            '{workers:6.0f} MB more in {} workers that have read every row'.format(
                side, WORKERS, **medians[side]
            )
        )
    a, b = (medians[side] for side in SIDES)
    ratios = ', '.join(f'{key} {b[key] / a[key]:.1f}' for key in ('seconds', 'held', 'peak'))
    print(f'MMPose relative to fashionkp: {ratios}')


def seconds_per_image(data: Any, indices: Sequence[int]) -> float:
    """Return the time to load and augment an image, seconds."""
    start = time.process_time()
    for index in indices:
        data[index]
    return (time.process_time() - start) / len(indices)


def pipelines() -> dict[str, tuple[str | None, list[dict], list[dict]]]:
    """Return by name: the category, the training pipeline, and that of MMPose's steps."""
    from fashionkp_mm.recipes import pyramid_sigmas, topdown_pipelines

    single, _ = topdown_pipelines(CODEC)
    pyramid, _ = topdown_pipelines(CODEC, sigmas=pyramid_sigmas(CODEC['sigma']))
    distorted = [
        dict(type='PhotometricDistortion') if step['type'] == 'ColorJitter' else step
        for step in mmpose_pipeline(single)
    ]
    return {
        '24 points': (None, single, mmpose_pipeline(single)),
        '24 points, four levels (cpn_r50)': (None, pyramid, mmpose_pipeline(pyramid)),
        '24 points, MMPose with PhotometricDistortion': (None, single, distorted),
        '13 points': ('blouse', single, mmpose_pipeline(single)),
    }


def compare_pipelines(root: Path, count: int, rounds: int) -> None:
    """Print images/s of the training pipelines."""
    print(f'\npipeline at 384 px, {count} images per round, median of {rounds} rounds')
    for name, (category, *steps) in pipelines().items():
        datasets = [
            dataset(side, root, pipeline, category)
            for side, pipeline in zip(SIDES, steps, strict=True)
        ]
        indices = range(min(count, *map(len, datasets)))
        sides = {
            side: lambda data=data, indices=indices: seconds_per_image(data, indices)
            for side, data in zip(SIDES, datasets, strict=True)
        }
        fashionkp, mmpose = alternate(sides, rounds).values()
        ratio = statistics.median(b / a for a, b in zip(fashionkp, mmpose, strict=True))
        rates = [1 / statistics.median(times) for times in (fashionkp, mmpose)]
        print(f'{name:46}{rates[0]:6.0f} and{rates[1]:6.0f} images/s, ratio {ratio:.2f}')


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    if args.start_of:
        print_start(args.start_of[0], Path(args.start_of[1]))
        return
    import cv2
    import torch

    cv2.setNumThreads(0)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table, source = images(folder, args.different, args.photos)
        if args.enlarge > 1:
            table = table.take(np.arange(min(args.different, len(table))))
            table, source = enlarged(table, source, folder / 'enlarged', args.enlarge)
        small, large = folder / 'small', folder / 'large'
        write_archive(small, table, source, 1000)
        if 'start' in args.part:
            write_archive(large, table, source, args.rows)
            compare_starts(small, large, args.starts)
        if 'pipeline' in args.part:
            write_category(small, 'blouse')
            compare_pipelines(small, args.images, args.rounds)


if __name__ == '__main__':
    main()
