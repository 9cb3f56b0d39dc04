"""``fashionkp ensemble``: combine the predictions of several models."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp ensemble',
        description='Combine the predictions of several models for the same images into one '
        'submission. A key point at (-1, -1) is missing: the other models decide.',
    )
    parser.add_argument(
        'source',
        type=Path,
        nargs='+',
        metavar='FILE',
        help='submissions (.csv), or predictions: JSON lines (.jsonl) or Parquet (.parquet, or '
        'a folder)',
    )
    parser.add_argument(
        '-o', '--output', type=Path, required=True, metavar='OUT', help='submission to write'
    )
    parser.add_argument(
        '--method',
        choices=('mean', 'score', 'median'),
        default='mean',
        help='mean (default), mean weighted by the score of each key point, which submissions do '
        'not have, or median of each coordinate',
    )
    parser.add_argument(
        '--weights', type=float, nargs='+', metavar='W', help='weight of each file in a mean'
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.annotations import write_submission
    from fashionkp.fileio.text import escape_control_characters
    from fashionkp.predictions.ensemble import distance_to, ensemble, read_member
    from fashionkp.predictions.files import check_prediction_output

    if args.output.suffix.lower() != '.csv':
        raise ValueError(f'cannot write {args.output}: expected a name that ends in .csv')
    check_prediction_output(args.output, args.source)
    members = [read_member(path) for path in args.source]
    combined = ensemble(members, args.method, args.weights)
    write_submission(args.output, combined)
    for member in members:
        name, distance = escape_control_characters(member.name), distance_to(member, combined)
        print(f'{name}: {distance:.2f} px from the ensemble on average')
    print(f'{escape_control_characters(str(args.output))}: {len(combined)} garments')
    return 0
