"""Writing FashionAI tables: annotations and submissions."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from fashionkp.annotations.cells import (
    ABSENT,
    IMAGE_ID,
    IMAGE_ID_TEXT,
    LABEL_LIMIT,
    PREDICTION_LIMIT,
)
from fashionkp.annotations.table import CATEGORY_POINTS, COLUMNS, AnnotationTable
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.csv_cells import csv_row, path_cell, quoted


def write_annotations(path: str | Path, table: AnnotationTable) -> None:
    """Write an annotation file in the official form.

    Coordinates are rounded to whole pixels, as in the official files. A table without any labels
    becomes a file with the two columns of ``test.csv``. An image id that a spreadsheet would take
    for a formula is written as :func:`~fashionkp.fileio.csv_cells.path_cell`, and read back as it was.

    Args:
        path: The CSV to write; it appears, complete, when all is written.
        table: Rows that all have labels, or all have none.

    Raises:
        ValueError: Image ids or labels that :func:`~fashionkp.annotations.read_annotations` would
            refuse.
    """
    if len(table) and not table.labelled.any():
        _write(path, COLUMNS[:2], table, ([] for _ in range(len(table))))
        return
    points = np.rint(table.keypoints)
    annotated = table.visibility >= 0
    legal = np.isin(table.visibility, (-1, 0, 1)) & np.where(
        annotated,
        ((points >= 0) & (points < LABEL_LIMIT)).all(-1) & CATEGORY_POINTS[table.category_ids],
        (points == -1).all(-1),
    )
    _refuse(table, ~table.labelled[:, None], 'a row without labels among labelled ones')
    _refuse(
        table,
        ~legal,
        f'expected 0..{LABEL_LIMIT - 1} with v 0 or 1 on points of the category, else {ABSENT}',
    )
    cells = (
        [f'{x}_{y}_{v}' for (x, y), v in zip(xy, seen, strict=True)]
        for xy, seen in zip(_rows(points, int), _rows(table.visibility, int), strict=True)
    )
    _write(path, COLUMNS, table, cells)


def write_submission(path: str | Path, table: AnnotationTable) -> None:
    """Write predictions in the official form.

    All points of a row's category are written with v = 1, whatever ``table.visibility`` says, and
    all others as ``-1_-1_-1``. Coordinates have up to six decimals, so that scoring the file
    equals scoring the arrays. Image ids are written as by :func:`write_annotations`.

    Args:
        path: The CSV to write; it appears, complete, when all is written.
        table: Predictions, in pixels of the original images.

    Raises:
        ValueError: An image id that no reader would accept, or a coordinate that is not finite or
            that none would accept.
    """
    asked = CATEGORY_POINTS[table.category_ids]
    # NaN compares false, so this refuses it too
    legal = (np.abs(table.keypoints) < PREDICTION_LIMIT).all(-1)
    _refuse(table, asked & ~legal, f'expected finite numbers below {PREDICTION_LIMIT} in size')
    cells = (
        [
            f'{_decimal(x)}_{_decimal(y)}_1' if wanted else ABSENT
            for (x, y), wanted in zip(xy, used, strict=True)
        ]
        for xy, used in zip(_rows(table.keypoints, float), _rows(asked, bool), strict=True)
    )
    _write(path, COLUMNS, table, cells)


def _decimal(value: float) -> str:
    text = f'{value:.6f}'.rstrip('0').rstrip('.')
    return '0' if text == '-0' else text


def _rows(array: np.ndarray, kind: type) -> Iterable[list]:
    # A row at a time: Python objects for all cells of a large table would take gigabytes.
    return (row.astype(kind).tolist() for row in array)


def _refuse(table: AnnotationTable, bad: np.ndarray, reason: str) -> None:
    places = np.argwhere(bad)
    if not len(places):
        return
    row, point = (int(place) for place in places[0])
    (x, y), v = table.keypoints[row, point], table.visibility[row, point]
    raise ValueError(
        f'{table.location(row)} ({table.image_ids[row]}), {COLUMNS[2 + point]} = {x:g}_{y:g}_{v}: '
        f'{reason} ({len(places)} such cells)'
    )


def _write(
    path: str | Path, header: Iterable[str], table: AnnotationTable, cells: Iterable[list[str]]
) -> None:
    image_ids = table.image_ids.tolist()
    for row, image_id in enumerate(image_ids):
        if not IMAGE_ID.fullmatch(image_id):
            raise ValueError(f'{table.location(row)}, {image_id!r}: expected {IMAGE_ID_TEXT}')
    with atomic_write(path) as file:
        file.write(csv_row(header))
        names = zip(image_ids, table.category_names, cells, strict=True)
        # of these cells, only the first may hold what needs quotes
        file.writelines(
            f'{quoted(path_cell(image))},{",".join([category, *row])}\n'
            for image, category, row in names
        )
