"""Lengths of garments from key points, as shops state them.

Lengths are straight lines in the image between key points or centres of two key points. Widths are
those of a garment that lies flat: half its circumference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from fashionkp.categories import CATEGORIES, Category, category_by_name
from fashionkp.keypoints import mirror


@dataclass(frozen=True)
class Measurement:
    """A length of a garment, along a straight line.

    Attributes:
        name: Name of the length; left and right are those of the image, as in key point names.
        start: The key point where it starts, or two whose centre is the start.
        end: The key point where it ends, or two whose centre is the end.
    """

    name: str
    start: tuple[str, ...]
    end: tuple[str, ...]

    @property
    def keypoints(self) -> tuple[str, ...]:
        """The key points it is measured between."""
        return self.start + self.end


def _across(name: str, left: str) -> Measurement:
    return Measurement(name, (left,), (mirror(left),))


def _down(name: str, top_left: str, bottom: str) -> Measurement:
    """Return a length from the centre of a pair to a key point or the centre of another pair."""
    ends = tuple(dict.fromkeys((bottom, mirror(bottom))))
    return Measurement(name, (top_left, mirror(top_left)), ends)


def _sides(name: str, start: str, end: str) -> tuple[Measurement, Measurement]:
    """Return a length on both sides, given its key points on the left or in the middle."""
    left = Measurement(f'{name}_left', (start,), (end,))
    return left, Measurement(f'{name}_right', (mirror(start),), (mirror(end),))


# Names repeat with other key points: a category has the first definition whose key points it has.
_DEFINITIONS = (
    _across('neck_width', 'neckline_left'),
    _down('neck_depth', 'neckline_left', 'center_front'),
    _across('shoulder_width', 'shoulder_left'),
    _across('chest', 'armpit_left'),
    _across('waist', 'waistline_left'),
    _across('waist', 'waistband_left'),
    _across('hem', 'top_hem_left'),
    _across('hem', 'hemline_left'),
    _down('body_length', 'neckline_left', 'top_hem_left'),
    _down('body_length', 'neckline_left', 'hemline_left'),
    _down('skirt_length', 'waistline_left', 'hemline_left'),
    _down('skirt_length', 'waistband_left', 'hemline_left'),
    *_sides('sleeve', 'shoulder_left', 'cuff_left_out'),
    *_sides('cuff', 'cuff_left_in', 'cuff_left_out'),
    _down('rise', 'waistband_left', 'crotch'),
    _down('rise', 'waistline_left', 'crotch'),
    *_sides('inseam', 'crotch', 'bottom_left_in'),
    *_sides('outseam', 'waistband_left', 'bottom_left_out'),
    *_sides('outseam', 'waistline_left', 'bottom_left_out'),
    *_sides('leg_opening', 'bottom_left_in', 'bottom_left_out'),
)


def _measurements(category: Category) -> tuple[Measurement, ...]:
    measurements: dict[str, Measurement] = {}
    for measurement in _DEFINITIONS:
        if {*measurement.keypoints} <= {*category.keypoints}:
            measurements.setdefault(measurement.name, measurement)
    return tuple(measurements.values())


MEASUREMENTS: dict[str, tuple[Measurement, ...]] = {
    name: _measurements(category) for name, category in CATEGORIES.items()
}
"""Lengths of each category, by its name."""

NAMES: tuple[str, ...] = tuple(dict.fromkeys(m.name for m in _DEFINITIONS))
"""Names of all lengths, in the order of columns in files."""


def _differences(name: str) -> np.ndarray:
    """Return the matrix (M, K) that turns K key points (K, 2) into M vectors from start to end."""
    keypoints = CATEGORIES[name].keypoints
    matrix = np.zeros((len(MEASUREMENTS[name]), len(keypoints)))
    for row, measurement in zip(matrix, MEASUREMENTS[name], strict=True):
        for sign, ends in ((-1, measurement.start), (1, measurement.end)):
            row[[keypoints.index(end) for end in ends]] = sign / len(ends)
    return matrix


_DIFFERENCES = {name: _differences(name) for name in CATEGORIES}


@dataclass(frozen=True)
class Lengths:
    """The lengths of a garment.

    Attributes:
        pixels: Each length of its category by name, pixels; None if a key point is absent.
        absent: Absent key points of the lengths that are None.
        cm_per_pixel: Size of a pixel on the garment; None if unknown.
    """

    pixels: dict[str, float | None]
    absent: dict[str, tuple[str, ...]]
    cm_per_pixel: float | None = None

    @property
    def cm(self) -> dict[str, float | None]:
        """Each length in centimetres; None if it or the scale is unknown."""
        scale = self.cm_per_pixel
        return {
            name: None if scale is None or length is None else length * scale
            for name, length in self.pixels.items()
        }

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Return ``pixels``, ``cm`` and ``absent`` (key points) of each length, for JSON."""
        cm = self.cm
        return {
            name: dict(
                pixels=_tenths(length), cm=_tenths(cm[name]), absent=list(self.absent.get(name, ()))
            )
            for name, length in self.pixels.items()
        }


def measure(category: str, keypoints: np.ndarray, present: np.ndarray) -> Lengths:
    """Measure a garment in pixels.

    Args:
        category: Name of its category.
        keypoints: Key points of the category, in its order, (K, 2), pixels.
        present: Which of them are present, (K,) bool; lengths that need another one are None.

    Example:
        >>> points = np.array([[0, 0], [60, 0], [-20, 80], [80, 80]])
        >>> lengths = measure('skirt', points, np.array([True, True, True, False]))
        >>> lengths.pixels
        {'waist': 60.0, 'hem': None, 'skirt_length': None}
        >>> lengths.absent['hem']
        ('hemline_right',)
        >>> Reference({'waist': 30}).applied(lengths).cm['waist']
        30.0
    """
    names = category_by_name(category).keypoints
    is_present = dict(zip(names, np.asarray(present, bool).tolist(), strict=True))
    # absent points may be NaN, which would spread to all lengths
    points = np.where(np.asarray(present, bool)[:, None], keypoints, 0.0)
    distances = np.hypot(*(_DIFFERENCES[category] @ points).T).tolist()
    pixels: dict[str, float | None] = {}
    absent = {}
    for measurement, distance in zip(MEASUREMENTS[category], distances, strict=True):
        missing = tuple(name for name in measurement.keypoints if not is_present[name])
        pixels[measurement.name] = None if missing else distance
        if missing:
            absent[measurement.name] = missing
    return Lengths(pixels, absent)


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
        for name, cm in self.lengths.items():
            pixels = lengths.pixels.get(name)
            if pixels is not None and pixels > _COINCIDENT:
                return replace(lengths, cm_per_pixel=cm / pixels)
        return lengths


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


def _tenths(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
