"""``fashionkp synth``: generate a data set of synthetic garments."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp synth',
        description="Generate synthetic garments of FashionAI's five categories, or of one, with "
        'exact key points. The layout is that of the official archives: '
        'OUT/Images/<category>/*.jpg and OUT/Annotations/train.csv. The same seed gives the same '
        'bytes.',
    )
    parser.add_argument('out', type=Path, metavar='OUT', help='folder to create')
    parser.add_argument(
        '--num', type=int, default=1000, help='number of images (default: %(default)s)'
    )
    parser.add_argument('--seed', type=int, default=0, help='random seed (default: %(default)s)')
    parser.add_argument(
        '--category', help='draw only this category; jumpsuit, too, if it is declared (--garments)'
    )
    parser.add_argument('--workers', type=int, help='number of processes (default: one per core)')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp synth``; return the exit status."""
    args = parse_args(argv)

    from fashionkp.synthetic.dataset import default_workers, write_dataset

    workers = default_workers() if args.workers is None else args.workers
    write_dataset(
        args.out, args.num, args.seed, workers, category=args.category, show_progress=True
    )
    print(f'{args.out}: {args.num} images, table {args.out / "Annotations" / "train.csv"}')
    return 0
