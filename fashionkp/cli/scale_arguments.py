"""Arguments that tell how large garments truly are."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fashionkp.measurements import Reference


def add_reference_arguments(parser: argparse.ArgumentParser, note: str = '') -> None:
    """Add ``--reference`` and ``--cm-per-pixel``.

    Args:
        parser: Gets the arguments.
        note: What else the help shall say of them.
    """
    scale = parser.add_mutually_exclusive_group()
    scale.add_argument(
        '--reference',
        action='append',
        default=[],
        type=_known_length,
        metavar='NAME=CM',
        help='a known length, such as shoulder_width=40: lengths become centimetres. Given several '
        f'times, each garment goes by the first one that is measurable on it{note}',
    )
    scale.add_argument(
        '--cm-per-pixel',
        type=float,
        metavar='CM',
        help=f'how large a pixel is on every garment{note}',
    )


def _known_length(text: str) -> tuple[str, float]:
    from fashionkp.measurements import known_length

    try:
        return known_length(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def reference(args: argparse.Namespace) -> 'Reference':
    """What the arguments say.

    Raises:
        ValueError: An unknown length, one that is given twice, or a size that is not positive.
    """
    from fashionkp.measurements import Reference

    names = [name for name, _ in args.reference]
    if repeated := [name for name in names if names.count(name) > 1]:
        raise ValueError(f'--reference {repeated[0]}: given more than once')
    return Reference(dict(args.reference), args.cm_per_pixel)
