"""``fashionkp measure``: lengths of garments, in pixels or in centimetres."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from fashionkp.cli.scale_arguments import add_reference_arguments, reference

MAX_SHOWN = 10
"""Most garments that are printed one by one; for more, a summary is printed."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp measure',
        description='Measure garments by their key points: shoulder width, chest, sleeves, waist, '
        'hem, inseam and others, as straight lines in the image. Left and right are those of the '
        'image.',
        epilog=f'Up to {MAX_SHOWN} garments are printed one by one; for more, a summary.',
    )
    parser.add_argument(
        'source',
        type=Path,
        metavar='FILE',
        help='annotations or a submission (.csv), or predictions: JSON lines (.jsonl) or Parquet '
        '(.parquet, or a folder of such files)',
    )
    add_reference_arguments(parser)
    parser.add_argument(
        '--presence',
        type=float,
        metavar='P',
        help='presence from which a predicted key point counts as present (default: 0.5)',
    )
    parser.add_argument(
        '-o', '--output', type=Path, metavar='OUT', help='write all lengths, as .csv or .json'
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.fileio.text import escape_control_characters
    from fashionkp.measurements import Reference
    from fashionkp.predictions.files import check_prediction_output
    from fashionkp.predictions.lengths import (
        OUTPUTS,
        garment_text,
        measure_file,
        summary_text,
        write_lengths,
    )

    if args.output and args.output.suffix.lower() not in OUTPUTS:
        raise ValueError(f'{args.output}: expected a name that ends in {" or ".join(OUTPUTS)}')
    if args.output:
        check_prediction_output(args.output, [args.source])
    scale = reference(args.reference, args.cm_per_pixel)
    garments = measure_file(args.source, scale, args.presence)
    unit = 'pixels' if scale == Reference() else 'cm'
    if len(garments) > MAX_SHOWN:
        print(summary_text(garments, unit))
    else:
        print('\n'.join(garment_text(garment, unit) for garment in garments))
    if args.output:
        write_lengths(args.output, garments, unit)
        name = escape_control_characters(str(args.output))
        print(f'{name}: lengths of {len(garments)} garments')
    return 0
