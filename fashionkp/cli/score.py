"""``fashionkp score``: normalized error (NE) of predictions."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp score',
        description='Print the normalized error (NE, percent) of predictions against a ground '
        'truth: overall, by category and by key point.',
        epilog='Exit status: 0; 1 if no key point counts; 2 if the input is invalid.',
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
        help='official (default): visible points; images with a normalizing distance below 10 px '
        'are skipped. round1: occluded points too, as on the leaderboard of round 1',
    )
    parser.add_argument(
        '--allow-missing',
        action='store_true',
        help='leave out images without a prediction instead of stopping',
    )
    parser.add_argument('--json', action='store_true', help='print a JSON object instead of text')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.annotations import read_annotations, read_submission
    from fashionkp.score import SWAPPED, format_score, score_tables, seem_swapped

    truth, prediction = read_annotations(*args.gt), read_submission(*args.pred)
    if seem_swapped(truth, prediction):
        print(f'fashionkp score: {SWAPPED}', file=sys.stderr)
    score = score_tables(truth, prediction, rule=args.rule, allow_missing=args.allow_missing)
    print(json.dumps(score.to_dict(), allow_nan=False) if args.json else format_score(score))
    if not score.points:
        print('fashionkp score: no point counts, so there is no NE', file=sys.stderr)
        return 1
    return 0
