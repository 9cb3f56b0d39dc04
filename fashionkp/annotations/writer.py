"""Writing FashionAI tables: annotations and submissions."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np

from fashionkp.annotations.cells import (
    ABSENT,
    IMAGE_ID,
    LABEL_LIMIT,
    PREDICTION_LIMIT,
    expected_image_id,
)
from fashionkp.annotations.table import CATEGORY_POINTS, COLUMNS, AnnotationTable
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.csv_cells import csv_row, path_cell, quoted_cell

DECIMALS = 6
"""Decimals of a coordinate in a submission."""


def write_annotations(path: str | Path, table: AnnotationTable) -> None:
    """Write an annotation file in the official form, see :func:`annotation_lines`.

    Args:
        path: The CSV; it appears once it is complete.
        table: Rows that all have labels, or none of which has.
    """
    lines = annotation_lines(table)
    with atomic_write(path) as file:
        file.writelines(lines)


def annotation_lines(table: AnnotationTable) -> Iterator[str]:
    """Return the lines of an annotation file in the official form: the header, then the rows.

    Coordinates are rounded to whole pixels, as in the official files. A table without any labels
    becomes a file with the two columns of ``test.csv``. An image id that a spreadsheet would take
    for a formula is written as :func:`~fashionkp.fileio.csv_cells.path_cell` does, and read back
    unchanged.

    Args:
        table: Rows that all have labels, or none of which has.

    Raises:
        ValueError: If :func:`~fashionkp.annotations.read_annotations` could not read the rows.
    """
    if len(table) and not table.labelled.any():
        return _lines(COLUMNS[:2], table, ([] for _ in range(len(table))))
    points = np.rint(table.keypoints)
    valid = np.isin(table.visibility, (-1, 0, 1)) & np.where(
        table.visibility >= 0,
        ((points >= 0) & (points < LABEL_LIMIT)).all(-1) & CATEGORY_POINTS[table.category_ids],
        (points == -1).all(-1),
    )
    unlabelled = ~table.labelled[:, None]
    _check_cells(table, unlabelled, 'a row without labels among labelled ones')
    _check_cells(
        table,
        ~valid,
        f'expected 0..{LABEL_LIMIT - 1} with v 0 or 1 for key points of the category, '
        f'else {ABSENT}',
    )
    cells = (
        [f'{x}_{y}_{v}' for (x, y), v in zip(xy, visibility, strict=True)]
        for xy, visibility in zip(_rows(points, int), _rows(table.visibility, int), strict=True)
    )
    return _lines(COLUMNS, table, cells)


def write_submission(path: str | Path, table: AnnotationTable) -> None:
    """Write predictions in the official form.

    All key points of a row's category are written with v = 1, whatever ``table.visibility`` is, and
    all others as ``-1_-1_-1``. Coordinates have up to :data:`DECIMALS` decimals. Image ids are
    written as by :func:`write_annotations`.

    Args:
        path: The CSV; it appears once it is complete.
        table: Predictions, in pixels of the original images.

    Raises:
        ValueError: If an image id is invalid, or a coordinate is not finite or too large to be
            read back.
    """
    required = CATEGORY_POINTS[table.category_ids]
    # NaN compares false, and is refused, too
    valid = (np.abs(table.keypoints) < PREDICTION_LIMIT).all(-1)
    limits = f'-{PREDICTION_LIMIT} to {PREDICTION_LIMIT}'
    _check_cells(table, required & ~valid, f'expected finite numbers from {limits}')
    cells = (
        [
            f'{_decimal(x)}_{_decimal(y)}_1' if is_required else ABSENT
            for (x, y), is_required in zip(xy, row, strict=True)
        ]
        for xy, row in zip(_rows(table.keypoints, float), _rows(required, bool), strict=True)
    )
    lines = _lines(COLUMNS, table, cells)
    with atomic_write(path) as file:
        file.writelines(lines)


def _decimal(value: float) -> str:
    text = f'{value:.{DECIMALS}f}'.rstrip('0').rstrip('.')
    return '0' if text == '-0' else text


def _rows(array: np.ndarray, kind: type) -> Iterable[list]:
    # row by row: Python objects for all cells of a large table would take gigabytes
    return (row.astype(kind).tolist() for row in array)


def _check_cells(table: AnnotationTable, invalid: np.ndarray, reason: str) -> None:
    """Raise if cells are invalid; ``invalid`` is (N, 24), or (N, 1) for whole rows."""
    cells = np.argwhere(invalid)
    if not len(cells):
        return
    row, point = cells[0].tolist()
    (x, y), v = table.keypoints[row, point], table.visibility[row, point]
    raise ValueError(
        f'{table.location(row)} ({table.image_ids[row]}), {COLUMNS[2 + point]} = {x:g}_{y:g}_{v}: '
        f'{reason} ({len(cells)} such cells)'
    )


def _lines(
    header: Iterable[str], table: AnnotationTable, cells: Iterable[list[str]]
) -> Iterator[str]:
    """Check the image ids of a table; return its lines."""
    image_ids = table.image_ids.tolist()
    for row, image_id in enumerate(image_ids):
        if not IMAGE_ID.fullmatch(image_id):
            expected = expected_image_id(image_id)
            raise ValueError(f'{table.location(row)}, {image_id!r}: expected {expected}')
    rows = zip(image_ids, table.category_names, cells, strict=True)
    # only the first cell may need quotes
    lines = (
        f'{quoted_cell(path_cell(image_id))},{",".join([category, *row])}\n'
        for image_id, category, row in rows
    )
    return chain([csv_row(header)], lines)
