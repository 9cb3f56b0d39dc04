"""Arguments for the scale of garments: a known length, or the size of a pixel."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fashionkp.measurements import Reference


def add_reference_arguments(parser: argparse.ArgumentParser, note: str = '') -> None:
    """Add ``--reference`` and ``--cm-per-pixel``.

    Args:
        parser: The parser to add the arguments to.
        note: Text to append to their help.
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
