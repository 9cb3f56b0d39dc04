"""Valid cells of a FashionAI table, and the errors of other ones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fashionkp.annotations.table import COLUMNS
from fashionkp.categories import CATEGORIES, CATEGORY_CHOICES, KEYPOINTS
from fashionkp.fileio.text import short_repr

LABEL_LIMIT = 10**4
"""Annotated coordinates are in 0 <= x < LABEL_LIMIT, pixels; official ones end at 512."""

PREDICTION_LIMIT = 10**6
"""Absolute values of predicted coordinates are below this, pixels."""

ABSENT = '-1_-1_-1'
"""Cell of a key point that is not annotated."""

IMAGE_ID = re.compile(
    r'(?![/~]|[A-Za-z]:)(?!(?:.*/)?\.\.(?:/|$))[^\\\x00-\x1f\x7f\ud800-\udfff]{1,255}', re.ASCII
)
"""A relative path without ``..`` or drive letter, which never leaves the archive's folder. No
control characters or bytes that are not UTF-8 (surrogates in Python), which no table can hold."""

IMAGE_ID_TEXT = 'a relative path of up to 255 characters without ..'
"""What :data:`IMAGE_ID` matches, for messages."""


def expected_image_id(text: str) -> str:
    """Return, for a message, what is expected instead of a text that is no :data:`IMAGE_ID`.

    Example:
        >>> expected_image_id('Images\\\\a.jpg')
        'slashes (/) between folders instead of backslashes'
    """
    if '\\' in text:
        return 'slashes (/) between folders instead of backslashes'
    if any('\ud800' <= character <= '\udfff' for character in text):
        return 'a path in UTF-8'
    return IMAGE_ID_TEXT


@dataclass(frozen=True)
class CellFormat:
    """Format of the key point cells in one kind of table.

    Attributes:
        cell: Matches a valid cell of a key point that the row's category has.
        foreign: Matches a valid cell of any other key point.
        rows: For each category, matches the key point cells of a valid row, joined by commas.
        expected: What ``cell`` matches, for messages.
        dtype: Smallest type that holds the numbers of a cell.
    """

    cell: re.Pattern
    foreign: re.Pattern
    rows: dict[str, re.Pattern]
    expected: str
    dtype: np.dtype


class CellError(NamedTuple):
    """An invalid cell: its column, content and what is expected; no column for a whole row."""

    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        cell = f'{self.column} = {short_repr(self.value)}' if self.column else self.value
        return f'{cell}: expected {self.expected}'


def _cell_format(cell: str, foreign: str, *, expected: str, dtype: np.dtype) -> CellFormat:
    rows = {
        name: re.compile(
            ','.join(f'(?:{cell if key in category.keypoints else foreign})' for key in KEYPOINTS)
        )
        for name, category in CATEGORIES.items()
    }
    return CellFormat(
        cell=re.compile(cell),
        foreign=re.compile(foreign),
        rows=rows,
        expected=expected,
        dtype=dtype,
    )


def _label_format() -> CellFormat:
    number = f'[0-9]{{1,{len(str(LABEL_LIMIT - 1))}}}'
    return _cell_format(
        f'{ABSENT}|{number}_{number}_[01]',
        ABSENT,
        expected=f'x_y_v with integers 0..{LABEL_LIMIT - 1} and v 0 or 1, or {ABSENT}',
        dtype=np.dtype(np.int16),
    )


def _prediction_format() -> CellFormat:
    digits = len(str(PREDICTION_LIMIT - 1))
    # tiny numbers are printed as 1e-07; no valid number needs a positive exponent
    number = rf'-?(?:[0-9]{{1,{digits}}}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]-[0-9]{{1,3}})?'
    cell = rf'{number}_{number}_-?[01](?:\.0*)?'
    return _cell_format(
        cell,
        cell,
        expected=f'x_y_v with numbers from -{PREDICTION_LIMIT} to {PREDICTION_LIMIT} and v -1, 0 '
        'or 1',
        dtype=np.dtype(np.float64),
    )


LABELS = _label_format()
"""Annotations: integers; a key point is absent or has v 0 or 1; other categories' are absent."""

PREDICTIONS = _prediction_format()
"""Submissions: any numbers, negative ones too, for any of the key points."""


def is_valid(row: list[str], cell_format: CellFormat) -> bool:
    """Return whether a row is valid.

    Args:
        row: All cells, or image id and category only, in the order of ``COLUMNS``.
        cell_format: Format of the key point cells.
    """
    image_id, category, *cells = row
    if category not in CATEGORIES or not IMAGE_ID.fullmatch(image_id):
        return False
    return not cells or cell_format.rows[category].fullmatch(','.join(cells)) is not None


def cell_errors(row: list[str], cell_format: CellFormat) -> Iterator[CellError]:
    """Yield the invalid cells of a row; none if :func:`is_valid`.

    Args:
        row: All cells, or image id and category only, in the order of ``COLUMNS``.
        cell_format: Format of the key point cells.
    """
    image_id, name, *cells = row
    if not IMAGE_ID.fullmatch(image_id):
        yield CellError(COLUMNS[0], image_id, expected_image_id(image_id))
    category = CATEGORIES.get(name)
    if category is None:
        yield CellError(COLUMNS[1], name, CATEGORY_CHOICES)
    for keypoint, cell in zip(KEYPOINTS, cells, strict=bool(cells)):
        if category is None or keypoint in category.keypoints:
            if not cell_format.cell.fullmatch(cell):
                yield CellError(keypoint, cell, cell_format.expected)
        elif not cell_format.foreign.fullmatch(cell):
            absent = f'{ABSENT}: {name} has no such key point'
            yield CellError(
                keypoint, cell, absent if cell_format is LABELS else cell_format.expected
            )
