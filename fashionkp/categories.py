"""The facts of FashionAI: 24 key points, five garment categories, and how they relate.

Everything else in the project (the CSV header, flip indices, output channels, meta information,
the unit of the score) is derived from the names below, so a fact is stated here or nowhere.

Reference:
    FashionAI Global Challenge 2018, track "Key points detection of apparel", data description.
"""

from dataclasses import dataclass
from itertools import pairwise

KEYPOINTS: tuple[str, ...] = (
    'neckline_left',
    'neckline_right',
    'center_front',
    'shoulder_left',
    'shoulder_right',
    'armpit_left',
    'armpit_right',
    'waistline_left',
    'waistline_right',
    'cuff_left_in',
    'cuff_left_out',
    'cuff_right_in',
    'cuff_right_out',
    'top_hem_left',
    'top_hem_right',
    'waistband_left',
    'waistband_right',
    'hemline_left',
    'hemline_right',
    'crotch',
    'bottom_left_in',
    'bottom_left_out',
    'bottom_right_in',
    'bottom_right_out',
)
"""Names of the key points in the column order of the official tables; a point's id is its place."""

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
)
# Lines from a left point to its mirror image, or straight across where the middle point is missing.
_CROSSINGS = ('neckline_left', 'waistline_left', 'top_hem_left', 'waistband_left', 'hemline_left')


def mirror(keypoint: str) -> str:
    """Return the key point that trades places with ``keypoint`` in a mirrored image.

    Left and right are those of the image, not of the wearer.

    Example:
        >>> mirror('cuff_left_in'), mirror('crotch')
        ('cuff_right_in', 'crotch')
    """
    parts = keypoint.split('_')
    swap = {'left': 'right', 'right': 'left'}
    return '_'.join(swap.get(part, part) for part in parts)


@dataclass(frozen=True)
class Category:
    """A garment type and the key points annotated on it.

    Attributes:
        name: As in the column ``image_category`` and in the folder names of the archives.
        keypoints: Names of its key points, in the order of a model's output channels.
        normalizing_pair: The two points whose distance in the ground truth is the unit of error.
    """

    name: str
    keypoints: tuple[str, ...]
    normalizing_pair: tuple[str, str]

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


def _category(name: str, ids: tuple[int, ...], unit: str) -> Category:
    return Category(name, tuple(KEYPOINTS[i] for i in ids), (unit, mirror(unit)))


CATEGORIES: dict[str, Category] = {
    category.name: category
    for category in (
        _category('blouse', (*range(0, 7), *range(9, 15)), 'armpit_left'),
        _category('outwear', (0, 1, *range(3, 15)), 'armpit_left'),
        _category('trousers', (15, 16, *range(19, 24)), 'waistband_left'),
        _category('skirt', (15, 16, 17, 18), 'waistband_left'),
        _category('dress', (*range(0, 13), 17, 18), 'armpit_left'),
    )
}
"""The five categories by name, in the official order."""

SKELETON: tuple[tuple[str, str], ...] = tuple(
    dict.fromkeys(edge for category in CATEGORIES.values() for edge in category.skeleton)
)
"""Every pair of key points that the drawing of some category joins by a line."""


def category_by_name(name: str) -> Category:
    """Return the category called ``name``.

    Raises:
        ValueError: There is no such category; the message lists those that exist.
    """
    try:
        return CATEGORIES[name]
    except KeyError:
        raise ValueError(
            f'unknown category {name!r}: expected one of {", ".join(CATEGORIES)}'
        ) from None
