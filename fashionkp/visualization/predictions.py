"""Images with what was predicted drawn on them: outline, numbered points, and a legend."""

from collections.abc import Sequence

import cv2
import numpy as np

from fashionkp.categories import KEYPOINTS
from fashionkp.predictions.prediction import Prediction
from fashionkp.visualization.keypoints import (
    BLACK,
    GREY,
    WHITE,
    draw_dot,
    draw_skeleton,
    side_color,
)

_LONG_SIDE = 800  # smaller images are enlarged to it, so that numbers are legible
_LEGEND = 260  # width of the legend, pixels
_ROW = 20  # height of a line of text, pixels
_FONT = cv2.FONT_HERSHEY_SIMPLEX


def with_garments(image: np.ndarray, garments: Sequence[Prediction]) -> np.ndarray:
    """Return an image with its garments drawn on it, and beside it a legend.

    Points have the numbers of :data:`~fashionkp.categories.KEYPOINTS`, and the colour of their side
    of the image within white, which shows on dark cloth. Points that are likely absent are only
    named in the legend, in grey.

    Args:
        image: (H, W, 3) uint8, BGR.
        garments: What was predicted in it.

    Returns:
        (H', W', 3) uint8, BGR; small images are enlarged.
    """
    scale = max(1.0, _LONG_SIDE / max(image.shape[:2]))
    size = round(image.shape[1] * scale), round(image.shape[0] * scale)
    canvas = cv2.resize(image, size, interpolation=cv2.INTER_LINEAR) if scale > 1 else image.copy()
    for garment in garments:
        _draw(canvas, garment, scale, boxed=len(garments) > 1)
    legend = _legend(garments, canvas.shape[0])
    missing = legend.shape[0] - canvas.shape[0]
    canvas = cv2.copyMakeBorder(canvas, 0, missing, 0, 0, cv2.BORDER_CONSTANT, value=WHITE)
    return np.hstack([canvas, legend])


def _draw(canvas: np.ndarray, garment: Prediction, scale: float, boxed: bool) -> None:
    """Draw a garment's outline, points and numbers; its box where it is one of several."""
    # from the centres of pixels to those of the enlarged image
    places = (garment.keypoints + 0.5) * scale - 0.5
    unit = max(1, round(max(canvas.shape[:2]) / _LONG_SIDE))
    pixels = {
        name: (round(float(x)), round(float(y)))
        for name, (x, y), shown in zip(garment.names, places, garment.present, strict=True)
        if shown
    }
    if boxed:
        corners = [round(edge * scale) for edge in garment.box]
        for thickness, color in ((unit + 2, WHITE), (unit, GREY)):
            cv2.rectangle(canvas, corners[:2], corners[2:], color, thickness, cv2.LINE_AA)
    draw_skeleton(canvas, garment.category, pixels, thickness=2 * unit, border=1)
    for name, pixel in pixels.items():
        color = side_color(name)[::-1]
        draw_dot(canvas, pixel, color, radius=4 * unit, border=2 * unit)
    middle = np.mean(list(pixels.values()), axis=0) if pixels else np.zeros(2)
    for name, pixel in pixels.items():
        _number(canvas, name, pixel, middle, unit)


def _number(
    canvas: np.ndarray, name: str, pixel: tuple[int, int], middle: np.ndarray, unit: int
) -> None:
    """Write a point's number beside it, away from the garment's middle."""
    text, size = str(KEYPOINTS.index(name)), 0.55 * unit
    (width, height), _ = cv2.getTextSize(text, _FONT, size, unit)
    away = np.array(pixel) - middle
    away = away / max(1.0, float(np.hypot(*away))) * (12 * unit)
    x = round(pixel[0] + away[0] + np.sign(away[0]) * width / 2 - width / 2)
    y = round(pixel[1] + away[1] + np.sign(away[1]) * height / 2 + height / 2)
    x = min(max(x, 1), canvas.shape[1] - width - 1)
    y = min(max(y, height + 1), canvas.shape[0] - 2)
    color = side_color(name)[::-1]
    cv2.putText(canvas, text, (x, y), _FONT, size, WHITE, 4 * unit, cv2.LINE_AA)
    cv2.putText(canvas, text, (x, y), _FONT, size, color, unit, cv2.LINE_AA)


def _legend(garments: Sequence[Prediction], height: int) -> np.ndarray:
    """A white strip with each garment's category and points; as high as they need, or more."""
    rows = sum(len(garment.names) + 2 for garment in garments)
    canvas = np.full((max(height, _ROW * (rows + 1)), _LEGEND, 3), 255, np.uint8)
    y = _ROW
    for garment in garments:
        _write(canvas, f'{garment.category}  {100 * garment.category_score:.0f} %', 8, y, BLACK)
        _write(canvas, 'there', 205, y, BLACK)
        for name, presence, shown in zip(
            garment.names, garment.presence, garment.present, strict=True
        ):
            y += _ROW
            color = side_color(name)[::-1] if shown else GREY
            cv2.circle(canvas, (15, y - 5), 5, color, -1 if shown else 1, cv2.LINE_AA)
            _write(canvas, f'{KEYPOINTS.index(name)}', 28, y, color)
            _write(canvas, name, 54, y, BLACK if shown else GREY)
            _write(canvas, f'{100 * presence:.0f} %', 205, y, color)
        y += 2 * _ROW
    return canvas


def _write(canvas: np.ndarray, text: str, x: int, y: int, color: tuple) -> None:
    cv2.putText(canvas, text, (x, y), _FONT, 0.45, color, 1, cv2.LINE_AA)
