"""``fashionkp doctor``: what is wrong with a data set, and where."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp doctor',
        description='Check the tables of a data set, the points in them, and its images, where '
        'there are any: malformed rows, doubtful labels, repetitions, leaks and broken files, each '
        'with its line.',
        epilog='Exit status: 0, 1 where there are errors, 2 where there is nothing to check. '
        'Warnings alone leave it at 0.',
    )
    parser.add_argument(
        'data', type=Path, metavar='DATA', help='a table, or the folder of an archive'
    )
    parser.add_argument(
        '--test',
        type=Path,
        metavar='DATA',
        help='data to be tested on: images that stand in both, or nearly so, are found',
    )
    parser.add_argument('--no-images', action='store_true', help='do not open images')
    parser.add_argument(
        '--no-pictures', dest='no_images', action='store_true', help=argparse.SUPPRESS
    )
    parser.add_argument('--json', action='store_true', help='print all findings as a JSON object')
    parser.add_argument('--html', type=Path, metavar='OUT', help='write a page with examples drawn')
    parser.add_argument(
        '--fix',
        type=Path,
        metavar='OUT.csv',
        help='write the table with what can be mended without deciding anything: form, blanks, '
        'whole numbers with decimals, exact repetitions',
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.annotations import annotation_files
    from fashionkp.doctor import fix_summary, fix_table, run_checks
    from fashionkp.doctor.page import diagnosis_page
    from fashionkp.doctor.text import as_json, text
    from fashionkp.fileio.atomic_file import atomic_write

    files = annotation_files(args.data)
    if args.fix and len(files) > 1:
        names = ', '.join(map(str, files))
        raise ValueError(
            f'--fix mends one table, and {args.data} has {len(files)}: name one: {names}'
        )
    found = run_checks(args.data, args.test, open_images=not args.no_images, show_progress=True)
    if args.json:
        print(json.dumps(as_json(found)))
    else:
        print(text(found))
    if args.html:
        with atomic_write(args.html) as file:
            file.write(diagnosis_page(found))
        print(args.html, file=sys.stderr)
    if args.fix:
        counts = fix_table(files[0], args.fix)
        print(f'{args.fix}: {fix_summary(counts)}', file=sys.stderr)
    return 1 if found.count('error') else 0
