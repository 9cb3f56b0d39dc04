"""``fashionkp doctor``: find what is wrong with a data set, and where."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from fashionkp.cli.data_arguments import add_data_argument, add_no_images_argument


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp doctor',
        description='Check the tables, labels and images of a data set for malformed rows, '
        'doubtful labels, repetitions, leaks and broken files.',
        epilog='Exit status: 0, also with warnings; 1 if there are errors; 2 if the input is '
        'invalid.',
    )
    add_data_argument(parser)
    parser.add_argument(
        '--test',
        type=Path,
        metavar='DATA',
        help='test data: report its images that are in DATA too, also nearly identical ones',
    )
    add_no_images_argument(parser, help='do not open images')
    parser.add_argument(
        '--json', action='store_true', help='print all findings as a JSON object instead of text'
    )
    parser.add_argument(
        '--html', type=Path, metavar='OUT', help='write an HTML page with examples drawn'
    )
    parser.add_argument(
        '--fix',
        type=Path,
        metavar='OUT.csv',
        help='write the table with unambiguous corrections: official form, no blanks, '
        'integers for whole numbers with decimals, no exact repetitions',
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.annotations import annotation_files
    from fashionkp.datasets.output_checks import check_outputs
    from fashionkp.doctor import fix_summary, fix_table, run_checks
    from fashionkp.doctor.page import diagnosis_page
    from fashionkp.doctor.text import diagnosis_json, diagnosis_text
    from fashionkp.fileio.atomic_file import atomic_write
    from fashionkp.fileio.output_checks import require_page

    files = annotation_files(args.data)
    if args.fix and len(files) > 1:
        names = ', '.join(map(str, files))
        raise ValueError(f'--fix takes one table, and {args.data} has {len(files)}: {names}')
    if args.html:
        require_page(args.html)
    check_outputs(filter(None, (args.html, args.fix)), *filter(None, (args.data, args.test)))
    diagnosis = run_checks(args.data, args.test, open_images=not args.no_images, show_progress=True)
    print(json.dumps(diagnosis_json(diagnosis)) if args.json else diagnosis_text(diagnosis))
    if args.html:
        with atomic_write(args.html) as file:
            file.write(diagnosis_page(diagnosis))
        print(args.html, file=sys.stderr)
    if args.fix:
        counts = fix_table(files[0], args.fix)
        print(f'{args.fix}: {fix_summary(counts)}', file=sys.stderr)
    return 1 if diagnosis.count('error') else 0
