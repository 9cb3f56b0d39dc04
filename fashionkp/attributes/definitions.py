"""What each attribute is: which lengths decide it, and from which value each class begins.

Values are ratios of lengths in the image, so that no scale is needed. Lengths of sleeves, skirts
and trousers are divided by the size of the body, which the widths and heights of the same garment
show: they are in head heights, of which a figure has 7.5.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass, replace

from fashionkp.categories import CATEGORIES, Category
from fashionkp.measurements import Measurement

UPPER_ARM = 1.32
"""Length of the arm from shoulder to elbow, head heights; that to the wrist is 2.5."""

CLASSES: dict[str, tuple[str, ...]] = {
    'sleeve_length': ('sleeveless', 'cap', 'short', 'elbow', 'three-quarter', 'long'),
    'neck_depth': ('high', 'medium', 'deep'),
    'top_length': ('cropped', 'regular', 'long', 'knee', 'midi', 'ankle'),
    'skirt_length': ('mini', 'knee', 'midi', 'ankle'),
    'trouser_length': ('shorts', 'knee', 'cropped', 'full'),
    'fit': ('fitted', 'semi-fitted', 'straight'),
    'silhouette': ('tapered', 'straight', 'A-line', 'flared'),
}
"""Classes of each attribute by its name, from the lowest values to the highest."""


@dataclass(frozen=True)
class Reference:
    """A length that is compared with.

    Attributes:
        length: The length.
        size: Its usual size, in the unit of the attribute's values.
        weight: How much it counts beside other references.
    """

    length: Measurement
    size: float = 1.0
    weight: float = 1.0


@dataclass(frozen=True)
class Definition:
    """How an attribute of some garments is decided.

    The value is ``start`` plus a length divided by the scale, which is the weighted geometric mean
    of those references that are measurable, each divided by its usual size.

    Attributes:
        name: Name of the attribute, a key of :data:`CLASSES`.
        lengths: Its length on each side; the longest measurable one counts, since an arm or a leg
            that is bent or turned away only looks shorter. Those of sleeves are followed around
            a bent elbow.
        references: What the length is compared with.
        bounds: Values from which each class begins, except for the first one, which has those
            below. Sleeves without cuffs are sleeveless.
        spread: How much the value less ``start`` differs between garments of the same cut, by
            pose, point of view and build: standard deviation of its logarithm.
        start: Value of a garment of no length.
    """

    name: str
    lengths: tuple[Measurement, ...]
    references: tuple[Reference, ...]
    bounds: tuple[float, ...]
    spread: float
    start: float = 0.0

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that the value decides between, one more than bounds."""
        return CLASSES[self.name][-len(self.bounds) - 1 :]

    def label(self, value: float) -> str:
        """Return the class of a value."""
        return self.classes[bisect_right(self.bounds, value)]

    def margin(self, value: float) -> float:
        """Return how far a value is from the nearest bound, as the logarithm of their quotient."""
        logs = [math.log((value - self.start) / (bound - self.start)) for bound in self.bounds]
        return min(map(abs, logs))

    @property
    def is_sleeve(self) -> bool:
        """Whether it is the length of sleeves, which bend and may be missing."""
        return self.name == 'sleeve_length'


def _length(*path: str) -> Measurement:
    return Measurement.parse('', path)


def _on_both_sides(*path: str) -> tuple[Measurement, ...]:
    left = _length(*path)
    return left, left.mirrored()


