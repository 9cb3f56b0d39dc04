"""What the data of a training costs, side by side with stock MMPose on the same images and sizes.

    python benchmarks/data.py [--part start pipeline growth] [--photos FOLDER]

``start``: from a table of 64,000 rows to a data set that is ready, against MMPose's own with the
same rows as COCO JSON; each in a process of its own, and what four workers add that have looked at
every row. ``pipeline``: images a second on one core of the training pipeline at 384 px, against
the same steps by MMPose. ``growth``: what an image costs among 1,000 and among 64,000 rows.

Images are drawn, or those of an archive's folder. Times are those of the processor, sides take
turns, and a figure is the median over rounds.
"""

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from data_sets.archive import enlarged, images, write_archive, write_category
from data_sets.stock import of_mmpose

PARTS = ('start', 'pipeline', 'growth')
SIDES = ('fashionkp', 'mmpose')
CODEC = dict(type='FastUDPHeatmap', input_size=(384, 384), heatmap_size=(96, 96), sigma=2)
WORKERS = 4


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--part', nargs='+', choices=PARTS, default=PARTS)
    parser.add_argument('--photos', type=Path, help='table or folder of an archive to use')
    parser.add_argument('--different', type=int, default=200, help='images to draw or enlarge')
    parser.add_argument('--enlarge', type=int, default=1, help='times that images become larger')
    parser.add_argument('--rows', type=int, default=64000, help='of the large data set')
    parser.add_argument('--pictures', type=int, default=120, help='of a round')
    parser.add_argument('--rounds', type=int, default=5, help='of pipeline and growth')
    parser.add_argument('--starts', type=int, default=3, help='of each side')
    parser.add_argument('--start-of', nargs=2, metavar=('SIDE', 'ROOT'), help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def dataset(side: str, root: Path, pipeline: Sequence[dict] = (), category: str | None = None):
    """A side's data set of an archive."""
    import fashionkp_mm.components  # noqa: F401  # before mmpose  # isort: skip
    from mmengine.registry import init_default_scope
    from mmpose.datasets.datasets import BaseCocoStyleDataset

    from fashionkp_mm.datasets import FashionAIDataset, pose_metainfo

    init_default_scope('mmpose')
    steps = list(pipeline)
    if side == 'fashionkp':
        ours = FashionAIDataset(ann_file=str(root), category=category, pipeline=steps)
        ours.set_epoch(0, seed=0)
        return ours
    name = f'{category}.json' if category else 'coco.json'
    with contextlib.redirect_stdout(None):  # COCO's tools tell what they do
        return BaseCocoStyleDataset(
            ann_file=str(root / name),
            data_prefix=dict(img=str(root)),
            metainfo=pose_metainfo(category),
            pipeline=steps,
        )


class LookedAt:
    """A data set whose workers look at each item and hand nothing on."""

    def __init__(self, dataset: Any) -> None:
        self.dataset = dataset

    def __len__(self) -> int:
        return len(self.dataset)

    def __getitem__(self, index: int) -> int:
        self.dataset.get_data_info(index)
        return index


def memory(kind: str, process: int | str = 'self') -> float:
    """Memory of a process, MB: a line of Linux's ``status`` or ``smaps_rollup``."""
    file = 'status' if kind.startswith('Vm') else 'smaps_rollup'
    text = Path(f'/proc/{process}/{file}').read_text()
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith(kind)) / 1024


def print_start(side: str, root: Path) -> None:
    """Print what a start costs, of this process and of workers, as JSON."""
    import fashionkp_mm.components  # noqa: F401  # before mmpose  # isort: skip
    from torch.utils.data import DataLoader

    before = memory('VmRSS')
    Path('/proc/self/clear_refs').write_text('5')  # forgets the peak so far
    start = time.process_time()
    data = dataset(side, root)
    seconds = time.process_time() - start
    peak, held = memory('VmHWM') - before, memory('VmRSS') - before
    loader: Any = DataLoader(
        LookedAt(data), batch_size=500, num_workers=WORKERS, persistent_workers=True
    )
    rows = sum(len(batch) for batch in loader)
    workers = sum(memory('Private_', worker.pid) for worker in loader._iterator._workers)
    told = dict(seconds=seconds, peak=peak, held=held, workers=workers, rows=rows)
    print(json.dumps(told), flush=True)


