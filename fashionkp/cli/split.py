"""``fashionkp split``: the fixed training and validation split as tables."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp split',
        description='Write the split that training and validation use as two tables, OUT/train.csv '
        'and OUT/val.csv. The file name of a picture alone decides on its side. Pictures are not '
        'copied: OUT gets a link to their folder.',
    )
    parser.add_argument(
        'data', type=Path, metavar='DATA', help='a table, or the folder of an archive'
    )
    parser.add_argument(
        '-o', '--output', type=Path, required=True, metavar='OUT', help='folder for the tables'
    )
    parser.add_argument('--share', type=float, help='share to hold out (default: as in training)')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.categories import CATEGORIES
    from fashionkp.splits import VALIDATION_FRACTION, write_split

    share = VALIDATION_FRACTION if args.share is None else args.share
    sides = write_split(args.data, args.output, share)
    width = max(map(len, CATEGORIES))
    print(f'{"":{width}} {"train":>7} {"val":>7}')
    for name in CATEGORIES:
        counts = [int((side.category_names == name).sum()) for side in sides.values()]
        if any(counts):
            print(f'{name:{width}} {counts[0]:7} {counts[1]:7}')
    print(f'{"all":{width}} {len(sides["train"]):7} {len(sides["val"]):7}')
    return 0
