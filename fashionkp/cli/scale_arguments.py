"""Arguments for the scale of garments: a known length, the size of a pixel, or a marker."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fashionkp.images.markers import Markers
    from fashionkp.images.sheets import Sheet
    from fashionkp.measurements import Reference


def add_reference_arguments(
    parser: argparse.ArgumentParser, note: str = ''
) -> argparse._MutuallyExclusiveGroup:
    """Add ``--reference`` and ``--cm-per-pixel``.

    Args:
        parser: The parser to add the arguments to.
        note: Text to append to their help.

    Returns:
        The group of both, of which one may be given.
    """
    scale = parser.add_mutually_exclusive_group()
    scale.add_argument(
        '--reference',
        action='append',
        default=[],
        type=_known_length,
        metavar='NAME=CM',
        help='a known length such as shoulder_width=40, to report lengths in centimetres. If given '
        f'several times, the first one that a garment has is used{note}',
    )
    scale.add_argument(
        '--cm-per-pixel',
        type=float,
        metavar='CM',
        help=f'size of a pixel on the garment, centimetres, the same for all garments{note}',
    )
    return scale


def _known_length(text: str) -> tuple[str, float]:
    from fashionkp.measurements import known_length

    try:
        return known_length(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def reference(
    known_lengths: Sequence[tuple[str, float]], cm_per_pixel: float | None
) -> 'Reference':
    """Return the scale that the values of ``--reference`` and ``--cm-per-pixel`` give.

    Args:
        known_lengths: Names of lengths, and the lengths, centimetres.
        cm_per_pixel: Size of a pixel, centimetres; None if unknown.

    Raises:
        ValueError: If a length is unknown, repeated or not positive.
    """
    from fashionkp.measurements import Reference

    names = [name for name, _ in known_lengths]
    if repeated := [name for name in names if names.count(name) > 1]:
        raise ValueError(f'--reference {repeated[0]}: given more than once')
    return Reference(dict(known_lengths), cm_per_pixel)


def add_plane_arguments(
    parser: argparse.ArgumentParser, scale: argparse._MutuallyExclusiveGroup
) -> None:
    """Add ``--marker``, ``--sheet`` and what belongs to them.

    Args:
        parser: The parser to add the arguments to.
        scale: The group that :func:`add_reference_arguments` returns.
    """
    scale.add_argument(
        '--marker',
        metavar='aruco=CM',
        help='ArUco markers with sides of CM centimetres lie beside the garment: its plane is '
        'found in each photo, so the camera may be tilted. Several markers are more exact than one',
    )
    scale.add_argument(
        '--sheet',
        metavar='SIZE',
        help='the same with a blank white sheet of paper: a4, letter or WIDTHxHEIGHT in '
        'centimetres',
    )
    parser.add_argument(
        '--marker-dictionary',
        metavar='NAME',
        help="OpenCV's name of the dictionary of the markers (default: DICT_4X4_50)",
    )
    parser.add_argument(
        '--sheet-corners',
        nargs=4,
        metavar='X,Y',
        help='corners of the sheet in pixels, in any order, the same in all photos, such as those '
        'of a fixed camera; otherwise they are found',
    )


def plane_finder(args: argparse.Namespace) -> 'Markers | Sheet | None':
    """Return what shows the plane of the garments, by the arguments of ``add_plane_arguments``.

    Raises:
        ValueError: If a value is malformed or out of range, or arguments do not go together.
    """
    if args.marker_dictionary and not args.marker:
        raise ValueError('--marker-dictionary is for --marker: give both')
    if args.sheet_corners and not args.sheet:
        raise ValueError('--sheet-corners is for --sheet: give both')
    if args.marker:
        from fashionkp.images.markers import DEFAULT_DICTIONARY, Markers

        kind, _, side = args.marker.partition('=')
        try:
            if kind != 'aruco':
                raise ValueError
            cm = float(side)
        except ValueError:
            raise ValueError(
                f'--marker {args.marker}: expected aruco=CM, such as aruco=8'
            ) from None
        return Markers(cm, args.marker_dictionary or DEFAULT_DICTIONARY)
    if args.sheet:
        from fashionkp.images.sheets import Sheet, sheet_size

        try:
            return Sheet(*sheet_size(args.sheet), _corners(args.sheet_corners))
        except ValueError as error:
            raise ValueError(f'--sheet: {error}') from None
    return None


def _corners(texts: Sequence[str] | None) -> tuple[tuple[float, float], ...] | None:
    if texts is None:
        return None
    points = []
    for text in texts:
        x, _, y = text.partition(',')
        try:
            points.append((float(x), float(y)))
        except ValueError:
            raise ValueError(f'corner {text!r}: expected X,Y in pixels') from None
    return tuple(points)
