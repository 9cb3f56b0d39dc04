"""Images under an affine map: in one step, and averaged where they get much smaller."""

import math

import cv2
import numpy as np

_REDUCTIONS = (8, 4, 2)  # those that a JPEG can be decoded at


def reduction(matrix: np.ndarray) -> int:
    """How many times smaller an image may be made before a map that makes it as small anyway.

    Taking one pixel of each two by two or more, as a linear map does, keeps noise and patterns that
    are not there.

    Args:
        matrix: Affine map from pixels of the image, (2, 3).

    Returns:
        8, 4, 2 or 1; the smaller image has no fewer pixels than what the map makes of it.

    Example:
        >>> reduction(np.array([[0.75, 0, 0], [0, 0.75, 0]]))
        1
        >>> reduction(np.array([[0, 0.2, 0], [-0.2, 0, 0]]))
        4
    """
    scale = max(math.hypot(matrix[0, axis], matrix[1, axis]) for axis in (0, 1))
    return next((factor for factor in _REDUCTIONS if scale * factor <= 1), 1)


def of_reduced(matrix: np.ndarray, factor: int) -> np.ndarray:
    """The same map from pixels of the reduced image, (2, 3).

    Args:
        matrix: Affine map from pixels of the image, (2, 3).
        factor: How many times smaller the reduced image is.
    """
    middle = (factor - 1) / 2  # of the pixels that become the first one
    shift = matrix[:, 2] + matrix[:, :2] @ (middle, middle)
    return np.column_stack([matrix[:, :2] * factor, shift])


def warped(image: np.ndarray, matrix: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """What an image looks like under an affine map.

    Args:
        image: (H, W, 3) uint8.
        matrix: Map from its pixels to those of the result, (2, 3).
        size: Width and height of the result, pixels.

    Returns:
        (h, w, 3) uint8, interpolated linearly and black outside of the image.
    """
    factor = reduction(matrix)
    return warped_reduced(_reduced(image, factor), factor, matrix, size)


def warped_reduced(
    image: np.ndarray, factor: int, matrix: np.ndarray, size: tuple[int, int]
) -> np.ndarray:
    """What an image looks like under an affine map, by a smaller one.

    Args:
        image: The smaller one, (ceil(H / factor), ceil(W / factor), 3) uint8.
        factor: How many times smaller it is; 1 if it is the image itself.
        matrix: Map from pixels of the image to those of the result, (2, 3).
        size: As for :func:`warped`.

    Returns:
        As :func:`warped`.
    """
    if factor > 1:
        # The first pixels lie half a pixel from the edge: up to there they would fade to black.
        image = cv2.copyMakeBorder(image, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
        matrix = of_reduced(matrix, factor)
        matrix[:, 2] -= matrix[:, :2].sum(axis=1)
    return cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR)


def _reduced(image: np.ndarray, factor: int) -> np.ndarray:
    """The means of squares of ``factor`` pixels; incomplete ones are filled up with their edge."""
    if factor == 1:
        return image
    height, width = image.shape[:2]
    if height % factor or width % factor:
        fill = (0, -height % factor, 0, -width % factor)
        image = cv2.copyMakeBorder(image, *fill, cv2.BORDER_REPLICATE)
    size = image.shape[1] // factor, image.shape[0] // factor
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)
