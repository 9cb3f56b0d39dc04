"""``fashionkp score``: normalized error of predictions against a ground truth."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp score',
        description='Normalized error (NE, percent) of predictions against a ground truth.',
        epilog='Exit status: 0, 1 where no point counts, 2 where the input is wrong.',
    )
    parser.add_argument(
        '--gt', type=Path, nargs='+', required=True, metavar='CSV', help='annotations'
    )
    parser.add_argument(
        '--pred', type=Path, nargs='+', required=True, metavar='CSV', help='predictions'
    )
    parser.add_argument(
        '--rule',
        choices=('official', 'round1'),
        default='official',
        help='official (default): visible points, images whose normalizing points are under 10 px '
        'apart are skipped; round1: occluded points too, as the leaderboard of round 1 counted',
    )
    parser.add_argument(
        '--allow-missing',
        action='store_true',
        help='leave images without a prediction out of the score, instead of stopping',
    )
    parser.add_argument('--json', action='store_true', help='print one JSON object')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.annotations import read_annotations, read_submission
    from fashionkp.score import SWAPPED, format_score, score_tables, seem_swapped

    truth, prediction = read_annotations(*args.gt), read_submission(*args.pred)
    if seem_swapped(truth, prediction):
        print(f'fashionkp score: {SWAPPED}', file=sys.stderr)
    score = score_tables(truth, prediction, args.rule, args.allow_missing)
    print(json.dumps(score.to_dict(), allow_nan=False) if args.json else format_score(score))
    if not score.points:
        print('fashionkp score: no point counts, so there is no NE', file=sys.stderr)
        return 1
    return 0
