"""Drawing key points on images, and images on a sheet."""

from collections.abc import Sequence

import cv2
import numpy as np

from fashionkp.categories import KEYPOINTS, category_by_name
from fashionkp.keypoints import side

# Left, right and middle must differ on light and on dark cloth, and for colour-blind eyes:
# blue, vermilion and bluish green of Okabe & Ito's palette, as RGB.
_SIDE_COLORS = {'left': (0, 114, 178), 'right': (213, 94, 0), 'middle': (0, 158, 115)}


def side_color(*keypoints: str) -> tuple[int, int, int]:
    """Return the RGB colour of a key point, or of a line between two of them."""
    sides = {side(keypoint) for keypoint in keypoints}
    return _SIDE_COLORS[sides.pop() if len(sides) == 1 else 'middle']


def with_keypoints(
    image: np.ndarray, category: str, keypoints: np.ndarray, shown: np.ndarray
) -> np.ndarray:
    """Return a copy of ``image`` with a garment's key points and outline drawn on it.

    Args:
        image: (H, W, 3) uint8, BGR.
        category: Name of the garment's category; other points are left out.
        keypoints: (24, 2), x and y in pixels of ``image``.
        shown: (24,) bool, which points to draw.
    """
    canvas = image.copy()
    radius = max(2, round(max(image.shape[:2]) / 128))
    garment = category_by_name(category)
    pixels = {
        name: (round(float(keypoints[i, 0])), round(float(keypoints[i, 1])))
        for i, name in enumerate(KEYPOINTS)
        if shown[i] and name in garment.keypoints
    }
    for first, second in garment.skeleton:
        if first in pixels and second in pixels:
            color = side_color(first, second)[::-1]
            cv2.line(canvas, pixels[first], pixels[second], color, max(1, radius // 2), cv2.LINE_AA)
    for name, pixel in pixels.items():
        cv2.circle(canvas, pixel, radius + 1, (255, 255, 255), -1, cv2.LINE_AA)
        cv2.circle(canvas, pixel, radius, side_color(name)[::-1], -1, cv2.LINE_AA)
    return canvas


def tile(image: np.ndarray, size: tuple[int, int], caption: str = '') -> np.ndarray:
    """Return ``image`` scaled to fit a white rectangle of a given size, with a line of text below.

    Args:
        image: (H, W, 3) uint8, BGR.
        size: Width and height of the tile, pixels.
        caption: ASCII text; a strip of 20 pixels is kept for it.
    """
    width, height = size[0], size[1] - 20
    scale = min(width / image.shape[1], height / image.shape[0])
    w, h = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    canvas = np.full((size[1], size[0], 3), 255, np.uint8)
    x, y = (width - w) // 2, (height - h) // 2
    canvas[y : y + h, x : x + w] = cv2.resize(image, (w, h), interpolation=cv2.INTER_AREA)
    black, font = (0, 0, 0), cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(canvas, caption, (4, size[1] - 6), font, 0.42, black, 1, cv2.LINE_AA)
    return canvas


def sheet(tiles: Sequence[np.ndarray], columns: int, gap: int = 4) -> np.ndarray:
    """Return equally large tiles laid out row by row.

    Args:
        tiles: At least one (H, W, 3) uint8 image.
        columns: Tiles in a row.
        gap: White pixels between tiles and around them.
    """
    h, w = tiles[0].shape[:2]
    rows = -(-len(tiles) // columns)
    shape = (rows * (h + gap) + gap, columns * (w + gap) + gap, 3)
    canvas = np.full(shape, 255, np.uint8)
    for i, image in enumerate(tiles):
        y, x = (i // columns) * (h + gap) + gap, (i % columns) * (w + gap) + gap
        canvas[y : y + h, x : x + w] = image
    return canvas
