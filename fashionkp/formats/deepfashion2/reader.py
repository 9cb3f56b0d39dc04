"""Reading a folder of DeepFashion2."""

import json
import logging
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.annotations.bad_rows import shown
from fashionkp.annotations.cells import LABEL_LIMIT
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.fileio.error_list import error_list
from fashionkp.fileio.json_fields import is_finite_number
from fashionkp.formats.deepfashion2.landmarks import GARMENTS
from fashionkp.progress import progress_bar

_ANNOTATIONS, _IMAGES = 'annos', 'image'
_logger = logging.getLogger('fashionkp')


def read_deepfashion2(folder: str | Path, *, show_progress: bool = False) -> AnnotationTable:
    """Read ``train`` or ``validation`` of DeepFashion2 as a table.

    A table has one garment an image: the one with the largest box. What is left out is logged in
    one line. Key points without an equal there are absent.

    Args:
        folder: Has ``annos/*.json``, and the images in ``image/``.
        show_progress: Whether to show a progress bar.

    Returns:
        The rows in the order of the files; ``lines`` are the files' places, from 1.

    Raises:
        FileNotFoundError: There are no annotations.
        ValueError: Files that are not as published; the message names file and key.
    """
    folder = Path(folder)
    files = sorted((folder / _ANNOTATIONS).glob('*.json'))
    if not files:
        raise FileNotFoundError(f'{folder}: no {_ANNOTATIONS}/*.json: expected train or validation')
    rows, faults, left_out = [], [], Counter[str]()
    for place, file in enumerate(progress_bar(files, unit='file', show=show_progress), 1):
        try:
            if found := _largest(json.loads(file.read_text(encoding='utf-8')), left_out):
                rows.append((f'{_IMAGES}/{file.stem}.jpg', *found, place))
        except (ValueError, RecursionError) as error:  # also what is no JSON or no text
            faults.append(f'{file}: {error}')
    if faults:
        raise ValueError(error_list(f'{len(faults)} bad files', faults))
    if left_out:
        told = (f'{number} {why}' for why, number in sorted(left_out.items()))
        _logger.warning('left out: %s', ', '.join(told))
    return _table(folder, rows)


def _table(folder: Path, rows: list[tuple[str, int, np.ndarray, int]]) -> AnnotationTable:
    cells = np.array([row[2] for row in rows], np.float64).reshape(-1, len(KEYPOINTS), 3)
    return AnnotationTable(
        image_ids=np.array([row[0] for row in rows], np.str_),
        category_ids=np.array([row[1] for row in rows], np.int8),
        keypoints=np.ascontiguousarray(cells[..., :2]),
        visibility=cells[..., 2].astype(np.int8),
        labelled=np.ones(len(rows), bool),
        paths=(folder / _ANNOTATIONS,),
        file_ids=np.zeros(len(rows), np.int64),
        lines=np.array([row[3] for row in rows], np.int64),
    )


def _largest(data: Any, left_out: Counter[str]) -> tuple[int, np.ndarray] | None:
    """Category and cells (24, 3) of the image's largest garment; None where it has none."""
    if not isinstance(data, dict):
        raise ValueError(f'{shown(repr(data))}: expected an object')
    garments = []
    for key, item in data.items():
        if not key.startswith('item'):
            continue
        if not isinstance(item, dict):
            raise ValueError(f'{key} = {shown(repr(item))}: expected an object')
        number = item.get('category_id')
        if type(number) is not int:
            raise _bad(key, item, 'category_id', f'an integer, 1..{len(GARMENTS)} as published')
        if number not in GARMENTS:
            left_out['of other categories'] += 1
            continue
        x1, y1, x2, y2 = _numbers(key, item, 'bounding_box', 4)
        garments.append(((x2 - x1) * (y2 - y1), number, _cells(key, item, number)))
    if not garments:
        left_out['images without a garment'] += 1
        return None
    if len(garments) > 1:
        left_out['beside a larger garment'] += len(garments) - 1
    _, number, cells = max(garments, key=lambda garment: garment[0])
    return list(CATEGORIES).index(GARMENTS[number].category), cells


def _cells(key: str, item: dict, number: int) -> np.ndarray:
    garment = GARMENTS[number]
    values = _numbers(key, item, 'landmarks', 3 * garment.landmarks)
    landmarks = np.array(values, np.float64).reshape(-1, 3)
    cells = np.full((len(KEYPOINTS), 3), -1.0)
    for name, place in garment.points.items():
        x, y, seen = landmarks[place - 1]
        if seen not in (0, 1, 2) or (seen and not (min(x, y) >= 0 and max(x, y) < LABEL_LIMIT)):
            raise ValueError(
                f'{key}.landmarks, number {place} = {x:g}, {y:g}, {seen:g}: expected 0..'
                f'{LABEL_LIMIT - 1} and v 0, 1 or 2'
            )
        if seen:
            cells[KEYPOINTS.index(name)] = x, y, seen - 1
    return cells


def _numbers(key: str, item: dict, name: str, count: int) -> list[float]:
    values = item.get(name)
    if not isinstance(values, list) or not all(map(is_finite_number, values)):
        raise _bad(key, item, name, f'{count} numbers')
    if len(values) != count:
        raise _bad(key, item, name, f'{count} numbers, got {len(values)}')
    return values


def _bad(key: str, item: dict, name: str, legal: str) -> ValueError:
    return ValueError(f'{key}.{name} = {shown(repr(item.get(name)))}: expected {legal}')
