"""``fashionkp measure``: lengths of garments, in pixels or in centimetres."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fashionkp.cli.photo_arguments import EXIT_STATUS, add_photo_arguments, photo_options
from fashionkp.cli.scale_arguments import (
    add_plane_arguments,
    add_reference_arguments,
    plane_finder,
    reference,
)

if TYPE_CHECKING:
    from fashionkp.images.markers import Markers
    from fashionkp.images.sheets import Sheet
    from fashionkp.inference.pipeline import ImageResult
    from fashionkp.measurements import Plane, PlaneNotFound, Reference
    from fashionkp.predictions.lengths import MeasuredGarment, Measuring

MAX_SHOWN = 10
"""Most garments that are printed one by one; for more, a summary is printed."""

_POINTS = ('.csv', '.jsonl', '.parquet')


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp measure',
        description='Measure garments by their key points: shoulder width, chest, sleeves, waist, '
        'hem, inseam and others, in straight lines. A single PHOTO that is a table, predictions '
        '(.jsonl) or Parquet is read as --points. Left and right are those of the image.',
        epilog=f'Up to {MAX_SHOWN} garments are printed one by one; for more, a summary. '
        + EXIT_STATUS.replace('read (', 'read, or does not show the marker or sheet ('),
    )
    add_photo_arguments(parser)
    group = parser.add_argument_group('lengths')
    scale = add_reference_arguments(group)  # type: ignore[arg-type]
    add_plane_arguments(group, scale)  # type: ignore[arg-type]
    group.add_argument(
        '--presence',
        type=float,
        metavar='P',
        help='presence from which a predicted key point counts as present (default: 0.5)',
    )
    group.add_argument(
        '-o', '--output', type=Path, metavar='OUT', help='write all lengths, as .csv or .json'
    )
    args = parser.parse_args(argv)
    if args.points is None and len(args.photos) == 1 and _are_points(Path(args.photos[0])):
        args.points, args.photos = Path(args.photos[0]), []
    return args


def _are_points(path: Path) -> bool:
    """Return whether a path is that of a file of points, or of a folder of Parquet files."""
    return path.suffix.lower() in _POINTS or (path.is_dir() and any(path.glob('*.parquet')))


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.fileio.text import escape_control_characters
    from fashionkp.measurements import Reference
    from fashionkp.predictions.lengths import (
        OUTPUTS,
        Measuring,
        garment_text,
        summary_text,
        write_lengths,
    )

    if args.output and args.output.suffix.lower() not in OUTPUTS:
        raise ValueError(f'{args.output}: expected a name that ends in {" or ".join(OUTPUTS)}')
    scale = reference(args.reference, args.cm_per_pixel)
    finder = plane_finder(args)
    garments, status = _measured(args, scale, finder, Measuring(args.presence))
    unit = 'pixels' if scale == Reference() and finder is None else 'cm'
    if len(garments) > MAX_SHOWN:
        print(summary_text(garments, unit))
    else:
        print('\n'.join(garment_text(garment, unit) for garment in garments))
    if args.output:
        write_lengths(args.output, garments, unit)
        name = escape_control_characters(str(args.output))
        print(f'{name}: lengths of {len(garments)} garments')
    return max(status, _report_without_plane(garments))


def _measured(
    args: argparse.Namespace,
    scale: 'Reference',
    finder: 'Markers | Sheet | None',
    measuring: 'Measuring',
) -> 'tuple[list[MeasuredGarment], int]':
    """Return the garments and the exit status."""
    from fashionkp.images.sheets import Sheet
    from fashionkp.predictions.files import check_prediction_output
    from fashionkp.predictions.lengths import measure_file

    is_fixed = isinstance(finder, Sheet) and finder.corners is not None
    if args.points and not args.photos and (finder is None or is_fixed):
        photo_options(args)
        if args.output:
            check_prediction_output(args.output, [args.points])
        fixed = finder.plane(None) if isinstance(finder, Sheet) else scale
        return measure_file(args.points, fixed, measuring), 0

    from fashionkp.cli.photos import Photos
    from fashionkp.fileio.output_checks import refuse_overwriting_inputs, require_writable

    photos = Photos(photo_options(args), 'measure')
    if args.output:
        require_writable(args.output)
        refuse_overwriting_inputs([args.output], photos.files())
    garments: list[MeasuredGarment] = []

    def handle(result: 'ImageResult') -> None:
        found = scale if finder is None else _plane(finder, result)
        garments.extend(measuring.measure(garment, found) for garment in result.garments)

    status = photos.process(handle)
    return garments, status


def _plane(finder: 'Markers | Sheet', result: 'ImageResult') -> 'Plane | PlaneNotFound':
    """Return the plane in a photo, or why there is none."""
    from fashionkp.measurements import PlaneNotFound

    assert result.image is not None
    try:
        return finder.plane(result.image)
    except PlaneNotFound as error:
        return error


def _report_without_plane(garments: 'Sequence[MeasuredGarment]') -> int:
    """List the photos whose plane was not found on standard error; return the exit status."""
    from fashionkp.fileio.error_list import error_list
    from fashionkp.fileio.text import escape_control_characters

    reasons = {garment.image: garment.no_cm for garment in garments if garment.no_cm}
    if not reasons:
        return 0
    images = {garment.image for garment in garments}
    title = f'{len(reasons)} of {len(images)} photos are not measured in cm'
    lines = [escape_control_characters(f'{name}: {reason}') for name, reason in reasons.items()]
    print(f'fashionkp measure: {error_list(title, lines)}', file=sys.stderr)
    return 1
