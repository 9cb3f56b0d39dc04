"""Images at another scale, for drawings and pages."""

import cv2
import numpy as np


def rescale(image: np.ndarray, scale: float) -> np.ndarray:
    """Return an image at another scale: averaged where it shrinks, interpolated where it grows.

    Args:
        image: (H, W, 3) uint8.
        scale: Size of the result relative to the image, positive.

    Returns:
        (h, w, 3) uint8, with sides of at least a pixel.
    """
    height, width = (max(1, round(side * scale)) for side in image.shape[:2])
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cv2.resize(image, (width, height), interpolation=interpolation)
