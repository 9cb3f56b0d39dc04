"""Key points drawn on images.

``draw_...`` changes the image that it is given, ``with_...`` returns a copy. Images are
(H, W, 3) uint8 arrays, BGR; colours are RGB.
"""

from collections.abc import Collection, Mapping

import cv2
import numpy as np

from fashionkp.categories import KEYPOINTS, category_by_name
from fashionkp.images.palette import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    VERMILION,
    WHITE,
    YELLOW,
    Color,
)
from fashionkp.keypoints import side

Pixel = tuple[int, int]
"""Column and row."""

# They differ on light and on dark cloth.
_SIDE_COLORS = {'left': BLUE, 'right': VERMILION, 'middle': GREEN}

_FAR = 10**4  # OpenCV's drawing overflows far outside an image


def side_color(*keypoints: str) -> Color:
    """Return the colour of a key point, or of a line between two of them."""
    sides = {side(keypoint) for keypoint in keypoints}
    return _SIDE_COLORS[sides.pop() if len(sides) == 1 else 'middle']


def nearest_pixels(points: np.ndarray, scale: float = 1.0) -> list[Pixel]:
    """Return the pixels of a resized image that points of the original lie on.

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
    """Draw a dot with a white border, so that it shows on cloth of its own colour."""
    cv2.circle(canvas, pixel, radius + border, WHITE, -1, cv2.LINE_AA)
    cv2.circle(canvas, pixel, radius, color[::-1], -1, cv2.LINE_AA)


def draw_ring(
    canvas: np.ndarray, pixel: Pixel, color: Color, *, radius: int, thickness: int
) -> None:
    """Draw a ring around a pixel."""
    cv2.circle(canvas, pixel, radius, color[::-1], thickness, cv2.LINE_AA)


def draw_skeleton(
    canvas: np.ndarray,
    category: str,
    pixels: Mapping[str, Pixel],
    *,
    thickness: int,
    border: int = 0,
    color: Color | None = None,
) -> None:
    """Draw the lines of a category's skeleton between those key points that have a pixel.

    Args:
        canvas: The image to draw on.
        category: Name of the category.
        pixels: The key points to connect, by name.
        thickness: Width of the lines, pixels.
        border: White pixels on both sides of each line.
        color: Colour of all lines; by default that of each line's side.
    """
    for first, second in category_by_name(category).skeleton:
        if first in pixels and second in pixels:
            ends = pixels[first], pixels[second]
            if border:
                cv2.line(canvas, *ends, WHITE, thickness + 2 * border, cv2.LINE_AA)
            line_color = color or side_color(first, second)
            cv2.line(canvas, *ends, line_color[::-1], thickness, cv2.LINE_AA)


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
        highlighted: Names of points to draw a yellow ring around, shown or not.
    """
    canvas = image.copy()
    long_side = max(image.shape[:2])
    radius, ring = max(2, round(long_side / 128)), max(6, round(long_side / 40))
    own = category_by_name(category).keypoints
    pixels = dict(zip(KEYPOINTS, nearest_pixels(keypoints), strict=True))
    drawn = {name: pixels[name] for name in np.array(KEYPOINTS)[shown].tolist() if name in own}
    draw_skeleton(canvas, category, drawn, thickness=max(1, radius // 2))
    for name, pixel in drawn.items():
        draw_dot(canvas, pixel, side_color(name), radius=radius)
    for name in highlighted:
        draw_ring(canvas, pixels[name], YELLOW, radius=ring, thickness=max(2, ring // 4))
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
    """Return a copy of an image with a garment's true points as rings and predicted ones as dots.

    Rings of occluded points are grey; a yellow line joins each dot with its ring.

    Args:
        image: (H, W, 3) uint8, BGR.
        category: Name of the garment's category.
        target: True points, (24, 2), pixels of the original image.
        visibility: (24,), 1 visible, 0 occluded, -1 absent.
        predicted: Predicted points in the same frame, (24, 2); (-1, -1) for none.
        found: (24,) bool, whether there is a prediction.
        scale: Size of ``image`` relative to the original image.
    """
    canvas = image.copy()
    true_pixels, pixels = nearest_pixels(target, scale), nearest_pixels(predicted, scale)
    # (-1, -1) means no point; the score counts it as a point where the garment has one
    placed = found & (predicted != -1).any(-1)
    shown = placed | (found & (visibility >= 0))
    connected = {name: pixels[i] for i, name in enumerate(KEYPOINTS) if placed[i]}
    draw_skeleton(canvas, category, connected, thickness=1)
    for i in category_by_name(category).keypoint_ids:
        if visibility[i] >= 0:
            if shown[i]:
                cv2.line(canvas, true_pixels[i], pixels[i], YELLOW[::-1], 2, cv2.LINE_AA)
            draw_ring(canvas, true_pixels[i], BLACK, radius=6, thickness=3)
            color = WHITE if visibility[i] else GREY
            draw_ring(canvas, true_pixels[i], color, radius=6, thickness=2)
        if shown[i]:
            draw_dot(canvas, pixels[i], side_color(KEYPOINTS[i]), radius=3)
    return canvas
