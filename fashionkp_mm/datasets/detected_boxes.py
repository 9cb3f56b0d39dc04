"""A detector's boxes of garments, from a file in the form of MMPose's ``bbox_file``."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from mmengine.logging import print_log

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORY_NAMES
from fashionkp.fileio.json_fields import JsonObject

_ANY_CATEGORY = -1


def detected_boxes(
    path: str | Path, table: AnnotationTable, min_score: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Return the box with the highest score for each row of a table.

    Args:
        path: A JSON list of objects with ``image_id``, as in the table; ``bbox``, x, y, width and
            height in pixels; ``score``; and optionally ``category_id``, from 1 as in the COCO JSON
            of ``fashionkp convert``. A box with a category is for rows of that category only. Boxes
            of other images are ignored.
        table: The rows.
        min_score: Lowest score of a box to use.

    Returns:
        Boxes, (N, 4) float32, x0, y0, x1, y1, pixels, with NaN for rows without a box; and their
        scores, (N,) float32, 1 for rows without.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file is malformed, or no row has a box.
    """
    best: dict[tuple[str, int], tuple[float, list[float]]] = {}
    for image_id, category_id, score, box in _read(Path(path)):
        key = image_id, category_id
        if score >= min_score and (key not in best or score > best[key][0]):
            best[key] = score, box
    boxes = np.full((len(table), 4), np.nan, np.float32)
    scores = np.ones(len(table), np.float32)
    for row, (image_id, category_id) in enumerate(
        zip(table.image_ids.tolist(), table.category_ids.tolist(), strict=True)
    ):
        keys = (image_id, category_id), (image_id, _ANY_CATEGORY)
        if found := [best[key] for key in keys if key in best]:
            scores[row], boxes[row] = max(found)
    _report_missing(path, table, np.isnan(boxes[:, 0]))
    return boxes, scores


def _report_missing(path: str | Path, table: AnnotationTable, missing: np.ndarray) -> None:
    """Log how many rows have no box; raise if none has one."""
    if missing.all() and len(table):
        raise ValueError(
            f'{path}: no box for any of {len(table)} rows: expected image_id as in the table, such '
            f'as {str(table.image_ids[0])!r}, and a high enough score'
        )
    if missing.any():
        print_log(
            f'{missing.sum()} of {len(table)} rows have no detected box: the whole image is used',
            logger='current',
            level=logging.WARNING,
        )


def _read(path: Path) -> Iterator[tuple[str, int, float, list[float]]]:
    """Yield image id, category id, score and box (x0, y0, x1, y1) of each entry."""
    try:
        entries = json.loads(path.read_text(encoding='utf-8-sig'))
    except (ValueError, RecursionError) as error:
        raise ValueError(f'{path}: not valid JSON: {error}') from None
    if not isinstance(entries, list):
        raise ValueError(f'{path}: expected a list of boxes')
    for index, entry in enumerate(entries):
        record = JsonObject(entry, path, f'[{index}]')
        x, y, width, height = record.numbers('bbox', 4)
        if width <= 0 or height <= 0:
            raise record.error('bbox', 'x, y, width and height, with a positive width and height')
        box = [x, y, x + width, y + height]
        yield record.get('image_id', str), _category_id(record), record.number('score'), box


def _category_id(record: JsonObject) -> int:
    if 'category_id' not in record.fields:
        return _ANY_CATEGORY
    number = record.get('category_id', int)
    if not 1 <= number <= len(CATEGORY_NAMES):
        raise record.error('category_id', f'1 to {len(CATEGORY_NAMES)}')
    return number - 1
