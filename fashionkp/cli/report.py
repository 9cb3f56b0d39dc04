"""``fashionkp report``: what models do well and where they fail, on one page."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp report',
        description='Score predictions against a ground truth and write one HTML page that opens '
        'offline: normalized errors with intervals, their causes, confusions, calibration, the '
        'worst images, and which of several models is better.',
        epilog='Exit status: 0, 1 where no point counts, 2 where the input is wrong.',
    )
    parser.add_argument(
        '--gt',
        type=Path,
        nargs='+',
        required=True,
        metavar='DATA',
        help='annotations: tables, or the folder of an archive, whose images are drawn',
    )
    parser.add_argument(
        '--pred',
        type=Path,
        nargs='+',
        action='append',
        required=True,
        metavar='FILE',
        help='predictions of a model: submissions (.csv), or JSON lines (.jsonl) or Parquet '
        '(.parquet, or a folder); several files, such as one for each category, are joined. Give '
        'it once for each model to compare models',
    )
    parser.add_argument(
        '-o', '--output', type=Path, required=True, metavar='OUT', help='page to write'
    )
    parser.add_argument(
        '--names', nargs='+', metavar='NAME', help='what to call the models (default: their files)'
    )
    parser.add_argument(
        '--rule',
        choices=('official', 'round1'),
        default='official',
        help='which points count where only one rule is shown (default: %(default)s); the score is '
        'told under both',
    )
    parser.add_argument(
        '--images',
        type=Path,
        metavar='FOLDER',
        help='folder that image ids are relative to (default: where the annotations are)',
    )
    parser.add_argument('--no-images', action='store_true', help='do not draw images')
    parser.add_argument(
        '--no-pictures', dest='no_images', action='store_true', help=argparse.SUPPRESS
    )
    parser.add_argument(
        '--log',
        type=Path,
        nargs='+',
        default=[],
        metavar='WORK_DIR',
        help='work dirs of training, whose curves are shown',
    )
    parser.add_argument(
        '--allow-missing',
        action='store_true',
        help='leave images without a prediction out of the score, instead of stopping',
    )
    parser.add_argument(
        '--allow-other-category',
        action='store_true',
        help='likewise images whose prediction is for another category than the annotation',
    )
    parser.add_argument('--json', action='store_true', help='print all numbers as a JSON object')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    if args.no_images and args.images:
        raise ValueError('--images and --no-images exclude each other')

    from fashionkp.fileio.atomic_file import atomic_write
    from fashionkp.report import (
        evaluate,
        image_finder,
        read_training_logs,
        report_numbers,
        report_page,
        report_text,
    )

    logs = read_training_logs(args.log)
    evaluation = evaluate(
        args.gt, args.pred, args.names, args.rule, args.allow_missing, args.allow_other_category
    )
    finder = None if args.no_images else image_finder(evaluation, args.images)
    numbers = report_numbers(evaluation)
    text = report_page(evaluation, numbers, logs, finder)
    with atomic_write(args.output) as file:
        file.write(text)
    print(json.dumps(numbers, allow_nan=False) if args.json else report_text(numbers))
    print(args.output, file=sys.stderr)
    if not any(one['errors'] for one in numbers['models'].values()):
        print('fashionkp report: no point counts, so there is no NE', file=sys.stderr)
        return 1
    return 0
