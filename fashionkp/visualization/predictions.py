"""Images with predicted garments: skeleton, numbered key points and a legend."""

from collections.abc import Sequence

import cv2
import numpy as np

from fashionkp.categories import KEYPOINTS
from fashionkp.images.palette import BLACK, ORANGE, PURPLE, SKY_BLUE, WHITE, YELLOW, Color
from fashionkp.images.resizing import rescale
from fashionkp.predictions.prediction import Prediction
from fashionkp.visualization.keypoints import (
    Pixel,
    draw_dot,
    draw_ring,
    draw_skeleton,
    nearest_pixels,
    side_color,
)
from fashionkp.visualization.labels import Rectangle, place_labels
from fashionkp.visualization.legend import FONT, is_low, legend

GARMENT_COLORS = (PURPLE, ORANGE, SKY_BLUE, YELLOW)
"""Colours of several garments in an image, in turn; none is that of a side."""

_LONG_SIDE = 800  # smaller images are enlarged to it, so that numbers are legible


def with_predictions(image: np.ndarray, garments: Sequence[Prediction]) -> np.ndarray:
    """Return an image with predicted garments drawn on it, and a legend to its right.

    Key points have their index in :data:`~fashionkp.categories.KEYPOINTS` as number. Those with a
    low score are rings; those that are likely absent appear in the legend only, in grey. Several
    garments have numbers, boxes and skeletons of their own colours. The legend grows with the
    image.

    Args:
        image: (H, W, 3) uint8, BGR.
        garments: Predictions for this image.

    Returns:
        (H', W', 3) uint8, BGR; small images are enlarged.
    """
    scale = max(1.0, _LONG_SIDE / max(image.shape[:2]))
    canvas = rescale(image, scale)
    unit = max(canvas.shape[:2]) / _LONG_SIDE
    colors = [GARMENT_COLORS[i % len(GARMENT_COLORS)] for i in range(len(garments))]
    several = len(garments) > 1
    taken: list[Rectangle] = []
    if several:
        for number, (garment, color) in enumerate(zip(garments, colors, strict=True), 1):
            taken.append(_draw_box(canvas, f'{number}', garment.box, scale=scale, color=color))
    drawn: dict[tuple[int, str], Pixel] = {}
    for index, garment in enumerate(garments):
        pixels = _draw_garment(canvas, garment, scale, colors[index] if several else None)
        drawn |= {(index, name): pixel for name, pixel in pixels.items()}
    _write_numbers(canvas, drawn, taken)
    strip = legend(garments, colors, min_height=canvas.shape[0], unit=unit)
    below = strip.shape[0] - canvas.shape[0]
    canvas = cv2.copyMakeBorder(canvas, 0, below, 0, 0, cv2.BORDER_CONSTANT, value=WHITE)
    return np.hstack([canvas, strip])


def _unit(canvas: np.ndarray) -> int:
    """Return the width of a thin line, pixels: more in large images."""
    return max(1, round(max(canvas.shape[:2]) / _LONG_SIDE))


def _draw_box(
    canvas: np.ndarray, label: str, box: Sequence[float], *, scale: float, color: Color
) -> Rectangle:
    """Draw a garment's box with its number in a corner; return the rectangle of the number."""
    unit, corners = _unit(canvas), [round(edge * scale) for edge in box]
    for thickness, shade in ((2 * unit + 2, WHITE), (2 * unit, color)):
        cv2.rectangle(canvas, corners[:2], corners[2:], shade[::-1], thickness, cv2.LINE_AA)
    (width, height), _ = cv2.getTextSize(label, FONT, 0.7 * unit, 2 * unit)
    margin = 5 * unit
    x = min(max(corners[0], 0), canvas.shape[1] - width - 2 * margin)
    y = min(max(corners[1], 0), canvas.shape[0] - height - 2 * margin)
    end = x + width + 2 * margin, y + height + 2 * margin
    cv2.rectangle(canvas, (x, y), end, color[::-1], -1)
    origin = x + margin, y + height + margin
    cv2.putText(canvas, label, origin, FONT, 0.7 * unit, BLACK, 2 * unit, cv2.LINE_AA)
    return x, y, *end


def _draw_garment(
    canvas: np.ndarray, garment: Prediction, scale: float, color: Color | None
) -> dict[str, Pixel]:
    """Draw the skeleton and the key points that are likely present; return their pixels."""
    unit = _unit(canvas)
    pairs = zip(garment.names, nearest_pixels(garment.keypoints, scale), strict=True)
    pixels = {
        name: pixel
        for (name, pixel), present in zip(pairs, garment.present, strict=True)
        if present
    }
    draw_skeleton(canvas, garment.category, pixels, thickness=2 * unit, border=unit, color=color)
    scores = dict(zip(garment.names, garment.scores, strict=True))
    for name, pixel in pixels.items():
        side = side_color(name)
        if is_low(scores[name]):
            draw_dot(canvas, pixel, WHITE, radius=4 * unit, border=2 * unit)
            draw_ring(canvas, pixel, side, radius=4 * unit, thickness=2 * unit)
        else:
            draw_dot(canvas, pixel, side, radius=4 * unit, border=2 * unit)
    return pixels


def _write_numbers(
    canvas: np.ndarray, drawn: dict[tuple[int, str], Pixel], taken: Sequence[Rectangle]
) -> None:
    """Write the numbers of key points beside them."""
    unit = _unit(canvas)
    height, width = canvas.shape[:2]
    names = [name for _, name in drawn]
    texts = [str(KEYPOINTS.index(name)) for name in names]
    # the border of a text is two units wide
    sizes = [
        (box[0] + 4 * unit, box[1] + 4 * unit)
        for box in (cv2.getTextSize(text, FONT, 0.55 * unit, unit)[0] for text in texts)
    ]
    places = place_labels(
        list(drawn.values()), sizes, distance=7 * unit, canvas=(width, height), taken=taken
    )
    for name, text, (x0, _, _, y1) in zip(names, texts, places, strict=True):
        origin = x0 + 2 * unit, y1 - 2 * unit
        for color, thickness in ((WHITE, 4 * unit), (side_color(name), unit)):
            cv2.putText(
                canvas, text, origin, FONT, 0.55 * unit, color[::-1], thickness, cv2.LINE_AA
            )
