"""The facts of FashionAI: 24 key points, five garment categories, and how they relate.

Everything else in the project (the CSV header, flip indices, output channels, meta information,
the unit of the score) is derived from the names below, so a fact is stated here or nowhere.
Garments that users declare (:mod:`fashionkp.custom_garments`) join when this module is imported.

Reference:
    FashionAI Global Challenge 2018, track "Key points detection of apparel", data description.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from fashionkp.custom_garments import HOW_TO, declared_files, read_declarations
from fashionkp.keypoints import OFFICIAL_KEYPOINTS, mirror

OFFICIAL_SIDE = 512
"""Largest long side of FashionAI's images, pixels; coordinates lie in 0 <= x <= OFFICIAL_SIDE."""

_OFFICIAL_IDS = {
    'blouse': (*range(0, 7), *range(9, 15)),
    'outwear': (0, 1, *range(3, 15)),
    'trousers': (15, 16, *range(19, 24)),
    'skirt': (15, 16, 17, 18),
    'dress': (*range(0, 13), 17, 18),
}
_UNITS = dict.fromkeys(('blouse', 'outwear', 'dress'), 'armpit_left')
_UNITS |= dict.fromkeys(('trousers', 'skirt'), 'waistband_left')

_DECLARED = read_declarations(declared_files(), OFFICIAL_KEYPOINTS, _OFFICIAL_IDS)

DECLARED_IN: dict[str, Path] = {garment.name: garment.path for garment in _DECLARED}
"""The files of the garments that users declare, by the garments' names."""

KEYPOINTS: tuple[str, ...] = (
    *OFFICIAL_KEYPOINTS,
    *dict.fromkeys(name for garment in _DECLARED for name in garment.new_keypoints),
)
"""Names of all key points: FashionAI's, then declared ones; a point's id is its place."""

# Lines that follow a garment's outline and folds. A category takes the points of each line that it
# has, and joins neighbours: the left side of a blouse runs from the armpit straight to the hem,
# that of an outwear passes the waistline.
_LINES = (
    ('neckline_left', 'center_front', 'neckline_right'),
    ('neckline_left', 'shoulder_left', 'cuff_left_out', 'cuff_left_in', 'armpit_left'),
    ('shoulder_left', 'armpit_left'),
    ('armpit_left', 'waistline_left', 'top_hem_left', 'hemline_left'),
    ('waistband_left', 'hemline_left'),
    ('waistband_left', 'bottom_left_out', 'bottom_left_in', 'crotch'),
    # of no official category, but of a garment with legs that begins at the shoulders
    ('armpit_left', 'waistline_left', 'bottom_left_out'),
)
# Lines from a left point to its mirror image, or straight across where the middle point is missing.
_CROSSINGS = ('neckline_left', 'waistline_left', 'top_hem_left', 'waistband_left', 'hemline_left')


@dataclass(frozen=True)
class Category:
    """A garment type and the key points annotated on it.

    Attributes:
        name: As in the column ``image_category`` and in the folder names of the archives.
        keypoints: Names of its key points, in the order of a model's output channels.
        normalizing_pair: The two points whose distance in the ground truth is the unit of error.
        lines: Pairs that a drawing joins by a line; none where they are derived from the points.
    """

    name: str
    keypoints: tuple[str, ...]
    normalizing_pair: tuple[str, str]
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def keypoint_ids(self) -> tuple[int, ...]:
        """Places of the category's key points in :data:`KEYPOINTS`."""
        return tuple(KEYPOINTS.index(name) for name in self.keypoints)

    @property
    def flip_indices(self) -> tuple[int, ...]:
        """For each of the category's points, the place of its mirror image among them."""
        return flip_indices(self.keypoints)

    @property
    def skeleton(self) -> tuple[tuple[str, str], ...]:
        """Pairs of key points that a drawing of the garment joins by a line."""
        if self.lines:
            return self.lines
        mirrored = tuple(tuple(mirror(name) for name in line) for line in _LINES)
        lines = [[name for name in line if name in self.keypoints] for line in _LINES + mirrored]
        lines += [[name, mirror(name)] for name in _CROSSINGS if name in self.keypoints]
        if 'center_front' in self.keypoints:
            lines.remove(['neckline_left', 'neckline_right'])
        edges = [edge for line in lines for edge in pairwise(line)]
        in_order = (sorted(edge, key=self.keypoints.index) for edge in edges)
        return tuple(dict.fromkeys((first, second) for first, second in in_order))


def flip_indices(keypoints: tuple[str, ...]) -> tuple[int, ...]:
    """For each key point, the place of its mirror image in the same sequence.

    Example:
        >>> flip_indices(('crotch', 'waistband_left', 'waistband_right'))
        (0, 2, 1)
    """
    return tuple(keypoints.index(mirror(name)) for name in keypoints)


OFFICIAL_CATEGORIES: dict[str, Category] = {
    name: Category(
        name, tuple(OFFICIAL_KEYPOINTS[i] for i in ids), (_UNITS[name], mirror(_UNITS[name]))
    )
    for name, ids in _OFFICIAL_IDS.items()
}
"""FashionAI's five categories by name, in the official order."""

CATEGORIES: dict[str, Category] = {
    **OFFICIAL_CATEGORIES,
    **{
        garment.name: Category(
            garment.name,
            tuple(name for name in KEYPOINTS if name in garment.keypoints),
            garment.normalizing_pair,
            garment.skeleton,
        )
        for garment in _DECLARED
    },
}
"""All categories by name: FashionAI's, then declared ones."""

CATEGORY_NAMES: tuple[str, ...] = tuple(CATEGORIES)
"""Names of all categories; the id of a category is its index."""

CATEGORY_CHOICES = f'one of {", ".join(CATEGORIES)}, or one that a file declares {HOW_TO}'
"""What may stand for a category, for errors."""


def category_by_name(name: str) -> Category:
    """Return the category called ``name``.

    Raises:
        ValueError: There is no such category; the message lists those that exist.
    """
    try:
        return CATEGORIES[name]
    except KeyError:
        raise ValueError(f'unknown category {name!r}: expected {CATEGORY_CHOICES}') from None


def joint_keypoints(categories: Iterable[str]) -> tuple[str, ...]:
    """The key points that some of ``categories`` has, in the order of :data:`KEYPOINTS`.

    Raises:
        ValueError: Unknown category.

    Example:
        >>> joint_keypoints(['skirt', 'trousers'])[:4]
        ('waistband_left', 'waistband_right', 'hemline_left', 'hemline_right')
    """
    used = {point for name in categories for point in category_by_name(name).keypoints}
    return tuple(name for name in KEYPOINTS if name in used)


def joint_skeleton(categories: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Every pair of key points that the drawing of some of ``categories`` joins by a line.

    Raises:
        ValueError: Unknown category.
    """
    return tuple(
        dict.fromkeys(edge for name in categories for edge in category_by_name(name).skeleton)
    )
