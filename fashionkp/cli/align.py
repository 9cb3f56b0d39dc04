"""``fashionkp align``: garments of many photos in one pose."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from fashionkp.cli.garment_images import add_output_arguments, write_garment_images
from fashionkp.cli.photo_arguments import EXIT_STATUS, add_photo_arguments, photo_options

if TYPE_CHECKING:
    import numpy as np

    from fashionkp.alignment.align import GarmentImage
    from fashionkp.alignment.outputs import LeftOut
    from fashionkp.alignment.targets import Target
    from fashionkp.cli.garment_images import Make
    from fashionkp.cli.photos import Photos
    from fashionkp.predictions.prediction import Prediction

_SIZE = (512, 512)
_MAX_SIDE = 8192


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp align',
        description='Bring garments into one pose: each is turned upright, scaled and moved onto '
        'the template of its category, or onto the garment in another photo. Garments that do not '
        'fit are left out, and listed in left_out.jsonl.',
        epilog=EXIT_STATUS,
    )
    add_photo_arguments(parser)
    group = parser.add_argument_group('alignment')
    group.add_argument(
        '--warp',
        choices=('similarity', 'tps'),
        default='similarity',
        help='similarity turns, scales and moves (default); tps, a thin-plate spline, bends too, '
        'so that all points come close to their target',
    )
    group.add_argument(
        '--onto',
        metavar='PHOTO',
        help='align onto the garment in this photo, whose points are predicted, or with --points '
        'read (default: the template of each category, the mean of drawn garments)',
    )
    group.add_argument(
        '--size',
        type=image_size,
        metavar='WxH',
        help='size of the images in pixels (default: 512x512, or that of --onto)',
    )
    group.add_argument(
        '--weighted',
        action='store_true',
        help='weight points by their scores (default: all count the same)',
    )
    add_output_arguments(parser, 'align')
    return parser.parse_args(argv)


def image_size(text: str) -> tuple[int, int]:
    """Return the width and height that a text such as 512x640 states."""
    width, _, height = text.partition('x')
    if not (width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f'{text!r}: expected WIDTHxHEIGHT such as 512x640')
    size = int(width), int(height)
    if not 16 <= min(size) <= max(size) <= _MAX_SIDE:
        raise argparse.ArgumentTypeError(f'{text!r}: expected sides of 16 to {_MAX_SIDE} pixels')
    return size


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    options = photo_options(args)

    from fashionkp.alignment.align import align
    from fashionkp.alignment.fit import PoorFit
    from fashionkp.alignment.outputs import LeftOut

    def prepare(photos: 'Photos') -> 'Make':
        target_of = _targets(photos, args.onto, args.size)

        def make(image: 'np.ndarray', garment: 'Prediction') -> 'Iterator[GarmentImage | LeftOut]':
            try:
                yield align(
                    image,
                    garment,
                    target_of(garment.category),
                    warp=args.warp,
                    background=args.background,
                    weighted=args.weighted,
                )
            except PoorFit as error:
                yield LeftOut(garment, f'{error}')

        return make

    return write_garment_images('align', options, args, prepare=prepare, settings=_settings(args))


def _settings(args: argparse.Namespace) -> dict[str, str]:
    from fashionkp.cli.predict_options import fingerprint

    return dict(
        warp=args.warp,
        onto=fingerprint(args.onto) if args.onto else 'template',
        size=f'{args.size}',
        weighted=f'{args.weighted}',
    )


def _targets(
    photos: 'Photos', photo: str | None, size: tuple[int, int] | None
) -> 'Callable[[str], Target]':
    """Return what returns the target of a category.

    Raises:
        ValueError: If the photo that garments go onto has not one garment.
    """
    from fashionkp.alignment.targets import onto, template

    if photo is None:
        return lambda category: template(category, size or _SIZE)
    garments = photos.garments_of(photo)
    if len(garments) != 1:
        raise ValueError(f'--onto {photo}: {len(garments)} garments: expected one')
    target = onto(garments[0], size)
    return lambda category: target
