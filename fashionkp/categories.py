"""The facts of FashionAI: 24 key points, five garment categories, and how they relate.

Everything else in the project (CSV header, flip indices, output channels, metainfo, unit of the
score) is derived from them. Custom garments (:mod:`fashionkp.custom_garments`) are added when this
module is imported.

Reference:
    FashionAI Global Challenge 2018, track "Key points detection of apparel", data description.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from fashionkp.custom_garments import HOW_TO, declared_files, read_declarations
from fashionkp.keypoints import OFFICIAL_KEYPOINTS, mirror, side

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
"""Files that declare the custom garments, by the garments' names."""

KEYPOINTS: tuple[str, ...] = (
    *OFFICIAL_KEYPOINTS,
    *dict.fromkeys(name for garment in _DECLARED for name in garment.new_keypoints),
)
"""Names of all key points: FashionAI's, then those of custom garments. Their ids are indices."""

LEFT_RIGHT_PAIRS: tuple[tuple[int, int], ...] = tuple(
    (index, KEYPOINTS.index(mirror(name)))
    for index, name in enumerate(KEYPOINTS)
    if side(name) == 'left'
)
"""Indices of the left and the right key point of each pair."""

# Lines along a garment's outline and folds. A category has the points of each line that are its
# own, and joins neighbours: the left side of a blouse goes from the armpit straight to the hem,
# that of an outwear through the waistline.
_LINES = (
    ('neckline_left', 'center_front', 'neckline_right'),
    ('neckline_left', 'shoulder_left', 'cuff_left_out', 'cuff_left_in', 'armpit_left'),
    ('shoulder_left', 'armpit_left'),
    ('armpit_left', 'waistline_left', 'top_hem_left', 'hemline_left'),
    ('waistband_left', 'hemline_left'),
    ('waistband_left', 'bottom_left_out', 'bottom_left_in', 'crotch'),
    # of a garment with sleeves and legs, which no official category is
    ('armpit_left', 'waistline_left', 'bottom_left_out'),
)
# Lines from a left point to its mirror image, unless a middle point lies between them.
_CROSSINGS = ('neckline_left', 'waistline_left', 'top_hem_left', 'waistband_left', 'hemline_left')


@dataclass(frozen=True)
class Category:
    """A garment type and the key points annotated on it.

    Attributes:
        name: As in the column ``image_category`` and in folder names of the archives.
        keypoints: Names of its key points, in the order of a model's output channels.
        normalizing_pair: The two key points whose distance in the ground truth is the unit of
            error.
        lines: Pairs of key points joined by a line in drawings; derived from them if empty.
    """

    name: str
    keypoints: tuple[str, ...]
    normalizing_pair: tuple[str, str]
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def keypoint_ids(self) -> tuple[int, ...]:
        """Indices of its key points in :data:`KEYPOINTS`."""
        return tuple(KEYPOINTS.index(name) for name in self.keypoints)

    @property
    def flip_indices(self) -> tuple[int, ...]:
        """For each of its key points, the index of its mirror image among them."""
        return flip_indices(self.keypoints)

    @property
    def skeleton(self) -> tuple[tuple[str, str], ...]:
        """Pairs of key points that are joined by a line in drawings."""
        if self.lines:
            return self.lines
        mirrored = tuple(tuple(mirror(name) for name in line) for line in _LINES)
        lines = [[name for name in line if name in self.keypoints] for line in _LINES + mirrored]
        lines += [[name, mirror(name)] for name in _CROSSINGS if name in self.keypoints]
        if 'center_front' in self.keypoints:
            lines.remove(['neckline_left', 'neckline_right'])
        edges = (
            sorted(edge, key=self.keypoints.index) for line in lines for edge in pairwise(line)
        )
        return tuple(dict.fromkeys((first, second) for first, second in edges))


def flip_indices(keypoints: tuple[str, ...]) -> tuple[int, ...]:
    """Return, for each key point, the index of its mirror image in the same sequence.

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
"""All categories by name: FashionAI's, then custom garments."""

CATEGORY_NAMES: tuple[str, ...] = tuple(CATEGORIES)
"""Names of all categories; the id of a category is its index."""

CATEGORY_IDS: dict[str, int] = {name: index for index, name in enumerate(CATEGORIES)}
"""Id of each category by its name."""

CATEGORY_CHOICES = f'one of {", ".join(CATEGORIES)}, or one declared in a file {HOW_TO}'
"""Valid names of categories, for messages."""


def category_by_name(name: str) -> Category:
    """Return the category called ``name``.

    Raises:
        ValueError: If there is no such category.
    """
    try:
        return CATEGORIES[name]
    except KeyError:
        raise ValueError(f'unknown category {name!r}: expected {CATEGORY_CHOICES}') from None


def joint_keypoints(categories: Iterable[str]) -> tuple[str, ...]:
    """Return the key points of categories, in the order of :data:`KEYPOINTS`.

    Raises:
        ValueError: If a category is unknown.

    Example:
        >>> joint_keypoints(['skirt', 'trousers'])[:4]
        ('waistband_left', 'waistband_right', 'hemline_left', 'hemline_right')
    """
    keypoints = {point for name in categories for point in category_by_name(name).keypoints}
    return tuple(name for name in KEYPOINTS if name in keypoints)


def joint_skeleton(categories: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of key points that drawings of categories join by a line.

    Raises:
        ValueError: If a category is unknown.
    """
    return tuple(
        dict.fromkeys(edge for name in categories for edge in category_by_name(name).skeleton)
    )