def start_of(side: str, root: Path) -> dict[str, float]:
    """The numbers of :func:`print_start` in a fresh process."""
    command = [sys.executable, __file__, '--start-of', side, str(root)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def compare_starts(small: Path, large: Path, starts: int) -> None:
    """Print what a start costs with few rows and with many."""
    found: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    few = {side: start_of(side, small) for side in SIDES}
    for _ in range(starts):
        for side in SIDES:
            found[side].append(start_of(side, large))
    print(f'\nstart, {found["mmpose"][0]["rows"]:.0f} rows, median of {starts}')
    medians = {}
    for side, runs in found.items():
        medians[side] = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        medians[side]['workers'] -= few[side]['workers']
        print(
            '{:12}{seconds:7.2f} s, {held:6.0f} MB held, {peak:6.0f} MB at the peak, '
            '{workers:6.0f} MB more in {} workers that looked at each row'.format(
                side, WORKERS, **medians[side]
            )
        )
    a, b = (medians[side] for side in SIDES)
    shares = ', '.join(f'{key} {b[key] / a[key]:.1f}' for key in ('seconds', 'held', 'peak'))
    print(f'MMPose by fashionkp: {shares}')


def seconds_each(data: Any, places: Sequence[int]) -> float:
    """Time of an item after the pipeline."""
    start = time.process_time()
    for place in places:
        data[place]
    return (time.process_time() - start) / len(places)


def in_turns(sides: dict[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """What each side takes, round by round; the first round fills caches and does not count."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds + 1):
        for name, run in sides.items():
            times[name].append(run())
    return {name: values[1:] for name, values in times.items()}


def pipelines() -> dict[str, tuple[str | None, list[dict], list[dict]]]:
    """By name: a category, our training pipeline and MMPose's."""
    from fashionkp_mm.recipes import pyramid_sigmas, topdown_pipelines

    one, _ = topdown_pipelines(CODEC)
    four, _ = topdown_pipelines(CODEC, sigmas=pyramid_sigmas(CODEC['sigma']))
    distorted = [
        dict(type='PhotometricDistortion') if step['type'] == 'ColorJitter' else step
        for step in of_mmpose(one)
    ]
    return {
        '24 points': (None, one, of_mmpose(one)),
        '24 points, four levels (cpn_r50)': (None, four, of_mmpose(four)),
        '24 points, MMPose with PhotometricDistortion': (None, one, distorted),
        '13 points': ('blouse', one, of_mmpose(one)),
    }


def compare_pipelines(root: Path, count: int, rounds: int) -> None:
    """Print images a second of the training pipelines."""
    print(f'\npipeline at 384 px, {count} images a round, median of {rounds} rounds')
    for name, (category, *steps) in pipelines().items():
        pairs = [dataset(side, root, one, category) for side, one in zip(SIDES, steps, strict=True)]
        places = range(min(count, *map(len, pairs)))
        sides = {
            side: lambda data=data, places=places: seconds_each(data, places)
            for side, data in zip(SIDES, pairs, strict=True)
        }
        ours, stock = in_turns(sides, rounds).values()
        ratio = statistics.median(b / a for a, b in zip(ours, stock, strict=True))
        rates = [1 / statistics.median(times) for times in (ours, stock)]
        print(f'{name:46}{rates[0]:6.0f} by{rates[1]:6.0f} a second, {ratio:.2f} times as many')


def compare_growth(small: Path, large: Path, count: int, rounds: int) -> None:
    """Print what an image costs among few rows and among many."""
    pipeline = pipelines()['24 points'][1]
    sets = {root: dataset('fashionkp', root, pipeline) for root in (small, large)}
    rng = np.random.default_rng(0)
    picks = rng.integers(0, len(sets[small]), count).tolist()
    # the same images, since rows of the large one repeat them in the same order
    far = len(sets[large]) // len(sets[small]) - 1
    places = {small: picks, large: [far * len(sets[small]) + place for place in picks]}
    sides = {
        f'{len(data)} rows': lambda data=data, root=root: seconds_each(data, places[root])
        for root, data in sets.items()
    }
    times = in_turns(sides, rounds)
    print(f'\ngrowth, {count} images a round, median of {rounds} rounds')
    for name, values in times.items():
        print(f'{name:12}{1000 * statistics.median(values):7.3f} ms an image')
    few, many = times.values()
    ratio = statistics.median(b / a for a, b in zip(few, many, strict=True))
    print(f'an image among many takes {ratio:.3f} times as long')


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
        if {*args.part} & {'start', 'growth'}:
            write_archive(large, table, source, args.rows)
        if 'start' in args.part:
            compare_starts(small, large, args.starts)
        if 'pipeline' in args.part:
            write_category(small, 'blouse')
            compare_pipelines(small, args.images, args.rounds)
        if 'growth' in args.part:
            compare_growth(small, large, args.images, args.rounds)


if __name__ == '__main__':
    main()
