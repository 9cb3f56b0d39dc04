"""Lengths of garments, such as a shop states them, from key points.

All lengths are straight lines in the image between points, or between the middles of pairs of
points. Widths are those of one side, as on a garment that lies flat: half of what goes around it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from fashionkp.categories import CATEGORIES, Category, category_by_name
from fashionkp.keypoints import mirror


@dataclass(frozen=True)
class Measurement:
    """A straight length on a garment.

    Attributes:
        name: What it is called; left and right are those of the image, as in key points' names.
        start: The key point where it begins, or two whose middle that is.
        end: The key point where it ends, or two whose middle that is.
    """

    name: str
    start: tuple[str, ...]
    end: tuple[str, ...]

    @property
    def keypoints(self) -> tuple[str, ...]:
        """The key points that it needs."""
        return self.start + self.end


def _across(name: str, left: str) -> Measurement:
    return Measurement(name, (left,), (mirror(left),))


def _down(name: str, top_left: str, bottom: str) -> Measurement:
    """From the middle of a pair to a point of the middle, or to the middle of another pair."""
    ends = tuple(dict.fromkeys((bottom, mirror(bottom))))
    return Measurement(name, (top_left, mirror(top_left)), ends)


def _sides(name: str, start: str, end: str) -> tuple[Measurement, Measurement]:
    """The same length on the left and on the right; ``start`` and ``end`` are points of the left,
    or of the middle."""
    left = Measurement(f'{name}_left', (start,), (end,))
    return left, Measurement(f'{name}_right', (mirror(start),), (mirror(end),))


# A name may stand for different points: a category takes the first definition whose points it has.
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
    found: dict[str, Measurement] = {}
    for measurement in _DEFINITIONS:
        if {*measurement.keypoints} <= {*category.keypoints}:
            found.setdefault(measurement.name, measurement)
    return tuple(found.values())


MEASUREMENTS: dict[str, tuple[Measurement, ...]] = {
    name: _measurements(category) for name, category in CATEGORIES.items()
}
"""The lengths of each category, by its name."""

NAMES: tuple[str, ...] = tuple(dict.fromkeys(m.name for m in _DEFINITIONS))
"""What lengths are called, in the order of columns."""


def _differences(name: str) -> np.ndarray:
    """(M, K): times the category's points (K, 2) it is the way from start to end of M lengths."""
    points = CATEGORIES[name].keypoints
    matrix = np.zeros((len(MEASUREMENTS[name]), len(points)))
    for row, measurement in zip(matrix, MEASUREMENTS[name], strict=True):
        for sign, ends in ((-1, measurement.start), (1, measurement.end)):
            row[[points.index(end) for end in ends]] = sign / len(ends)
    return matrix


_DIFFERENCES = {name: _differences(name) for name in CATEGORIES}


@dataclass(frozen=True)
class Lengths:
    """The lengths of one garment.

    Attributes:
        pixels: Each length of its category in pixels of the image; None where not measurable.
        absent: For each length that is not measurable, the key points that it lacks.
        cm_per_pixel: How large a pixel is on the garment; None where that is not known.
    """

    pixels: dict[str, float | None]
    absent: dict[str, tuple[str, ...]]
    cm_per_pixel: float | None = None

    @property
    def cm(self) -> dict[str, float | None]:
        """Each length in centimetres; None where it or the scale is not known."""
        scale = self.cm_per_pixel
        return {
            name: None if scale is None or length is None else length * scale
            for name, length in self.pixels.items()
        }

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """By name: ``pixels``, ``cm``, and the points in ``absent`` for want of which both are
        None."""
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
        keypoints: The category's points in its order, (K, 2), pixels.
        present: Which of them are there, (K,) bool. A length that needs another is not measurable.

    Returns:
        The lengths of the category.

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
    here = dict(zip(names, np.asarray(present, bool).tolist(), strict=True))
    # What stands in place of an absent point may be NaN, which would spread to all lengths.
    points = np.where(np.asarray(present, bool)[:, None], keypoints, 0.0)
    distances = np.hypot(*(_DIFFERENCES[category] @ points).T).tolist()
    pixels: dict[str, float | None] = {}
    absent = {}
    for measurement, distance in zip(MEASUREMENTS[category], distances, strict=True):
        lacking = tuple(point for point in measurement.keypoints if not here[point])
        pixels[measurement.name] = None if lacking else distance
        if lacking:
            absent[measurement.name] = lacking
    return Lengths(pixels, absent)


@dataclass(frozen=True)
class Reference:
    """What is known of the true size of garments.

    Attributes:
        lengths: Known lengths by name, in centimetres. A garment goes by the first of them that is
            measurable on it.
        cm_per_pixel: How large a pixel is on every garment, instead.

    Raises:
        ValueError: Unknown name, a size that is no positive number, or both ways at once.
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
        for name, value in {**self.lengths, **scale}.items():
            if not (math.isfinite(value) and value > 0):
                raise ValueError(f'{name}={value}: expected a positive number')

    def applied(self, lengths: Lengths) -> Lengths:
        """The lengths with their scale, which stays None where no known length is measurable."""
        if self.cm_per_pixel is not None:
            return replace(lengths, cm_per_pixel=self.cm_per_pixel)
        for name, cm in self.lengths.items():
            if pixels := lengths.pixels.get(name):  # points that coincide tell no scale
                return replace(lengths, cm_per_pixel=cm / pixels)
        return lengths


def known_length(text: str) -> tuple[str, float]:
    """A length for a :class:`Reference` out of text.

    Raises:
        ValueError: The text has another form, or what should be a number is none.

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
