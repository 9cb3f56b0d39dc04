"""Images under an affine map, in one step, and averaged where they become much smaller."""

import math

import cv2
import numpy as np

_REDUCTIONS = (8, 4, 2)  # the sizes, 1 / factor, at which a JPEG can be decoded


def reduction(matrix: np.ndarray) -> int:
    """Return the factor by which an image may be reduced before an affine map that shrinks it.

    A linear map that shrinks an image to half its size or less skips pixels, which keeps noise and
    causes aliasing.

    Args:
        matrix: Affine map from pixels of the image, (2, 3).

    Returns:
        8, 4, 2 or 1; the reduced image is at least as large as the result of the map.

    Example:
        >>> reduction(np.array([[0.75, 0, 0], [0, 0.75, 0]]))
        1
        >>> reduction(np.array([[0, 0.2, 0], [-0.2, 0, 0]]))
        4
    """
    scale = max(math.hypot(matrix[0, axis], matrix[1, axis]) for axis in (0, 1))
    return next((factor for factor in _REDUCTIONS if scale * factor <= 1), 1)


def reduced_matrix(matrix: np.ndarray, factor: int) -> np.ndarray:
    """Return the same affine map from pixels of the reduced image, (2, 3).

    Args:
        matrix: Affine map from pixels of the image, (2, 3).
        factor: Factor by which the image is reduced.
    """
    center = (factor - 1) / 2  # of the pixels that become the first one
    shift = matrix[:, 2] + matrix[:, :2] @ (center, center)
    return np.column_stack([matrix[:, :2] * factor, shift])


def warp_image(image: np.ndarray, matrix: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return an image under an affine map.

    Args:
        image: (H, W, 3) uint8.
        matrix: Map from its pixels to those of the result, (2, 3).
        size: Width and height of the result, pixels.

    Returns:
        (h, w, 3) uint8, interpolated linearly, black outside of the image.
    """
    factor = reduction(matrix)
    return warp_reduced_image(_reduce(image, factor), factor, matrix, size)


def warp_reduced_image(
    image: np.ndarray, factor: int, matrix: np.ndarray, size: tuple[int, int]
) -> np.ndarray:
    """Return an image under an affine map, given a reduced version of it.

    Args:
        image: The reduced image, (ceil(H / factor), ceil(W / factor), 3) uint8.
        factor: Factor by which it is reduced; 1 for the image itself.
        matrix: Map from pixels of the original image to those of the result, (2, 3).
        size: Width and height of the result, pixels.

    Returns:
        As :func:`warp_image`.
    """
    if factor > 1:
        # the centers of the first pixels lie inside the edge, up to which they would fade to black
        image = cv2.copyMakeBorder(
            image, top=1, bottom=1, left=1, right=1, borderType=cv2.BORDER_REPLICATE
        )
        matrix = reduced_matrix(matrix, factor)
        matrix[:, 2] -= matrix[:, :2].sum(axis=1)
    return cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR)


def _reduce(image: np.ndarray, factor: int) -> np.ndarray:
    """Return the means of squares of ``factor`` pixels; incomplete ones repeat their edge."""
    if factor == 1:
        return image
    height, width = image.shape[:2]
    if height % factor or width % factor:
        image = cv2.copyMakeBorder(
            image,
            top=0,
            bottom=-height % factor,
            left=0,
            right=-width % factor,
            borderType=cv2.BORDER_REPLICATE,
        )
    size = image.shape[1] // factor, image.shape[0] // factor
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)
