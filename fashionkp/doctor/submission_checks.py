"""Checks of submissions, against the list of images that predictions are requested for.

The data set of a submission holds its predictions; its ``test`` holds the requested images.
"""

from collections.abc import Iterator
from functools import partial
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from fashionkp.annotations.cells import PREDICTIONS
from fashionkp.annotations.table import CATEGORY_POINTS
from fashionkp.categories import CATEGORIES, OFFICIAL_SIDE
from fashionkp.datasets.data_set import DataSet
from fashionkp.doctor import form_checks
from fashionkp.doctor.findings import Finding, at_points
from fashionkp.doctor.registry import SUBMISSION_CHECKS, check
from fashionkp.doctor.scale import SCALE_REMEDY, scale_error
from fashionkp.fileio.text import short_repr

_check = partial(check, registry=SUBMISSION_CHECKS)

_FORM_CHECKS = (
    form_checks.unreadable_table,
    form_checks.byte_order_mark,
    form_checks.missing_header,
    form_checks.short_header,
    form_checks.column_order,
    form_checks.extra_column,
)


@_check(
    'form',
    'error',
    meaning='The file does not have the official form.',
    remedy='"fashionkp doctor --fix" writes the official form of a table that can be read.',
)
def form(data: DataSet) -> Iterator[Finding]:
    yield from chain.from_iterable(find(data) for find in _FORM_CHECKS)
    for file in data.files:
        if (layout := file.layout) is None or not layout.has_header:
            continue
        for name in layout.first_row:
            if name != name.strip():
                text = f'column name {name!r}: expected {name.strip()!r}'
                yield Finding(text, file.path, layout.first_line)


@_check(
    'row',
    'error',
    meaning='A row has more or fewer cells than the table has columns.',
    remedy='Correct the row: often a comma is missing or the file was cut off.',
)
def row_width(data: DataSet) -> Iterator[Finding]:
    yield from form_checks.row_width(data)


@_check(
    'cell',
    'error',
    meaning='A cell is invalid.',
    remedy=f'Correct the cell. Those of key points are {PREDICTIONS.expected}.',
)
def cell(data: DataSet) -> Iterator[Finding]:
    for row in data.malformed_rows:
        for error in row.errors:
            if error.column:
                yield Finding(str(error), row.path, row.line, row.image_id)


class _Row(NamedTuple):
    """What a row says of its image, be it valid or not."""

    path: Path
    line: int
    image_id: str
    category: str
    has_all_cells: bool


def _rows(data: DataSet) -> list[_Row]:
    """Return the valid and the malformed rows in the order of their lines."""
    table = data.table
    rows = [
        _Row(table.paths[file_id], line, image_id, category, has_all_cells=True)
        for file_id, line, image_id, category in zip(
            table.file_ids.tolist(),
            table.lines.tolist(),
            table.image_ids.tolist(),
            table.category_names.tolist(),
            strict=True,
        )
    ]
    rows += [
        _Row(
            row.path,
            row.line,
            row.image_id,
            row.category,
            has_all_cells=bool(row.errors[0].column),
        )
        for row in data.malformed_rows
    ]
    return sorted(rows, key=attrgetter('path', 'line'))


def _requested(data: DataSet) -> dict[str, str]:
    """Return the category of each requested image id."""
    if data.test is None:
        return {}
    table = data.test.table
    return dict(zip(table.image_ids.tolist(), table.category_names.tolist(), strict=True))


@_check(
    'unknown',
    'error',
    meaning='A row is for an image that is not requested.',
    remedy='Remove the row.',
)
def unknown(data: DataSet) -> Iterator[Finding]:
    requested = _requested(data)
    for row in _rows(data):
        if row.has_all_cells and row.image_id not in requested:
            text = f'image_id = {short_repr(row.image_id)}: not in the list'
            yield Finding(text, row.path, row.line, row.image_id)


@_check(
    'repeated',
    'error',
    meaning='A row is for an image that has a row already.',
    remedy='Keep one of the rows.',
)
def repeated(data: DataSet) -> Iterator[Finding]:
    lines: dict[str, int] = {}
    for row in _rows(data):
        if row.has_all_cells and row.image_id in lines:
            text = f'as in line {lines[row.image_id]}'
            yield Finding(text, row.path, row.line, row.image_id)
        lines.setdefault(row.image_id, row.line)


@_check(
    'category',
    'error',
    meaning='A row is for another category than requested.',
    remedy='Predict the key points of the requested category.',
)
def category(data: DataSet) -> Iterator[Finding]:
    requested = _requested(data)
    for row in _rows(data):
        expected = requested.get(row.image_id, row.category)
        if row.has_all_cells and row.category in CATEGORIES and row.category != expected:
            text = f'image_category = {row.category!r}: expected {expected!r}'
            yield Finding(text, row.path, row.line, row.image_id)


@_check(
    'missing',
    'error',
    meaning='A requested image has no row.',
    remedy='Add a row with its predictions.',
)
def missing(data: DataSet) -> Iterator[Finding]:
    if data.test is None or not _is_read(data):
        return
    present = {row.image_id for row in _rows(data)}
    requested = data.test.table
    for row, image_id in enumerate(requested.image_ids.tolist()):
        if image_id not in present:
            yield Finding(f'requested in {requested.location(row)}', data.source, None, image_id)


def _is_read(data: DataSet) -> bool:
    """Whether the file was read to its end."""
    return not any(file.error for file in data.files)


def _required(data: DataSet) -> np.ndarray:
    """Return which key points the categories of the rows have, (N, 24) bool."""
    return CATEGORY_POINTS[data.table.category_ids]


def _predicted(data: DataSet) -> np.ndarray:
    """Return which key points are not at (-1, -1), which stands for none, (N, 24) bool."""
    return (data.table.keypoints != -1).any(-1)


@_check(
    'unpredicted',
    'error',
    meaning='Key points of the category are not predicted. They count as if at (-1, -1).',
    remedy='Predict all key points of the category, occluded ones too.',
)
def unpredicted(data: DataSet) -> Iterator[Finding]:
    return at_points(data.table, _required(data) & ~_predicted(data), max_cells=1)


@_check(
    'scale',
    'error',
    meaning='The coordinates as a whole cannot be pixels of the images.',
    remedy=SCALE_REMEDY,
)
def scale(data: DataSet) -> Iterator[Finding]:
    points = data.table.keypoints[_required(data) & _predicted(data)]
    error = scale_error(points, len(data.table) + len(data.malformed_rows))
    if error and _is_read(data):
        yield Finding(error, data.source)


@_check(
    'outside',
    'warning',
    meaning=f'Key points are outside 0..{OFFICIAL_SIDE}, the range of official images.',
    remedy='Check that they are in pixels of the original image.',
)
def outside(data: DataSet) -> Iterator[Finding]:
    keypoints = data.table.keypoints
    is_outside = ((keypoints < 0) | (keypoints > OFFICIAL_SIDE)).any(-1)
    return at_points(data.table, _required(data) & _predicted(data) & is_outside, max_cells=1)


@_check(
    'foreign',
    'warning',
    meaning='Key points are predicted that the category does not have.',
    remedy='Nothing: the score ignores them.',
)
def foreign(data: DataSet) -> Iterator[Finding]:
    return at_points(data.table, ~_required(data) & _predicted(data), max_cells=1)
