"""Reading COCO key point JSON."""

import logging
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.annotations import CATEGORY_POINTS, AnnotationTable
from fashionkp.annotations.cells import IMAGE_ID, LABEL_LIMIT, expected_image_id
from fashionkp.categories import (
    CATEGORIES,
    CATEGORY_CHOICES,
    CATEGORY_IDS,
    CATEGORY_NAMES,
    KEYPOINTS,
)
from fashionkp.custom_garments import HOW_TO
from fashionkp.fileio.json_fields import JsonObject, read_json

_logger = logging.getLogger('fashionkp')


def read_coco(path: str | Path) -> AnnotationTable:
    """Read COCO key point JSON as a table, one row per image.

    Key points are matched by their names in the file's ``categories``, in any order. An image
    without annotation that has a ``category_id`` of its own becomes a row without labels, as
    :func:`~fashionkp.formats.coco.write_coco` writes it; one that has none is left out, and a line
    in the log counts these.

    Args:
        path: The JSON file.

    Returns:
        The rows in the order of ``images``; ``lines`` are indices in that list, counted from 1.

    Raises:
        ValueError: If the file is not valid JSON, or a record cannot be a row of a FashionAI table
            (a key is missing or invalid, an image has two garments); the message names file and
            key.
    """
    return _table(Path(path), read_json(path))


def _table(path: Path, data: JsonObject) -> AnnotationTable:
    categories = _categories(data)
    images = data.objects('images')
    names, rows = _images(images)
    category_ids = np.full(len(images), -1, np.int8)
    cells = np.full((len(images), len(KEYPOINTS), 3), -1.0)
    for record in data.objects('annotations'):
        row = _reference(record, 'image_id', rows)
        if category_ids[row] >= 0:
            raise record.error('image_id', 'one garment per image, and this image has another')
        category_ids[row], channels = _reference(record, 'category_id', categories)
        cells[row, channels] = _cells(record, len(channels))
        _check_points(record, cells[row], category_ids[row])
    labelled = category_ids >= 0
    for row, record in enumerate(images):
        if not labelled[row] and 'category_id' in record.fields:
            category_ids[row], _ = _reference(record, 'category_id', categories)
    rows_with_garment = np.flatnonzero(category_ids >= 0).tolist()
    if left_out := len(images) - len(rows_with_garment):
        _logger.warning('left out: %d images without an annotation', left_out)
    return AnnotationTable.from_cells(
        [names[row] for row in rows_with_garment],
        category_ids[rows_with_garment],
        cells[rows_with_garment],
        path=path,
        lines=[row + 1 for row in rows_with_garment],
        labelled=labelled[rows_with_garment],
    )


def _images(images: list[JsonObject]) -> tuple[list[str], dict[int, int]]:
    """Return the file name of each image, and the index in their list of each id."""
    rows: dict[int, int] = {}
    names: dict[str, int] = {}
    for row, record in enumerate(images):
        name = record.get('file_name', str)
        if not IMAGE_ID.fullmatch(name):
            raise record.error('file_name', expected_image_id(name))
        if (first := names.setdefault(name, row)) != row:
            raise record.error('file_name', f'another name than that of images[{first}]')
        if (first := rows.setdefault(record.get('id', int), row)) != row:
            raise record.error('id', f'another number than that of images[{first}]')
    return list(names), rows


def _categories(data: JsonObject) -> dict[int, tuple[int, list[int]]]:
    """Return, for each id of the file, that of CATEGORY_IDS and the ids of its key points."""
    categories = {}
    for record in data.objects('categories'):
        name, keypoints = record.get('name', str), record.get('keypoints', list)
        if name not in CATEGORIES:
            raise record.error('name', CATEGORY_CHOICES)
        if not all(isinstance(item, str) and item in KEYPOINTS for item in keypoints):
            names = f'names from {", ".join(KEYPOINTS)}, or declared in a file {HOW_TO}'
            raise record.error('keypoints', names)
        if len(set(keypoints)) < len(keypoints):
            raise record.error('keypoints', 'every name once')
        channels = [KEYPOINTS.index(item) for item in keypoints]
        categories[record.get('id', int)] = (CATEGORY_IDS[name], channels)
    return categories


def _cells(record: JsonObject, count: int) -> np.ndarray:
    """Return coordinates and visibility of an annotation's points as in a table, (count, 3)."""
    cells = np.array(record.numbers('keypoints', 3 * count)).reshape(count, 3)
    if not np.isin(cells[:, 2], (0, 1, 2)).all():
        expected = 'every third number 0, 1 or 2'
        raise record.error('keypoints', expected, value=cells[:, 2].tolist())
    return np.where(cells[:, 2:] > 0, cells - (0, 0, 1), -1)


def _check_points(record: JsonObject, cells: np.ndarray, category_id: int) -> None:
    """Raise if annotated points, (24, 3), are out of range or the category does not have them."""
    annotated = cells[:, 2] >= 0
    outside = annotated & ((cells[:, :2] < 0) | (cells[:, :2] >= LABEL_LIMIT)).any(1)
    if outside.any():
        point = cells[outside][0, :2].tolist()
        raise record.error('keypoints', f'coordinates in 0..{LABEL_LIMIT - 1}', value=point)
    foreign = np.flatnonzero(annotated & ~CATEGORY_POINTS[category_id])
    if len(foreign):
        name = CATEGORY_NAMES[category_id]
        expected = f'only key points that {name} has'
        raise record.error('keypoints', expected, value=KEYPOINTS[foreign[0]])


def _reference(record: JsonObject, key: str, targets: dict[int, Any]) -> Any:
    """Return what an id of another list stands for."""
    number = record.get(key, int)
    if number not in targets:
        name = 'images' if key == 'image_id' else 'categories'
        raise record.error(key, f'an id in {name}')
    return targets[number]
