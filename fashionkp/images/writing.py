"""Writing images in the format of the file's name."""

from pathlib import Path

import cv2
import numpy as np

from fashionkp.fileio.atomic_file import atomic_write

FORMATS = ('.png', '.jpg', '.jpeg')
"""Suffixes of the image files that :func:`write_image` writes."""


def write_image(path: str | Path, image: np.ndarray) -> None:
    """Write an image in the format that the file's name ends with.

    Args:
        path: The file; it appears, complete, when all is written.
        image: (H, W, 3) uint8, BGR.

    Raises:
        ValueError: The name ends with no format that is written here.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise ValueError(f'{path}: expected a name that ends with one of {", ".join(FORMATS)}')
    with atomic_write(path, 'wb') as file:
        file.write(cv2.imencode(suffix, image)[1].tobytes())
