"""Throughput of FashionInferencer, from files to key points, with batch sizes 1 and 16.

    python benchmarks/batching.py [--config cpn_lite0_all] [--images 64] [--repeats 5]

Both batch sizes alternate in one process, on the same synthetic garments with the same weights
(random by default, which takes the same time). The ratio is the median over the repeats.
"""

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import torch
from measurement.alternating import alternate
from measurement.clocks import wall_time

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


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_dataset(folder / 'drawn', args.images, seed=0)
        weights = args.weights or folder / 'random.pth'
        if args.weights is None:
            torch.save(load_garment_model(load_config(args.config), None).state_dict(), weights)
        inferencer = FashionInferencer(args.config, weights, args.device)
        runs = {size: partial(inferencer, folder / 'drawn', batch_size=size) for size in SIZES}
        times = alternate(
            {size: partial(wall_time, run) for size, run in runs.items()}, args.repeats
        )
    single, batched = times.values()
    ratio = statistics.median(a / b for a, b in zip(single, batched, strict=True))
    print(f'{args.config}, {args.images} images, {torch.get_num_threads()} threads')
    for size, seconds in times.items():
        print(f'batch {size:2}: {args.images / statistics.median(seconds):6.1f} images/s')
    print(f'ratio {ratio:.2f}')


if __name__ == '__main__':
    main()
