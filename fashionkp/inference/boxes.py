"""Boxes of garments, (x0, y0, x1, y1) in pixels of the image: reading and checking them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.fileio.json_fields import is_finite_number, read_json
from fashionkp.fileio.text import short_repr

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1, pixels of the image."""

_SHARES = 1.5
"""Boxes within so many pixels are shares of the image's size: detectors give them with 0 to 1, and
a little beyond."""


def has_area(boxes: np.ndarray) -> np.ndarray:
    """Whether each box has a positive width and height.

    Args:
        boxes: Boxes, (G, 4 or more); columns after the fourth are ignored.

    Returns:
        (G,) bool; False for a box with NaN.

    Example:
        >>> has_area(np.array([[0, 0, 2, 3], [2, 0, 2, 3]])).tolist()
        [True, False]
    """
    return (boxes[:, 0] < boxes[:, 2]) & (boxes[:, 1] < boxes[:, 3])


def clip_boxes(boxes: np.ndarray, width: float, height: float) -> np.ndarray:
    """Return the part of each box, (G, 4), that lies inside an image of the given size in pixels.

    Example:
        >>> clip_boxes(np.array([[-5, 10, 50, 70]]), 40, 60).tolist()
        [[0, 10, 40, 60]]
    """
    return boxes.clip(0, (width, height, width, height))


def check_box(box: Sequence[float]) -> np.ndarray:
    """Return a box as an array, (4,) float32.

    Raises:
        ValueError: If it is not four finite numbers, or has no area.
    """
    corners = np.array(box, np.float32)
    if corners.shape != (4,) or not np.isfinite(corners).all():
        raise ValueError(f'box {tuple(box)}: expected four numbers, x0, y0, x1, y1')
    if not has_area(corners[None])[0]:
        raise ValueError(f'box {tuple(box)}: expected x0 < x1 and y0 < y1')
    return corners


def check_boxes(boxes: Any, width: int, height: int, name: str = '') -> np.ndarray:
    """Return boxes as an array, (G, 4) float64, if each covers a part of an image.

    Args:
        boxes: One box (4,) or several (G, 4), x0, y0, x1, y1, pixels. They may extend beyond the
            image.
        width: Width of the image, pixels.
        height: Height of the image, pixels.
        name: Name of the image, for errors.

    Raises:
        ValueError: If a box is not four finite numbers, is empty, lies outside the image, or has
            coordinates of 0 to 1.
    """
    label = name or 'array'
    try:
        rows = np.atleast_2d(np.asarray(boxes, np.float64))
    except (ValueError, TypeError, OverflowError):
        raise ValueError(
            f'{label}: boxes {short_repr(boxes)}: expected (G, 4) numbers, x0, y0, x1, y1'
        ) from None
    if rows.size and rows.shape[1:] != (4,):
        raise ValueError(
            f'{label}: boxes of shape {np.shape(boxes)}: expected (G, 4), x0, y0, x1, y1'
        )
    rows = rows.reshape(-1, 4)
    if max(width, height) > _SHARES:
        for box in rows[(np.abs(rows) <= _SHARES).all(axis=1)]:
            raise ValueError(f'{label}: {_not_shares(box)}, {width} x {height}')
    valid = np.isfinite(rows).all(axis=1) & has_area(clip_boxes(rows, width, height))
    if not valid.all():
        raise ValueError(
            f'{label}: box {rows[~valid][0].tolist()}: expected x0 < x1, y0 < y1 and an overlap '
            f'with the image, {width} x {height} pixels'
        )
    return rows


def _not_shares(box: Iterable[float]) -> str:
    """Return why a box is refused, and what to do."""
    return (
        f'box {[round(float(edge), 6) for edge in box]}: expected pixels, not shares of 0 to 1: '
        'multiply x by the width and y by the height of the image'
    )


def boxes_per_image(boxes: Sequence[Any], image_count: int) -> Sequence[Any]:
    """Return boxes as one entry per image.

    Args:
        boxes: An entry per image, each (G, 4) or None; or (G, 4) or (4,) if there is only one
            image.
        image_count: Number of images.

    Raises:
        ValueError: If there is not one entry per image.
    """
    if image_count == 1 and len(boxes):
        first = boxes[0]
        edges = () if first is None or np.isscalar(first) else first
        is_box = all(edge is not None and np.ndim(edge) == 0 for edge in edges)
        if first is not None and is_box:
            boxes = [boxes]
    if len(boxes) != image_count:
        raise ValueError(
            f'{len(boxes)} entries of bboxes for {image_count} images: expected one for each'
        )
    return boxes


def read_boxes(path: Path) -> dict[str, Any]:
    """Read the boxes of garments from a JSON file.

    Args:
        path: A JSON object such as ``{"a.jpg": [[10, 20, 110, 220]]}``, x0, y0, x1, y1 in pixels.

    Returns:
        The boxes of each image, by the image's name.

    Raises:
        ValueError: If the file is not a JSON object, or an entry is not a list of boxes.
    """
    content = read_json(path).fields
    for name, boxes in content.items():
        if not isinstance(boxes, list) or not all(_is_box(box) for box in boxes):
            raise ValueError(
                f'{path}: {name!r}: expected [[x0, y0, x1, y1], ...], got {short_repr(boxes)}'
            )
        for box in boxes:
            if max(map(abs, box)) <= _SHARES:
                raise ValueError(f'{path}: {name!r}: {_not_shares(box)}')
    return content


def _is_box(box: Any) -> bool:
    return isinstance(box, list) and len(box) == 4 and all(map(is_finite_number, box))
