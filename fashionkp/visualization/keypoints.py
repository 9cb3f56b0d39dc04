"""Drawing key points: dots in the colour of their side, the lines between them, and errors."""

from collections.abc import Collection, Mapping

import cv2
import numpy as np

from fashionkp.categories import KEYPOINTS, category_by_name
from fashionkp.keypoints import side

Color = tuple[int, int, int]
Pixel = tuple[int, int]

WHITE, BLACK, GREY = (255, 255, 255), (0, 0, 0), (150, 150, 150)

HIGHLIGHT = (0, 215, 255)
"""Yellow, BGR: the colour of no side, for errors and for points to look at."""

# Left, right and middle must differ on light and dark cloth and for colour-blind readers: blue,
# vermilion and bluish green of Okabe & Ito's palette, as RGB.
_SIDE_COLORS = {'left': (0, 114, 178), 'right': (213, 94, 0), 'middle': (0, 158, 115)}

_FAR = 10**4  # OpenCV's drawing overflows far outside of an image


def side_color(*keypoints: str) -> Color:
    """Return the RGB colour of a key point, or of a line between two of them."""
    sides = {side(keypoint) for keypoint in keypoints}
    return _SIDE_COLORS[sides.pop() if len(sides) == 1 else 'middle']


def scaled_pixels(points: np.ndarray, scale: float) -> list[Pixel]:
    """Return the pixels that show points in a resized image.

    Args:
        points: (N, 2), x and y in pixels of the original image; NaN becomes 0.
        scale: Size of the resized image relative to the original.
    """
    # the centre of a pixel maps to the centre of its area in the resized image
    scaled = np.nan_to_num(np.clip((points + 0.5) * scale - 0.5, -_FAR, _FAR))
    return [(round(x), round(y)) for x, y in scaled.tolist()]


def draw_dot(
    canvas: np.ndarray, pixel: Pixel, color: Color, *, radius: int, border: int = 1
) -> None:
    """Draw a dot with a white border, which shows on dark cloth; ``color`` is BGR."""
    cv2.circle(canvas, pixel, radius + border, WHITE, -1, cv2.LINE_AA)
    cv2.circle(canvas, pixel, radius, color, -1, cv2.LINE_AA)


def draw_skeleton(
    canvas: np.ndarray,
    category: str,
    pixels: Mapping[str, Pixel],
    *,
    thickness: int,
    border: int = 0,
) -> None:
    """Draw the lines of a category's skeleton between those key points that have a pixel.

    Args:
        canvas: (H, W, 3) uint8, BGR, drawn on.
        category: Name of the category.
        pixels: Pixel of each key point to connect, by name.
        thickness: Of the lines, pixels.
        border: White pixels on both sides of each line.
    """
    for first, second in category_by_name(category).skeleton:
        if first in pixels and second in pixels:
            ends = pixels[first], pixels[second]
            if border:
                cv2.line(canvas, *ends, WHITE, thickness + 2 * border, cv2.LINE_AA)
            cv2.line(canvas, *ends, side_color(first, second)[::-1], thickness, cv2.LINE_AA)


def with_keypoints(
    image: np.ndarray,
    category: str,
    keypoints: np.ndarray,
    shown: np.ndarray,
    *,
    highlighted: Collection[str] = (),
) -> np.ndarray:
    """Return a copy of an image with a garment's key points and skeleton.

    Args:
        image: (H, W, 3) uint8, BGR.
        category: Name of the garment's category; points of other categories are not drawn.
        keypoints: (24, 2), x and y in pixels of ``image``.
        shown: (24,) bool, which points to draw.
        highlighted: Names of points to circle in yellow, drawn or not.
    """
    canvas = image.copy()
    long_side = max(image.shape[:2])
    own = category_by_name(category).keypoints
    pixels = {
        name: (round(float(keypoints[i, 0])), round(float(keypoints[i, 1])))
        for i, name in enumerate(KEYPOINTS)
        if shown[i] and name in own
    }
    radius = max(2, round(long_side / 128))
    draw_skeleton(canvas, category, pixels, thickness=max(1, radius // 2))
    for name, pixel in pixels.items():
        draw_dot(canvas, pixel, side_color(name)[::-1], radius=radius)
    ring = max(6, round(long_side / 40))
    for name in highlighted:
        x, y = keypoints[KEYPOINTS.index(name)]
        center, thickness = (round(x), round(y)), max(2, ring // 4)
        cv2.circle(canvas, center, ring, HIGHLIGHT, thickness, cv2.LINE_AA)
    return canvas


def with_errors(
    image: np.ndarray,
    category: str,
    *,
    target: np.ndarray,
    visibility: np.ndarray,
    predicted: np.ndarray,
    found: np.ndarray,
    scale: float = 1.0,
) -> np.ndarray:
    """Return a copy of an image with a garment's true and predicted key points.

    True points are white rings, grey where occluded; predicted ones are dots in the colour of
    their side, each with a yellow line to the true point.

    Args:
        image: (H, W, 3) uint8, BGR.
        category: Name of the garment's category.
        target: True points, (24, 2), pixels of the original image.
        visibility: (24,), 1 visible, 0 occluded, -1 absent.
        predicted: Predicted points, (24, 2), pixels of the original image; (-1, -1) for none.
        found: (24,) bool, whether there is a prediction.
        scale: Size of ``image`` relative to the original image.
    """
    canvas = image.copy()
    true_pixels, pixels = scaled_pixels(target, scale), scaled_pixels(predicted, scale)
    # (-1, -1) stands for no point, and counts as a wrong one only where there should be one
    placed = found & (predicted != -1).any(-1)
    shown = placed | (found & (visibility >= 0))
    connected = {name: pixels[i] for i, name in enumerate(KEYPOINTS) if placed[i]}
    draw_skeleton(canvas, category, connected, thickness=1)
    for i in category_by_name(category).keypoint_ids:
        if visibility[i] >= 0:
            if shown[i]:
                cv2.line(canvas, true_pixels[i], pixels[i], HIGHLIGHT, 2, cv2.LINE_AA)
            cv2.circle(canvas, true_pixels[i], 6, BLACK, 3, cv2.LINE_AA)
            ring = WHITE if visibility[i] else GREY
            cv2.circle(canvas, true_pixels[i], 6, ring, 2, cv2.LINE_AA)
        if shown[i]:
            draw_dot(canvas, pixels[i], side_color(KEYPOINTS[i])[::-1], radius=3)
    return canvas
