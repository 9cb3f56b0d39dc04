"""Reading COCO key point JSON."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.annotations import CATEGORY_POINTS, AnnotationTable
from fashionkp.annotations.cells import IMAGE_ID, IMAGE_ID_TEXT, LABEL_LIMIT
from fashionkp.categories import CATEGORIES, CATEGORY_CHOICES, KEYPOINTS
from fashionkp.custom_garments import HOW_TO
from fashionkp.fileio.json_fields import is_finite_number

_WORDS = {dict: 'an object', list: 'a list', int: 'an integer', str: 'a text'}


def read_coco(path: str | Path) -> AnnotationTable:
    """Read COCO key point JSON as a table, one row an image.

    Key points are found by their names in the file's ``categories``, so that their order is free.
    An image without annotation needs a ``category_id`` of its own and becomes a row without
    labels, as :func:`~fashionkp.formats.coco.write_coco` writes it.

    Args:
        path: The JSON.

    Returns:
        The rows in the order of ``images``; ``lines`` are places in that list, from 1.

    Raises:
        ValueError: Not JSON, or a record that a FashionAI table cannot hold (a key is missing or
            has a wrong value, an image with two garments); the message names file and key.
    """
    path = Path(path)
    try:
        data = json.loads(path.read_text(encoding='utf-8-sig'))
    except (ValueError, RecursionError) as error:
        raise ValueError(f'{path}: not JSON ({error})') from None
    if not isinstance(data, dict):
        raise ValueError(f'{path}: expected an object with images, annotations and categories')
    try:
        return _table(path, data)
    except _BadValue as error:
        raise ValueError(f'{path}: {error}') from None


class _BadValue(ValueError):
    """A key of the file whose value is not legal."""

    def __init__(self, key: str, value: object, legal: str) -> None:
        shown = repr(value)
        shown = shown if len(shown) <= 60 else shown[:57] + '...'
        super().__init__(f'{key} = {shown}: expected {legal}')


def _table(path: Path, data: dict) -> AnnotationTable:
    categories = _categories(data)
    images = _records(data, 'images')
    names, rows = _images(images)
    category_ids = np.full(len(images), -1, np.int8)
    cells = np.full((len(images), len(KEYPOINTS), 3), -1.0)
    for key, record in _records(data, 'annotations'):
        row = _choice(record, key, 'image_id', rows)
        if category_ids[row] >= 0:
            text = 'an image without another annotation, as a table has one garment an image'
            raise _BadValue(f'{key}.image_id', record['image_id'], text)
        category_ids[row], channels = _choice(record, key, 'category_id', categories)
        cells[row, channels] = _cells(record, key, len(channels))
        _check_points(cells[row], category_ids[row], f'{key}.keypoints')
    labelled = category_ids >= 0
    for row, (key, record) in enumerate(images):
        if not labelled[row]:
            category_ids[row], _ = _choice(record, key, 'category_id', categories)
    return AnnotationTable(
        image_ids=np.array(names, np.str_),
        category_ids=category_ids,
        keypoints=np.ascontiguousarray(cells[..., :2]),
        visibility=cells[..., 2].astype(np.int8),
        labelled=labelled,
        paths=(path,),
        file_ids=np.zeros(len(images), np.int64),
        lines=np.arange(1, len(images) + 1),
    )


def _images(images: list[tuple[str, dict]]) -> tuple[list[str], dict[int, int]]:
    """File names of the images, and the place in their list that each id has."""
    rows: dict[int, int] = {}
    names: dict[str, str] = {}
    for row, (key, record) in enumerate(images):
        name = _value(record, key, 'file_name', str)
        if not IMAGE_ID.fullmatch(name):
            raise _BadValue(f'{key}.file_name', name, IMAGE_ID_TEXT)
        if (first := names.setdefault(name, key)) != key:
            raise _BadValue(f'{key}.file_name', name, f'another name than that of {first}')
        number = _value(record, key, 'id', int)
        if (first_row := rows.setdefault(number, row)) != row:
            raise _BadValue(f'{key}.id', number, f'another number than images[{first_row}]')
    return list(names), rows


def _categories(data: dict) -> dict[int, tuple[int, list[int]]]:
    """For each id, the place in CATEGORIES and the ids of the key points it lists."""
    categories = {}
    for key, record in _records(data, 'categories'):
        name = _value(record, key, 'name', str)
        if name not in CATEGORIES:
            raise _BadValue(f'{key}.name', name, CATEGORY_CHOICES)
        keypoints = _value(record, key, 'keypoints', list)
        if not all(isinstance(item, str) and item in KEYPOINTS for item in keypoints):
            legal = f'names from {", ".join(KEYPOINTS)}, or that a file declares {HOW_TO}'
            raise _BadValue(f'{key}.keypoints', keypoints, legal)
        if len(set(keypoints)) < len(keypoints):
            raise _BadValue(f'{key}.keypoints', keypoints, 'every name once')
        channels = [KEYPOINTS.index(item) for item in keypoints]
        categories[_value(record, key, 'id', int)] = (list(CATEGORIES).index(name), channels)
    return categories


def _cells(record: dict, key: str, count: int) -> np.ndarray:
    """Coordinates and visibility of a record's points in the terms of a table, (count, 3)."""
    values = _value(record, key, 'keypoints', list)
    key = f'{key}.keypoints'
    if len(values) != 3 * count or not all(map(is_finite_number, values)):
        raise _BadValue(key, values, f'{3 * count} numbers, x, y, v of {count} points')
    cells = np.array(values, np.float64).reshape(count, 3)
    if not np.isin(cells[:, 2], (0, 1, 2)).all():
        raise _BadValue(key, cells[:, 2].tolist(), 'every third number 0, 1 or 2')
    return np.where(cells[:, 2:] > 0, cells - (0, 0, 1), -1)


def _check_points(cells: np.ndarray, category: int, key: str) -> None:
    annotated = cells[:, 2] >= 0
    legal = ((cells[:, :2] >= 0) & (cells[:, :2] < LABEL_LIMIT)).all(1) | ~annotated
    if not legal.all():
        text = f'coordinates in 0..{LABEL_LIMIT - 1}'
        raise _BadValue(key, cells[~legal][0, :2].tolist(), text)
    foreign = np.flatnonzero(annotated & ~CATEGORY_POINTS[category])
    if len(foreign):
        name = list(CATEGORIES)[category]
        raise _BadValue(key, KEYPOINTS[foreign[0]], f'no point that {name} does not have')


def _records(data: dict, name: str) -> list[tuple[str, dict]]:
    """The records of a list with the key that leads to each."""
    records = _value(data, '', name, list)
    for place, record in enumerate(records):
        if not isinstance(record, dict):
            raise _BadValue(f'{name}[{place}]', record, 'an object')
    return [(f'{name}[{place}]', record) for place, record in enumerate(records)]


def _value(record: dict, key: str, name: str, kind: type) -> Any:
    if name not in record:
        raise _BadValue(key or 'the file', list(record), f'the key {name}')
    value = record[name]
    if type(value) is not kind:
        raise _BadValue(f'{key}.{name}'.lstrip('.'), value, _WORDS[kind])
    return value


def _choice(record: dict, key: str, name: str, choices: dict[int, Any]) -> Any:
    number = _value(record, key, name, int)
    if number not in choices:
        listed = 'images' if name == 'image_id' else 'categories'
        raise _BadValue(f'{key}.{name}', number, f'an id that {listed} has')
    return choices[number]
