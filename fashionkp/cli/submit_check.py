"""``fashionkp submit-check``: find what is wrong with a submission before handing it in."""

import argparse
from collections.abc import Sequence
from pathlib import Path

_MAX_EXAMPLES = 10


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp submit-check',
        description='Check the rows, images, columns and numbers of a submission against the list '
        'of images that predictions are requested for.',
        epilog='Exit status: 0, also with warnings; 1 if there are errors; 2 if the list is '
        'invalid or a file cannot be read.',
    )
    parser.add_argument('submission', type=Path, metavar='FILE', help='the submission')
    parser.add_argument(
        '--test',
        type=Path,
        required=True,
        metavar='CSV',
        help='the list, such as test.csv, or another table with the same images',
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.doctor import check_submission
    from fashionkp.doctor.text import findings_text

    diagnosis = check_submission(args.submission, args.test)
    if diagnosis.findings:
        print(findings_text(diagnosis, max_examples=_MAX_EXAMPLES), end='\n\n')
    rows = len(diagnosis.data.table) + len(diagnosis.data.malformed_rows)
    errors, warnings = map(diagnosis.count, ('error', 'warning'))
    print(
        f'{args.submission}: {rows} rows, {errors} errors, {warnings} warnings: '
        f'{"not fit" if errors else "fit"} to submit'
    )
    return 1 if errors else 0