_NECK = 'neckline_left + neckline_right'
_ARMPITS = 'armpit_left + armpit_right'
_WAISTLINE = 'waistline_left + waistline_right'
_WAISTBAND = 'waistband_left + waistband_right'
_HEMLINE = 'hemline_left + hemline_right'
_CHEST, _WAIST = (
    _length('armpit_left', 'armpit_right'),
    _length('waistband_left', 'waistband_right'),
)
_UPPER_BODY = (
    Reference(_length('shoulder_left', 'shoulder_right'), 1.7),
    Reference(_CHEST, 1.42),
    Reference(_length(_NECK, _ARMPITS), 0.98),
    Reference(_length(_NECK, _WAISTLINE), 1.75),
)
# A body that turns, or a photo that is stretched, changes widths but not the heights that are
# compared with each other; docs/attributes.md states how the weights were chosen.
_TRUNK = tuple(
    replace(reference, weight=weight)
    for reference, weight in zip(_UPPER_BODY, (1, 2, 2, 3), strict=True)
)
_LOWER_BODY = (Reference(_WAIST, 1.16), Reference(_length(_WAISTBAND, 'crotch'), 1.2))

# The knee is 4.4 head heights below the pit of the neck, the ankle 6.15, the waist 1.75.
_SKIRT_BOUNDS = (4.2, 5.0, 5.9)
_TROUSER_BOUNDS = (3.85, 4.5, 5.5)
_LEGS = _on_both_sides('crotch', 'bottom_left_in')

# A category has the first definition of each name whose key points it has.
_DEFINITIONS = (
    Definition(
        'sleeve_length',
        _on_both_sides('shoulder_left', 'cuff_left_out'),
        _UPPER_BODY,
        bounds=(0.6, 1.1, 1.5, 1.95),
        spread=0.12,
    ),
    Definition(
        'neck_depth',
        (_length(_NECK, 'center_front'),),
        _TRUNK,
        bounds=(0.2, 0.55),
        spread=0.12,
    ),
    Definition(
        'top_length',
        (_length(_NECK, 'top_hem_left + top_hem_right'),),
        _TRUNK,
        bounds=(2.05, 3.0, 4.2, 5.0, 5.9),
        spread=0.1,
    ),
    Definition(
        'skirt_length',
        (_length(_NECK, _HEMLINE),),
        _TRUNK,
        bounds=_SKIRT_BOUNDS,
        spread=0.1,
    ),
    Definition(
        'skirt_length',
        (_length(_WAISTBAND, _HEMLINE),),
        _LOWER_BODY,
        bounds=_SKIRT_BOUNDS,
        spread=0.15,
        start=1.85,
    ),
    Definition(
        'trouser_length', _LEGS, _LOWER_BODY, bounds=_TROUSER_BOUNDS, spread=0.13, start=3.0
    ),
    Definition(
        'trouser_length', _LEGS, _UPPER_BODY, bounds=_TROUSER_BOUNDS, spread=0.13, start=3.0
    ),
    Definition(
        'fit',
        (_length('waistline_left', 'waistline_right'),),
        (Reference(_CHEST),),
        bounds=(0.8, 0.95),
        spread=0.02,
    ),
    Definition(
        'silhouette',
        (_length('top_hem_left', 'top_hem_right'),),
        (Reference(_CHEST),),
        bounds=(0.85, 1.25, 1.6),
        spread=0.05,
    ),
    Definition(
        'silhouette',
        (_length('hemline_left', 'hemline_right'),),
        (Reference(_CHEST),),
        bounds=(0.9, 1.3, 1.9),
        spread=0.05,
    ),
    Definition(
        'silhouette',
        (_length('hemline_left', 'hemline_right'),),
        (Reference(_WAIST),),
        bounds=(1.15, 1.5, 2.1),
        spread=0.05,
    ),
)


def _of_category(category: Category) -> dict[str, Definition]:
    keypoints = {*category.keypoints}
    definitions: dict[str, Definition] = {}
    for definition in _DEFINITIONS:
        if not all({*length.keypoints} <= keypoints for length in definition.lengths):
            continue
        if any({*reference.length.keypoints} <= keypoints for reference in definition.references):
            definitions.setdefault(definition.name, definition)
    return definitions


ATTRIBUTES: dict[str, dict[str, Definition]] = {
    name: _of_category(category) for name, category in CATEGORIES.items()
}
"""Attributes of each category and how they are decided, by the names of both."""
