"""The legend of a drawing: the garments, and their key points with scores."""

from collections.abc import Sequence

import cv2
import numpy as np

from fashionkp.categories import KEYPOINTS
from fashionkp.images.palette import BLACK, GREY, WHITE, Color
from fashionkp.predictions.prediction import Prediction
from fashionkp.visualization.keypoints import Pixel, side_color

FONT = cv2.FONT_HERSHEY_SIMPLEX

LOW_SCORE = 0.3
"""Scores below it are low: MMPose's threshold for showing a point."""

_WIDTH, _LINE_HEIGHT = 330, 20  # pixels at unit 1, as all below
_DOT_X, _NUMBER_X, _NAME_X, _SCORE_X, _PRESENCE_X = 15, 28, 54, 205, 262
_NOTES = ('ring: low score', 'grey: likely absent, not drawn')


def is_low(score: float) -> bool:
    """Return whether a score is low; an unknown one (NaN) is not."""
    return bool(score < LOW_SCORE)


def legend(
    garments: Sequence[Prediction], colors: Sequence[Color], *, min_height: int, unit: float
) -> np.ndarray:
    """Return a white image that lists each garment's category and key points.

    Args:
        garments: The garments.
        colors: Colour of each garment; shown, with its number, if there are several.
        min_height: Smallest height, pixels; garments that do not fit go to further columns.
        unit: Size of the text; 1 for an image of 800 pixels.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    line = _LINE_HEIGHT * unit
    heights = [line * (len(garment.names) + 2) for garment in garments]
    notes = line * (len(_NOTES) + 1)
    height = max([min_height, *(round(length + notes + line) for length in heights)])
    positions, column, y = [], 0, line
    for length in heights:
        if y + length + notes > height and y > line:
            column, y = column + 1, line
        positions.append((column * _WIDTH * unit, y))
        y += length
    canvas = np.full((height, round((column + 1) * _WIDTH * unit), 3), WHITE, np.uint8)
    for index, (garment, position) in enumerate(zip(garments, positions, strict=True)):
        number = index + 1 if len(garments) > 1 else None
        _draw_garment(_Text(canvas, position, unit), garment, colors[index], number)
    _draw_notes(_Text(canvas, (column * _WIDTH * unit, y), unit))
    return canvas


class _Text:
    """Text and dots at positions that are relative to a corner, in units.

    Args:
        canvas: The image to draw on.
        corner: Column and row of the corner, pixels.
        unit: Pixels of a unit.
    """

    def __init__(self, canvas: np.ndarray, corner: tuple[float, float], unit: float) -> None:
        self._canvas, self._corner, self._unit = canvas, corner, unit

    def write(self, text: str, x: float, line: int, color: Color) -> None:
        """Write a text on a line."""
        origin, thickness = self._pixel(x, line), max(1, int(self._unit))
        font_size = 0.45 * self._unit
        cv2.putText(
            self._canvas, text, origin, FONT, font_size, color[::-1], thickness, cv2.LINE_AA
        )

    def dot(self, x: float, line: int, color: Color, *, filled: bool) -> None:
        """Draw a dot or a ring on a line."""
        center = self._pixel(x, line, above=5)
        thickness = -1 if filled else max(1, round(1.5 * self._unit))
        radius = round(5 * self._unit)
        cv2.circle(self._canvas, center, radius, color[::-1], thickness, cv2.LINE_AA)

    def _pixel(self, x: float, line: int, above: float = 0) -> Pixel:
        left, top = self._corner
        y = line * _LINE_HEIGHT - above
        return round(left + x * self._unit), round(top + y * self._unit)


def _draw_garment(text: _Text, garment: Prediction, color: Color, number: int | None) -> None:
    title = f'{garment.category}  {100 * garment.category_score:.0f} %'
    if number is not None:
        text.dot(_DOT_X, 0, color, filled=True)
        title = f'{number}  {title}'
    text.write(title, 8 if number is None else _NUMBER_X, 0, BLACK)
    text.write('score', _SCORE_X, 0, BLACK)
    text.write('present', _PRESENCE_X, 0, BLACK)
    rows = zip(garment.names, garment.scores, garment.presence, garment.present, strict=True)
    for line, (name, score, presence, present) in enumerate(rows, 1):
        side = side_color(name) if present else GREY
        text.dot(_DOT_X, line, side, filled=bool(present) and not is_low(score))
        text.write(f'{KEYPOINTS.index(name)}', _NUMBER_X, line, side)
        text.write(name, _NAME_X, line, BLACK if present else GREY)
        text.write('' if np.isnan(score) else f'{score:.2f}', _SCORE_X, line, side)
        text.write(f'{100 * presence:.0f} %', _PRESENCE_X, line, side)


def _draw_notes(text: _Text) -> None:
    for line, note in enumerate(_NOTES):
        text.write(note, 8, line, GREY)
