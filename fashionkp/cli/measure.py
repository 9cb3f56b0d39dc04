"""``fashionkp measure``: lengths of garments, in pixels or in centimetres."""

import argparse
from collections.abc import Sequence
from pathlib import Path

MAX_SHOWN = 10
"""Garments that are printed one by one; of more there is a summary only."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp measure',
        description='Lengths of garments from their key points: shoulder width, chest, sleeves, '
        'waist, hem, inseam and others, as straight lines in the picture. Left and right are those '
        'of the image.',
        epilog=f'Up to {MAX_SHOWN} garments are printed one by one; of more, a summary.',
    )
    parser.add_argument(
        'source',
        type=Path,
        metavar='FILE',
        help='annotations or a submission (.csv), or predictions as JSON lines (.jsonl)',
    )
    scale = parser.add_mutually_exclusive_group()
    scale.add_argument(
        '--reference',
        action='append',
        default=[],
        type=_known_length,
        metavar='NAME=CM',
        help='a known length, such as shoulder_width=40: lengths become centimetres. Given several '
        'times, each garment goes by the first one that is measurable on it',
    )
    scale.add_argument(
        '--cm-per-pixel', type=float, metavar='CM', help='how large a pixel is on every garment'
    )
    parser.add_argument(
        '--presence',
        type=float,
        metavar='P',
        help='presence from which a predicted point counts as being there (default: even odds)',
    )
    parser.add_argument(
        '-o', '--output', type=Path, metavar='OUT', help='write all lengths, as .csv or .json'
    )
    return parser.parse_args(argv)


def _known_length(text: str) -> tuple[str, float]:
    name, equals, value = text.partition('=')
    try:
        return name.strip(), float(value if equals else '')
    except ValueError:
        raise argparse.ArgumentTypeError(f'{text!r}: expected NAME=CM') from None


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.measured import (
        OUTPUTS,
        garment_text,
        measured_file,
        summary_text,
        write_garments,
    )
    from fashionkp.measurements import Reference

    if args.output and args.output.suffix not in OUTPUTS:
        raise ValueError(f'{args.output}: expected a name that ends in {" or ".join(OUTPUTS)}')
    names = [name for name, _ in args.reference]
    if repeated := [name for name in names if names.count(name) > 1]:
        raise ValueError(f'--reference {repeated[0]}: given more than once')
    reference = Reference(dict(args.reference), args.cm_per_pixel)
    garments = measured_file(args.source, reference, args.presence)
    unit = 'pixels' if reference == Reference() else 'cm'
    if len(garments) > MAX_SHOWN:
        print(summary_text(garments, unit))
    else:
        print('\n'.join(garment_text(garment, unit) for garment in garments))
    if args.output:
        write_garments(args.output, garments, unit)
        print(f'{args.output}: lengths of {len(garments)} garments')
    return 0
