"""The definition of categories as one image: each garment with the names of its key points."""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from fashionkp.categories import KEYPOINTS, Category, category_by_name
from fashionkp.images.palette import BLACK, GREY, Color
from fashionkp.keypoints import mirror, side
from fashionkp.visualization.contact_sheet import sheet
from fashionkp.visualization.keypoints import (
    Pixel,
    draw_dot,
    draw_skeleton,
    nearest_pixels,
    side_color,
)
from fashionkp.visualization.legend import FONT

DRAWING_SIZE = (310, 400)
"""Width and height of the drawing of a garment, pixels."""

Drawing = tuple[np.ndarray, Mapping[str, np.ndarray]]
"""A garment, (H, W, 3) uint8, BGR, of :data:`DRAWING_SIZE`; and its key points by name, pixels."""

_COLUMNS = 2
_MARGIN, _TOP, _LINE = 28, 64, 26  # around a cell; height of its title and of a line of text
_NUMBER_WIDTH = 32  # of a number before a name
_GAP = 8  # between a label and the line from it to its point
_TEXT, _TITLE = 0.55, 0.85  # sizes of the font
_NOTE = "Numbers: the order of a table's columns. Left and right: those of the image."


def definition_sheet(drawings: Mapping[str, Drawing | None]) -> np.ndarray:
    """Return an image of categories with the numbers and names of their key points.

    Numbers are indices in :data:`~fashionkp.categories.KEYPOINTS`.

    Args:
        drawings: A drawing of each category, by its name; None for one without, whose key points
            are listed instead.

    Returns:
        (H, W, 3) uint8, BGR.

    Raises:
        ValueError: If a category is unknown.
    """
    categories = [category_by_name(name) for name in drawings]
    labels = [_label_width(name) for category in categories for name in category.keypoints]
    titles = [_facts_x(category) + _text_width(_facts(category)) for category in categories]
    width = max(2 * (_MARGIN + max(labels) + _GAP) + DRAWING_SIZE[0], max(titles) + _MARGIN)
    heights = [_LINE * len(_pairs(category)) for category in categories]
    shape = _TOP + max(DRAWING_SIZE[1], *heights) + 2 * _LINE, width, 3
    cells = []
    for category, drawing in zip(categories, drawings.values(), strict=True):
        cell = np.full(shape, 255, np.uint8)
        _write_title(cell, category)
        if drawing is None:
            _list_keypoints(cell, category)
        else:
            _draw_garment(cell, category, drawing)
        cells.append(cell)
    note = np.full((2 * _LINE, _COLUMNS * width, 3), 255, np.uint8)
    _write(note, _NOTE, (_MARGIN, 2 * _LINE - 10))
    return np.vstack([note, sheet(cells, _COLUMNS, gap=0)])


def _write_title(cell: np.ndarray, category: Category) -> None:
    _write(cell, category.name, (_MARGIN, 40), size=_TITLE)
    _write(cell, _facts(category), (_facts_x(category), 40), color=GREY)


def _facts(category: Category) -> str:
    first, second = map(KEYPOINTS.index, category.normalizing_pair)
    return f'{len(category.keypoints)} key points; unit of error: from {first} to {second}'


def _facts_x(category: Category) -> int:
    return _MARGIN + _text_width(category.name, _TITLE) + 22


def _draw_garment(cell: np.ndarray, category: Category, drawing: Drawing) -> None:
    """Draw a garment, and to both sides of it labels with lines to its key points."""
    image, keypoints = drawing
    bottom, left = _TOP + image.shape[0], (cell.shape[1] - image.shape[1]) // 2
    right = left + image.shape[1]
    cell[_TOP:bottom, left:right] = image
    points = np.array([keypoints[name] + (left, _TOP) for name in category.keypoints])
    pixels = dict(zip(category.keypoints, nearest_pixels(points), strict=True))
    draw_skeleton(cell, category.name, pixels, thickness=2)
    for on_right in (False, True):
        labelled = sorted(
            (name for name in pixels if (side(name) == 'right') == on_right),
            key=lambda name: pixels[name][1],
        )
        heights = _spread([pixels[name][1] for name in labelled], _TOP, bottom + _LINE)
        for name, y in zip(labelled, heights, strict=True):
            x = right + _GAP if on_right else left - _GAP - _label_width(name)
            end = (right, y) if on_right else (left, y)
            cv2.line(cell, end, pixels[name], GREY[::-1], 1, cv2.LINE_AA)
            _write_label(cell, name, (x, y + 6))
    for name, pixel in pixels.items():
        draw_dot(cell, pixel, side_color(name), radius=5, border=2)


def _spread(heights: Sequence[int], top: int, bottom: int) -> list[int]:
    """Return ascending heights at least a line apart, as near as that lets them be."""
    spread: list[int] = []
    for y in heights:
        spread.append(max([y, top, *(last + _LINE for last in spread[-1:])]))
    for i in reversed(range(len(spread))):
        bottom = min(bottom, spread[i])
        spread[i] = bottom
        bottom -= _LINE
    return spread


def _list_keypoints(cell: np.ndarray, category: Category) -> None:
    """List key points, each pair on a line."""
    for line, pair in enumerate(_pairs(category)):
        y = _TOP + line * _LINE + _LINE // 2
        for x, name in zip((_MARGIN, cell.shape[1] // 2), pair, strict=False):
            draw_dot(cell, (x + 6, y - 6), side_color(name), radius=5)
            _write_label(cell, name, (x + 22, y))


def _pairs(category: Category) -> list[tuple[str, ...]]:
    """Return the pairs of left and right key points, and those in the middle alone."""
    return [
        (name,) if mirror(name) == name else (name, mirror(name))
        for name in category.keypoints
        if side(name) != 'right'
    ]


def _write_label(cell: np.ndarray, name: str, position: Pixel) -> None:
    number, (x, y) = str(KEYPOINTS.index(name)), position
    name_x = x + _NUMBER_WIDTH
    _write(cell, number, (name_x - _GAP - _text_width(number), y), color=side_color(name))
    _write(cell, name, (name_x, y))


def _label_width(name: str) -> int:
    return _NUMBER_WIDTH + _text_width(name)


def _text_width(text: str, size: float = _TEXT) -> int:
    return cv2.getTextSize(text, FONT, size, 1)[0][0]


def _write(
    cell: np.ndarray, text: str, position: Pixel, *, color: Color = BLACK, size: float = _TEXT
) -> None:
    cv2.putText(cell, text, position, FONT, size, color[::-1], 1, cv2.LINE_AA)
