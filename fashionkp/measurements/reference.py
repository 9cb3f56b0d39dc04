"""The scale of garments from something that is known of their size."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from fashionkp.measurements.definitions import NAMES
from fashionkp.measurements.lengths import Lengths

_SIZES = 1e-4, 1e5
"""Smallest and largest known length in centimetres, and size of a pixel."""

_COINCIDENT = 1e-3  # pixels


@dataclass(frozen=True)
class Reference:
    """The scale of garments: known lengths, or the size of a pixel.

    Attributes:
        lengths: Known lengths by name, centimetres. The first one that a garment has is used.
        cm_per_pixel: Size of a pixel on every garment.

    Raises:
        ValueError: If both are given, a name is unknown, or a size is out of range.
    """

    lengths: Mapping[str, float] = field(default_factory=dict)
    cm_per_pixel: float | None = None

    def __post_init__(self) -> None:
        if self.lengths and self.cm_per_pixel is not None:
            raise ValueError(
                f'known lengths ({", ".join(self.lengths)}) and cm_per_pixel: give one'
            )
        for name in self.lengths:
            if name not in NAMES:
                raise ValueError(f'unknown length {name!r}: expected one of {", ".join(NAMES)}')
        scale = {} if self.cm_per_pixel is None else {'cm_per_pixel': self.cm_per_pixel}
        low, high = _SIZES
        for name, value in {**self.lengths, **scale}.items():
            if not low <= value <= high:  # nor NaN
                raise ValueError(f'{name}={value}: expected a positive number, {low} to {high:.0f}')

    def applied(self, lengths: Lengths) -> Lengths:
        """Return lengths with their scale, unchanged if none of the known lengths is measured."""
        if self.cm_per_pixel is not None:
            return replace(lengths, cm_per_pixel=self.cm_per_pixel)
        name = self.used(lengths)
        if name is None:
            return lengths
        return replace(lengths, cm_per_pixel=self.lengths[name] / (lengths.pixels[name] or np.nan))

    def used(self, lengths: Lengths) -> str | None:
        """Return the name of the known length that gives the scale, None if there is none."""
        for name in self.lengths:
            if is_scale(lengths.pixels.get(name)):
                return name
        return None


def is_scale(pixels: float | None) -> bool:
    """Return whether a length, pixels, gives the scale of a garment if it is known."""
    return pixels is not None and pixels > _COINCIDENT


def known_length(text: str) -> tuple[str, float]:
    """Return name and centimetres of a known length given as text.

    Raises:
        ValueError: If the text is not ``NAME=CM`` with a number.

    Example:
        >>> known_length('chest=50')
        ('chest', 50.0)
    """
    name, equals, value = text.partition('=')
    try:
        return name.strip(), float(value if equals else '')
    except ValueError:
        raise ValueError(f'{text!r}: expected NAME=CM') from None
