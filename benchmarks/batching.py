"""Throughput of FashionInferencer, from files to points: 16 garments at a time against one by one.

    python benchmarks/batching.py [--config cpn_lite0_all] [--images 64] [--repeats 5]

Both look at the same drawn garments with the same weights (random ones take the same time), in turn
in one process; the ratio is the median of those of the repeats.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from fashionkp.synthetic import write_dataset
from fashionkp_mm.apis import FashionInferencer

SIZES = (1, 16)


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--config', default='cpn_lite0_all')
    parser.add_argument('--weights', type=Path)
    parser.add_argument('--device')
    parser.add_argument('--images', type=int, default=64)
    parser.add_argument('--repeats', type=int, default=5)
    return parser.parse_args(argv)


def seconds(inferencer: FashionInferencer, folder: Path, batch_size: int) -> float:
    """How long all images of a folder take."""
    start = time.perf_counter()
    inferencer(folder, batch_size=batch_size)
    return time.perf_counter() - start


def main() -> None:
    args = parse_args()
    inferencer = FashionInferencer(args.config, args.weights, args.device)
    rates: dict[int, list[float]] = {size: [] for size in SIZES}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_dataset(folder, args.images, seed=0)
        for size in SIZES:
            seconds(inferencer, folder, size)  # memory is taken, kernels are chosen
        for _ in range(args.repeats):
            for size in SIZES:
                rates[size].append(args.images / seconds(inferencer, folder, size))
    one, many = (rates[size] for size in SIZES)
    ratio = statistics.median(b / a for a, b in zip(one, many, strict=True))
    print(f'{args.config}, {args.images} images, {torch.get_num_threads()} threads')
    for size in SIZES:
        print(f'batch {size:2}: {statistics.median(rates[size]):6.1f} images a second')
    print(f'ratio {ratio:.2f}')


if __name__ == '__main__':
    main()
