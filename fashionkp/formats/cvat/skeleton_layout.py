"""Where the key points of a garment lie in a drawing of its skeleton."""

import numpy as np

from fashionkp.categories import Category
from fashionkp.keypoints import mirror, side

_MARGIN = 0.08
# left and middle key points of a garment seen from the front; shares of a square's sides
_POSITIONS = {
    'neckline_left': (0.42, 0.12),
    'center_front': (0.5, 0.2),
    'shoulder_left': (0.3, 0.14),
    'armpit_left': (0.33, 0.32),
    'waistline_left': (0.36, 0.5),
    'cuff_left_in': (0.19, 0.56),
    'cuff_left_out': (0.1, 0.52),
    'top_hem_left': (0.32, 0.7),
    'waistband_left': (0.38, 0.54),
    'hemline_left': (0.26, 0.92),
    'crotch': (0.5, 0.68),
    'bottom_left_in': (0.44, 0.95),
    'bottom_left_out': (0.3, 0.95),
}
_X = {'left': 0.2, 'middle': 0.5, 'right': 0.8}  # of key points that a file declares


def skeleton_layout(category: Category) -> np.ndarray:
    """Return a position for each key point of a category, no two of them the same.

    Args:
        category: The category; new key points of declared garments are in a row on their side.

    Returns:
        (K, 2), x and y as shares of the drawing's width and height, inside a margin.
    """
    points = np.array([_position(name, category) for name in category.keypoints])
    low, high = points.min(0), points.max(0)
    return _MARGIN + (points - low) / np.maximum(high - low, 1e-9) * (1 - 2 * _MARGIN)


def _position(name: str, category: Category) -> tuple[float, float]:
    if name in _POSITIONS:
        return _POSITIONS[name]
    if mirror(name) in _POSITIONS:
        x, y = _POSITIONS[mirror(name)]
        return 1 - x, y
    known = {*_POSITIONS, *map(mirror, _POSITIONS)}
    column = [point for point in category.keypoints if point not in known]
    column = [point for point in column if side(point) == side(name)]
    return _X[side(name)], (column.index(name) + 1) / (len(column) + 1)
