"""Writing images in the format of the file's name."""

from pathlib import Path

import cv2
import numpy as np

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.images.suffixes import OUTPUT_SUFFIXES


def write_image(path: str | Path, image: np.ndarray) -> None:
    """Write an image.

    Args:
        path: The file, with one of the :data:`~fashionkp.images.suffixes.OUTPUT_SUFFIXES`; it
            appears once it is complete.
        image: (H, W, 3) uint8, BGR.

    Raises:
        ValueError: If the file's suffix is another one.
    """
    require_image_name(path)
    suffix = Path(path).suffix.lower()
    with atomic_write(path, 'wb') as file:
        file.write(cv2.imencode(suffix, image)[1].tobytes())


def require_image_name(path: str | Path) -> None:
    """Raise ValueError unless :func:`write_image` can write a file with this suffix."""
    if Path(path).suffix.lower() not in OUTPUT_SUFFIXES:
        raise ValueError(f'{path}: expected a name that ends with {", ".join(OUTPUT_SUFFIXES)}')
