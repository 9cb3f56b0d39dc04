"""``fashionkp stats``: statistics of a data set."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from fashionkp.cli.data_arguments import add_data_argument, add_no_images_argument


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp stats',
        description='Count rows by category and key points by visibility, and describe the '
        'distribution of normalizing distances, of key point positions and, where there are '
        'images, of their sizes.',
    )
    add_data_argument(parser)
    add_no_images_argument(parser, help='do not open images')
    parser.add_argument(
        '--json', action='store_true', help='print all numbers as a JSON object instead of text'
    )
    parser.add_argument(
        '--html', type=Path, metavar='OUT', help='write a page with tables and charts'
    )
    parser.add_argument(
        '--png', type=Path, metavar='OUT', help='write the charts as an image, .png or .jpg'
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.datasets.output_checks import check_outputs
    from fashionkp.fileio.atomic_file import atomic_write
    from fashionkp.fileio.output_checks import require_page
    from fashionkp.images.writing import require_image_name, write_image
    from fashionkp.stats import chart_sheet, read_sample, stats_numbers, stats_page, stats_text

    if args.html:
        require_page(args.html)
    if args.png:
        require_image_name(args.png)
    check_outputs(filter(None, (args.html, args.png)), args.data)
    sample = read_sample(args.data, open_images=not args.no_images, show_progress=True)
    numbers = stats_numbers(sample)
    print(json.dumps(numbers) if args.json else stats_text(numbers))
    if args.html:
        with atomic_write(args.html) as file:
            file.write(stats_page(sample, numbers))
        print(args.html, file=sys.stderr)
    if args.png:
        write_image(args.png, chart_sheet(sample))
        print(args.png, file=sys.stderr)
    return 0
