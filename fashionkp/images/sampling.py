"""Images under any smooth map, with a background of one's choice outside of them."""

import re

import cv2
import numpy as np

from fashionkp.images.warping import REDUCTIONS, reduced_image

AUTO, EDGE = 'auto', 'edge'
_NAMED = {'white': (255, 255, 255), 'black': (0, 0, 0)}
_HEX = re.compile(r'#[0-9a-fA-F]{6}')

BACKGROUNDS = f'{AUTO} (the median colour of the border), {EDGE} (the border goes on), ' + (
    f'{", ".join(_NAMED)}, or #RRGGBB'
)
"""What a background may be, for messages."""


def check_background(background: str) -> None:
    """Raise ValueError unless a text is one of the :data:`BACKGROUNDS`."""
    if background not in (AUTO, EDGE, *_NAMED) and not _HEX.fullmatch(background):
        raise ValueError(f'background {background!r}: expected {BACKGROUNDS}')


def background_color(image: np.ndarray, background: str) -> tuple[int, ...]:
    """Return the colour of a background beside an image, BGR.

    Args:
        image: (H, W, 3) uint8, BGR.
        background: One of the :data:`BACKGROUNDS` but ``edge``.

    Example:
        >>> background_color(np.zeros((4, 4, 3), np.uint8), '#ff8000')
        (0, 128, 255)
    """
    check_background(background)
    if background in _NAMED:
        return _NAMED[background]
    if background.startswith('#'):
        return tuple(bytes.fromhex(background[1:])[::-1])
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    return tuple(int(value) for value in np.median(border, axis=0))


def sample_image(
    image: np.ndarray, positions: np.ndarray, background: str = AUTO, scale: float = 1.0
) -> np.ndarray:
    """Return the pixels at positions of an image.

    Args:
        image: (H, W, 3) uint8, BGR.
        positions: Where each pixel of the result lies in the image, (h, w, 2), pixels.
        background: What is outside of the image, one of the :data:`BACKGROUNDS`.
        scale: Distance of neighbouring positions, pixels. From 2, means of several pixels are
            taken, since the pixels between would be skipped.

    Returns:
        (h, w, 3) uint8, interpolated between pixels.
    """
    factor = next((factor for factor in REDUCTIONS if factor <= scale), 1)
    smaller = reduced_image(image, factor)
    x, y = np.moveaxis((positions - (factor - 1) / 2) / factor, -1, 0)
    if background == EDGE:
        border: dict = dict(borderMode=cv2.BORDER_REPLICATE)
    else:
        color = background_color(image, background)
        border = dict(borderMode=cv2.BORDER_CONSTANT, borderValue=color)
    return cv2.remap(
        smaller,
        np.ascontiguousarray(x, np.float32),
        np.ascontiguousarray(y, np.float32),
        interpolation=cv2.INTER_CUBIC if scale < 1 else cv2.INTER_LINEAR,
        **border,
    )
