"""Whether coordinates can be pixels of official images."""

import numpy as np

from fashionkp.categories import OFFICIAL_SIDE

# The smallest official images are 310 px long: no garment ends before half of that in all of them.
_MIN_LARGEST = 155
_MIN_ROWS = 10  # fewer rows may all show a small garment in a corner

SCALE_REMEDY = (
    'Multiply them by the size that they are relative to: heatmap cells, fractions of the image, '
    'or pixels of images before they were resized.'
)


def scale_error(points: np.ndarray, num_rows: int) -> str:
    """Return why points cannot be pixels of official images, or an empty string if they can.

    Args:
        points: All points of a table, (P, 2).
        num_rows: Number of rows that they come from.

    Example:
        >>> scale_error(np.array([[0.2, 0.9]]), num_rows=1)
        'no coordinate is larger than 0.9: expected pixels'
    """
    if not len(points):
        return ''
    outside = float((points > OFFICIAL_SIDE).any(-1).mean())
    largest = float(np.abs(points).max())
    if outside > 0.5:
        return f'{outside:.0%} of the points are beyond {OFFICIAL_SIDE}: expected pixels'
    if largest <= 1 or (largest < _MIN_LARGEST and num_rows >= _MIN_ROWS):
        return f'no coordinate is larger than {largest:g}: expected pixels'
    return ''
