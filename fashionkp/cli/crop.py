"""``fashionkp crop``: upright crops around parts of garments."""

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fashionkp.cli.garment_images import add_output_arguments, write_garment_images
from fashionkp.cli.photo_arguments import EXIT_STATUS, add_photo_arguments, photo_options

if TYPE_CHECKING:
    import numpy as np

    from fashionkp.alignment.align import GarmentImage
    from fashionkp.alignment.outputs import LeftOut
    from fashionkp.predictions.prediction import Prediction

_ALL, _FREE = 'all', 'free'


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp crop',
        description='Cut out garments or parts of them, upright: sleeves, cuffs and legs hang '
        'down, other parts are turned with the garment. Each crop holds all points of its part. '
        'Parts whose points are absent are listed in left_out.jsonl.',
        epilog=EXIT_STATUS,
    )
    add_photo_arguments(parser)
    _add_crop_arguments(parser)
    add_output_arguments(parser, 'crop')
    return parser.parse_args(argv)


def _add_crop_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group('crops')
    group.add_argument(
        '--part',
        action='append',
        metavar='NAME',
        help='collar, left_sleeve, right_sleeve, left_cuff, right_cuff, waist, hem, left_leg, '
        'right_leg, left_leg_hem, right_leg_hem, one that the file of a custom garment declares, '
        'or whole (default): the garment in the middle, with the same margin in every photo; all '
        'for all that a garment has. May be repeated; each has a folder of its own',
    )
    group.add_argument(
        '--aspect',
        type=aspect,
        default=1.0,
        metavar='W:H',
        help='aspect ratio of the crops, or free for that of the points (default: 1:1)',
    )
    group.add_argument(
        '--size',
        type=int,
        metavar='PIXELS',
        help='longer side of the crops (default: as large as in the photo)',
    )
    group.add_argument(
        '--margin',
        type=float,
        metavar='SHARE',
        help='space around the points, as a share of the longer side of their box (default: '
        '0.12 for sleeves, legs and whole, otherwise 0.3)',
    )


def aspect(text: str) -> float | None:
    """Return the aspect ratio that a text such as 3:4 states; None for ``free``."""
    if text == _FREE:
        return None
    width, _, height = text.partition(':')
    try:
        return float(width) / float(height)
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError(f'{text!r}: expected W:H such as 3:4, or free') from None


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    options = photo_options(args)

    from fashionkp.alignment.crop import check_frame, crop
    from fashionkp.alignment.fit import PoorFit
    from fashionkp.alignment.outputs import LeftOut
    from fashionkp.alignment.parts import CATEGORY_PARTS, PART_NAMES, WHOLE

    chosen = tuple(dict.fromkeys(args.part or [WHOLE]))
    if unknown := [name for name in chosen if name not in (_ALL, *PART_NAMES)]:
        raise ValueError(
            f'--part {unknown[0]}: expected {_ALL}, or some of {", ".join(PART_NAMES)}'
        )
    check_frame(args.aspect, args.size, args.margin)

    def make(image: 'np.ndarray', garment: 'Prediction') -> 'Iterator[GarmentImage | LeftOut]':
        for part in CATEGORY_PARTS[garment.category] if _ALL in chosen else chosen:
            try:
                yield crop(
                    image,
                    garment,
                    part,
                    aspect=args.aspect,
                    size=args.size,
                    margin=args.margin,
                    background=args.background,
                )
            except PoorFit as error:
                yield LeftOut(garment, f'{error}', part)

    settings = {name: f'{getattr(args, name)}' for name in ('aspect', 'size', 'margin')}
    return write_garment_images(
        'crop',
        options,
        args,
        prepare=lambda photos: make,
        settings={**settings, 'parts': ','.join(chosen)},
        parts=PART_NAMES if _ALL in chosen else chosen,
    )
