"""``fashionkp synth``: draws a data set of garments with exact key points."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp synth',
        description="Draw garments of FashionAI's five categories, or of one, with exact key "
        'points, in the layout of the official archives: OUT/Images/<category>/*.jpg and '
        'OUT/Annotations/train.csv. '
        'The same seed always gives the same bytes.',
    )
    parser.add_argument('out', type=Path, metavar='OUT', help='folder to make')
    parser.add_argument('--num', type=int, default=1000, help='images (default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')
    parser.add_argument(
        '--category', help='draw this one only; a jumpsuit too, where it is declared (--garments)'
    )
    parser.add_argument('--workers', type=int, help='processes that draw (default: one a core)')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    args = parse_args(argv)

    from fashionkp.synthetic.dataset import default_workers, write_dataset

    workers = default_workers() if args.workers is None else args.workers
    write_dataset(
        args.out, args.num, args.seed, workers, category=args.category, show_progress=True
    )
    print(f'{args.num} images in {args.out}: table {args.out / "Annotations" / "train.csv"}')
    return 0
