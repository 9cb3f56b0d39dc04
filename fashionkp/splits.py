"""Fixed splits: whether a picture is for training or for validation follows from its id alone."""

import zlib
from collections.abc import Iterable

import numpy as np

VALIDATION_FRACTION = 0.1
"""Share of the pictures held out from training."""


def validation_mask(image_ids: Iterable[str], fraction: float = VALIDATION_FRACTION) -> np.ndarray:
    """Tell which pictures are held out, the same ones on every machine and in every table.

    A picture's place depends on the file name alone, so that adding, removing or shuffling rows
    moves no picture from one side to the other.

    Args:
        image_ids: Ids of N pictures, as in the tables.
        fraction: Share to hold out, from 0 to 1.

    Returns:
        (N,) bool, true for the pictures of the validation split.

    Example:
        >>> validation_mask(['Images/skirt/a.jpg', 'Images/skirt/b.jpg'], fraction=1.0)
        array([ True,  True])
    """
    names = (image_id.rsplit('/', 1)[-1] for image_id in image_ids)
    hashes = np.array([zlib.crc32(name.encode()) for name in names], dtype=np.float64)
    return hashes < fraction * 2**32
