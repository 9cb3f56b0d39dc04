"""Images under an affine map, in one step, and averaged where they become much smaller."""

import math

import cv2
import numpy as np

REDUCTIONS = (8, 4, 2)
"""Factors by which an image is reduced before it shrinks; a JPEG can be decoded at these."""

_ROUNDS_POSITIONS = int(cv2.__version__.partition('.')[0]) < 5  # cv2.warpAffine, to 1 / 32 pixel
_INT16 = np.iinfo(np.int16)


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
    return next((factor for factor in REDUCTIONS if scale * factor <= 1), 1)


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
        (h, w, 3) uint8, interpolated linearly, black outside of the image. The pixels are the same
        with every version of OpenCV.
    """
    factor = reduction(matrix)
    return warp_reduced_image(reduced_image(image, factor), factor, matrix, size)


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
    if _ROUNDS_POSITIONS:
        return cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR)
    return cv2.remap(image, *_rounded_positions(matrix, size), interpolation=cv2.INTER_LINEAR)


def _rounded_positions(matrix: np.ndarray, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return where each pixel of the result lies in the image, rounded to 1 / 32 pixel.

    So rounds ``cv2.warpAffine`` of OpenCV 4, with which models are trained. That of OpenCV 5 does
    not round, which changes a third of the pixels of a noisy image, and so a model's predictions.

    Args:
        matrix: Map from pixels of the image to those of the result, (2, 3).
        size: Width and height of the result, pixels.

    Returns:
        The fixed-point maps of ``cv2.remap``: whole pixels (x, y), (h, w, 2) int16; and
        32 * (y's 32nds) + x's 32nds, (h, w) uint16.
    """
    # step by step as OpenCV 4: the inverse in doubles, then 1024ths of a pixel
    (a, b, shift_x), (c, d, shift_y) = np.asarray(matrix, np.float64)
    determinant = a * d - b * c
    scale = 1 / determinant if determinant else 0.0
    a, b, c, d = d * scale, -b * scale, -c * scale, a * scale
    shifts = -a * shift_x - b * shift_y, -c * shift_x - d * shift_y
    columns, rows = np.arange(size[0]), np.arange(size[1])[:, None]
    x, y = (
        _in_1024ths(along * columns) + _in_1024ths(across * rows + shift) + 16 >> 5
        for along, across, shift in zip((a, c), (b, d), shifts, strict=True)
    )
    pixels = np.stack([x >> 5, y >> 5], axis=-1).clip(_INT16.min, _INT16.max)
    return pixels.astype(np.int16), ((y & 31) * 32 + (x & 31)).astype(np.uint16)


def _in_1024ths(positions: np.ndarray) -> np.ndarray:
    """Return positions in 1024ths of a pixel, int64; far outside of any image they are limited."""
    return np.rint(positions * 1024).clip(-(2**40), 2**40).astype(np.int64)


def reduced_image(image: np.ndarray, factor: int) -> np.ndarray:
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
