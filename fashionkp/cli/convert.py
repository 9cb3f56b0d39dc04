"""``fashionkp convert``: FashionAI tables to COCO key point JSON and back."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp convert',
        description='Turn FashionAI tables (.csv) into COCO key point JSON (.json), or one such '
        'JSON into a table. The ends of the names tell the direction.',
    )
    parser.add_argument(
        'source', type=Path, nargs='+', metavar='SRC', help='tables, which are joined, or one JSON'
    )
    parser.add_argument(
        '-o', '--output', type=Path, required=True, metavar='OUT', help='file to write'
    )
    parser.add_argument(
        '--images',
        type=Path,
        metavar='DIR',
        help='folder that the image ids are relative to (default: that of the archive around each '
        'table); the JSON states the size of each picture',
    )
    parser.add_argument(
        '--no-sizes', action='store_true', help='leave sizes out, so that no picture is needed'
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    ends = {path.suffix.lower() for path in args.source}, args.output.suffix.lower()
    if ends == ({'.csv'}, '.json'):
        rows = _write_json(args)
    elif ends == ({'.json'}, '.csv') and len(args.source) == 1:
        rows = _write_table(args)
    else:
        names = ' '.join(map(str, args.source))
        raise ValueError(f'{names} to {args.output}: expected .csv files to .json or .json to .csv')
    print(f'{args.output}: {rows} images')
    return 0


def _write_json(args: argparse.Namespace) -> int:
    from fashionkp.annotations import read_annotations
    from fashionkp.coco import write_coco

    table = read_annotations(*args.source)
    write_coco(args.output, table, args.images, with_sizes=not args.no_sizes)
    return len(table)


def _write_table(args: argparse.Namespace) -> int:
    import logging

    import numpy as np

    from fashionkp.annotations import write_annotations
    from fashionkp.coco import read_coco

    if args.images or args.no_sizes:
        raise ValueError('--images and --no-sizes are for writing JSON: a table holds no sizes')
    table = read_coco(args.source[0])
    if moved := int((table.keypoints != np.rint(table.keypoints)).any(-1).sum()):
        logging.getLogger('fashionkp').warning('rounded %d key points to whole pixels', moved)
    write_annotations(args.output, table)
    return len(table)
