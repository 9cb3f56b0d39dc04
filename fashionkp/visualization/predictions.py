"""Images with predicted garments: skeleton, numbered key points and a legend."""

from collections.abc import Sequence

import cv2
import numpy as np

from fashionkp.categories import KEYPOINTS
from fashionkp.images.palette import BLACK, GREY, WHITE, Color
from fashionkp.predictions.prediction import Prediction
from fashionkp.visualization.keypoints import (
    Pixel,
    draw_dot,
    draw_skeleton,
    nearest_pixels,
    side_color,
)

_LONG_SIDE = 800  # smaller images are enlarged to it, so that numbers are legible
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_LEGEND_WIDTH, _LINE_HEIGHT = 260, 20  # pixels
_NUMBER_X, _NAME_X, _PRESENCE_X = 28, 54, 205  # columns of the legend, pixels


def with_predictions(image: np.ndarray, garments: Sequence[Prediction]) -> np.ndarray:
    """Return an image with predicted garments drawn on it, and a legend to its right.

    Key points have their index in :data:`~fashionkp.categories.KEYPOINTS` as number. Those that
    are likely absent appear in the legend only, in grey. A garment's box is drawn where there are
    several garments.

    Args:
        image: (H, W, 3) uint8, BGR.
        garments: Predictions for this image.

    Returns:
        (H', W', 3) uint8, BGR; small images are enlarged.
    """
    scale = max(1.0, _LONG_SIDE / max(image.shape[:2]))
    size = round(image.shape[1] * scale), round(image.shape[0] * scale)
    canvas = cv2.resize(image, size, interpolation=cv2.INTER_LINEAR) if scale > 1 else image.copy()
    for garment in garments:
        if len(garments) > 1:
            _draw_box(canvas, garment, scale)
        _draw_garment(canvas, garment, scale)
    legend = _legend(garments, canvas.shape[0])
    below = legend.shape[0] - canvas.shape[0]
    canvas = cv2.copyMakeBorder(canvas, 0, below, 0, 0, cv2.BORDER_CONSTANT, value=WHITE)
    return np.hstack([canvas, legend])


def _unit(canvas: np.ndarray) -> int:
    """Return the width of a thin line, pixels: more in large images."""
    return max(1, round(max(canvas.shape[:2]) / _LONG_SIDE))


def _draw_box(canvas: np.ndarray, garment: Prediction, scale: float) -> None:
    unit, corners = _unit(canvas), [round(edge * scale) for edge in garment.box]
    for thickness, color in ((unit + 2, WHITE), (unit, GREY)):
        cv2.rectangle(canvas, corners[:2], corners[2:], color, thickness, cv2.LINE_AA)


def _draw_garment(canvas: np.ndarray, garment: Prediction, scale: float) -> None:
    """Draw the skeleton and the numbered key points that are likely present."""
    unit = _unit(canvas)
    pairs = zip(garment.names, nearest_pixels(garment.keypoints, scale), strict=True)
    pixels = {
        name: pixel
        for (name, pixel), present in zip(pairs, garment.present, strict=True)
        if present
    }
    draw_skeleton(canvas, garment.category, pixels, thickness=2 * unit, border=1)
    for name, pixel in pixels.items():
        draw_dot(canvas, pixel, side_color(name), radius=4 * unit, border=2 * unit)
    center = np.mean(list(pixels.values()), axis=0) if pixels else np.zeros(2)
    for name, pixel in pixels.items():
        _write_number(canvas, name, pixel, center)


def _write_number(canvas: np.ndarray, name: str, pixel: Pixel, center: np.ndarray) -> None:
    """Write a key point's number beside it, on the side away from the garment's centre."""
    unit = _unit(canvas)
    text, size = str(KEYPOINTS.index(name)), 0.55 * unit
    (width, height), _ = cv2.getTextSize(text, _FONT, size, unit)
    offset = np.array(pixel) - center
    offset = offset / max(1.0, float(np.hypot(*offset))) * (12 * unit)
    x = round(pixel[0] + offset[0] + np.sign(offset[0]) * width / 2 - width / 2)
    y = round(pixel[1] + offset[1] + np.sign(offset[1]) * height / 2 + height / 2)
    x = min(max(x, 1), canvas.shape[1] - width - 1)
    y = min(max(y, height + 1), canvas.shape[0] - 2)
    color = side_color(name)[::-1]
    cv2.putText(canvas, text, (x, y), _FONT, size, WHITE, 4 * unit, cv2.LINE_AA)
    cv2.putText(canvas, text, (x, y), _FONT, size, color, unit, cv2.LINE_AA)


def _legend(garments: Sequence[Prediction], min_height: int) -> np.ndarray:
    """Return a white strip that lists each garment's category and key points."""
    lines = sum(len(garment.names) + 2 for garment in garments)
    height = max(min_height, _LINE_HEIGHT * (lines + 1))
    canvas = np.full((height, _LEGEND_WIDTH, 3), 255, np.uint8)
    y = _LINE_HEIGHT
    for garment in garments:
        title = f'{garment.category}  {100 * garment.category_score:.0f} %'
        _write(canvas, title, (8, y), BLACK)
        _write(canvas, 'present', (_PRESENCE_X, y), BLACK)
        for name, presence, present in zip(
            garment.names, garment.presence, garment.present, strict=True
        ):
            y += _LINE_HEIGHT
            color = side_color(name) if present else GREY
            dot = -1 if present else 1  # filled or a ring
            cv2.circle(canvas, (15, y - 5), 5, color[::-1], dot, cv2.LINE_AA)
            _write(canvas, f'{KEYPOINTS.index(name)}', (_NUMBER_X, y), color)
            _write(canvas, name, (_NAME_X, y), BLACK if present else GREY)
            _write(canvas, f'{100 * presence:.0f} %', (_PRESENCE_X, y), color)
        y += 2 * _LINE_HEIGHT
    return canvas


def _write(canvas: np.ndarray, text: str, origin: Pixel, color: Color) -> None:
    cv2.putText(canvas, text, origin, _FONT, 0.45, color[::-1], 1, cv2.LINE_AA)
