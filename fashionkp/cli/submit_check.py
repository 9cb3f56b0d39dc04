"""``fashionkp submit-check``: what is wrong with a submission, and where."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp submit-check',
        description='Compare a submission with the list of images that are asked for: every row, '
        'image, column and number.',
        epilog='Exit status: 0, 1 where there are errors, 2 where the list is wrong or a file '
        'cannot be read. Warnings alone leave it at 0.',
    )
    parser.add_argument('submission', type=Path, metavar='FILE', help='the submission')
    parser.add_argument(
        '--test',
        type=Path,
        required=True,
        metavar='CSV',
        help='the list, such as test.csv; another table with the same images will do',
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.doctor.submission_check import check_submission, report

    rows, problems = check_submission(args.submission, args.test)
    if problems:
        print(report(problems))
    errors = sum(problem.is_error for problem in problems)
    counts = f'{errors} errors, {len(problems) - errors} warnings'
    print(f'{args.submission}: {rows} rows, {counts}: {"not fit" if errors else "fit"} to submit')
    return 1 if errors else 0
