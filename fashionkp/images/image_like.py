"""Images as callers have them: a path, an array or an image of Pillow."""

from pathlib import Path

import numpy as np
from PIL import Image

from fashionkp.images.pillow import pillow_array
from fashionkp.images.reading import read_image

ImageLike = str | Path | np.ndarray | Image.Image
"""A path, an array or an image of Pillow."""


def image_array(image: ImageLike) -> np.ndarray:
    """Return an image as an array (H, W, 3) uint8, BGR; an array is returned as it is.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file cannot be read.
    """
    if isinstance(image, str | Path):
        return read_image(image)
    return pillow_array(image) if isinstance(image, Image.Image) else image
