"""Throughput of FashionInferencer, from files to key points, with batch sizes 1 and 16.

    python benchmarks/batching.py [--config cpn_lite0_all] [--images 64] [--repeats 5]

Both batch sizes alternate in one process, on the same synthetic garments with the same weights
(random by default, which takes the same time). The ratio is the median over the repeats.
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
from fashionkp_mm.checkpoints.loading import load_garment_model
from fashionkp_mm.config import load_config

SIZES = (1, 16)


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--config', default='cpn_lite0_all')
    parser.add_argument('--weights', type=Path, help='checkpoint; random weights by default')
    parser.add_argument('--device')
    parser.add_argument('--images', type=int, default=64)
    parser.add_argument('--repeats', type=int, default=5)
    return parser.parse_args(argv)


def seconds(inferencer: FashionInferencer, folder: Path, batch_size: int) -> float:
    """Return the time for all images of a folder, seconds."""
    start = time.perf_counter()
    inferencer(folder, batch_size=batch_size)
    return time.perf_counter() - start


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    rates: dict[int, list[float]] = {size: [] for size in SIZES}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_dataset(folder, args.images, seed=0)
        weights = args.weights or folder / 'random.pth'
        if args.weights is None:
            torch.save(load_garment_model(load_config(args.config), None).state_dict(), weights)
        inferencer = FashionInferencer(args.config, weights, args.device)
        for size in SIZES:
            seconds(inferencer, folder, size)  # warm up
        for _ in range(args.repeats):
            for size in SIZES:
                rates[size].append(args.images / seconds(inferencer, folder, size))
    single, batched = (rates[size] for size in SIZES)
    ratio = statistics.median(b / a for a, b in zip(single, batched, strict=True))
    print(f'{args.config}, {args.images} images, {torch.get_num_threads()} threads')
    for size in SIZES:
        print(f'batch {size:2}: {statistics.median(rates[size]):6.1f} images/s')
    print(f'ratio {ratio:.2f}')


if __name__ == '__main__':
    main()
