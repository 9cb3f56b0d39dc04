"""``fashionkp split``: the fixed split into training and validation, as tables."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from fashionkp.cli.data_arguments import add_data_argument


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp split',
        description='Write the split that training and validation use as two tables, OUT/train.csv '
        'and OUT/val.csv. Which table an image goes to depends only on its file name. Images are '
        'not copied: OUT gets a link to their folder.',
    )
    add_data_argument(parser)
    parser.add_argument(
        '-o', '--output', type=Path, required=True, metavar='OUT', help='folder for the tables'
    )
    parser.add_argument(
        '--share',
        type=float,
        help='fraction of the images for validation (default: as in training)',
    )
    parser.add_argument(
        '--balanced',
        action='store_true',
        help='take exactly this fraction of each category; adding a row may then move another '
        'image, and training on the whole table splits it differently',
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.categories import CATEGORIES
    from fashionkp.datasets.splits import VALIDATION_FRACTION, write_split

    fraction = VALIDATION_FRACTION if args.share is None else args.share
    sides = write_split(args.data, args.output, fraction, balanced=args.balanced)
    width = max(map(len, CATEGORIES))
    print(f'{"":{width}} {"train":>7} {"val":>7} {"share":>7}')
    counts = {
        name: [int((side.category_names == name).sum()) for side in sides.values()]
        for name in CATEGORIES
    }
    counts['all'] = [len(side) for side in sides.values()]
    for name, (train, val) in counts.items():
        if train + val:
            print(f'{name:{width}} {train:7} {val:7} {val / (train + val):7.1%}')
    return 0
