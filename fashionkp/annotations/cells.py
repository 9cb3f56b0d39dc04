"""What the cells of a FashionAI table may hold, and what is wrong with a row that holds less."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fashionkp.annotations.table import COLUMNS
from fashionkp.categories import CATEGORIES, CATEGORY_CHOICES, KEYPOINTS

LABEL_LIMIT = 10**4
"""Annotated coordinates lie in 0 <= x < LABEL_LIMIT, pixels; the official ones end at 512."""

PREDICTION_LIMIT = 10**6
"""Predicted coordinates are smaller than this in size, pixels."""

ABSENT = '-1_-1_-1'
"""The cell of a point that is not annotated."""

IMAGE_ID = re.compile(
    r'(?![/~]|[A-Za-z]:)(?!(?:.*/)?\.\.(?:/|$))[^\\\x00-\x1f\x7f\ud800-\udfff]{1,255}', re.ASCII
)
"""A relative path, no step upwards, no drive letter: it never leaves the archive's folder. No
control characters, nor bytes that are no UTF-8 (Python's surrogates), which no table can hold."""

IMAGE_ID_TEXT = 'a relative path of up to 255 characters without ..'
"""What :data:`IMAGE_ID` matches, in words."""


@dataclass(frozen=True)
class CellForm:
    """What the key point cells of one kind of table look like.

    Attributes:
        cell: Matches a legal cell of a point that the row's category has.
        foreign: Matches a legal cell of any other point.
        rows: For each category, matches the point cells of a legal row joined by commas.
        legal: What ``cell`` matches, in words.
        number: Smallest type that holds the numbers of its cells.
    """

    cell: re.Pattern
    foreign: re.Pattern
    rows: dict[str, re.Pattern]
    legal: str
    number: np.dtype


def _form(cell: str, foreign: str, legal: str, number: np.dtype) -> CellForm:
    rows = {
        name: re.compile(
            ','.join(f'(?:{cell if key in category.keypoints else foreign})' for key in KEYPOINTS)
        )
        for name, category in CATEGORIES.items()
    }
    return CellForm(re.compile(cell), re.compile(foreign), rows, legal, number)


def _label_form() -> CellForm:
    number = f'[0-9]{{1,{len(str(LABEL_LIMIT - 1))}}}'
    legal = f'x_y_v with integers 0..{LABEL_LIMIT - 1} and v 0 or 1, or {ABSENT}'
    return _form(f'{ABSENT}|{number}_{number}_[01]', ABSENT, legal, np.dtype(np.int16))


def _prediction_form() -> CellForm:
    digits = len(str(PREDICTION_LIMIT - 1))
    # A program that prints a tiny number writes 1e-07; no legal number needs a positive exponent.
    number = rf'-?(?:[0-9]{{1,{digits}}}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]-[0-9]{{1,3}})?'
    cell = rf'{number}_{number}_-?[01](?:\.0*)?'
    legal = f'x_y_v with numbers below {PREDICTION_LIMIT} in size and v -1, 0 or 1'
    return _form(cell, cell, legal, np.dtype(np.float64))


LABELS = _label_form()
"""Annotations: integers; a point is absent or has v 0 or 1; other categories' points are absent."""

PREDICTIONS = _prediction_form()
"""Submissions: any numbers, also negative ones, on any of the points."""


def is_legal(row: list[str], form: CellForm) -> bool:
    """Whether a row in the order of ``COLUMNS``, with all its cells or 2, is well formed."""
    image_id, category, *cells = row
    if category not in CATEGORIES or not IMAGE_ID.fullmatch(image_id):
        return False
    return not cells or form.rows[category].fullmatch(','.join(cells)) is not None


def faults(row: list[str], form: CellForm) -> Iterator[tuple[str, str, str]]:
    """The cells for which :func:`is_legal` refuses a row.

    Args:
        row: All cells or 2, in the order of ``COLUMNS``.
        form: What its key point cells may hold.

    Yields:
        Column, value, and what is legal there.
    """
    image_id, name, *cells = row
    if not IMAGE_ID.fullmatch(image_id):
        yield COLUMNS[0], image_id, IMAGE_ID_TEXT
    category = CATEGORIES.get(name)
    if category is None:
        yield COLUMNS[1], name, CATEGORY_CHOICES
    for keypoint, cell in zip(KEYPOINTS, cells, strict=bool(cells)):
        if category is None or keypoint in category.keypoints:
            if not form.cell.fullmatch(cell):
                yield keypoint, cell, form.legal
        elif not form.foreign.fullmatch(cell):
            legal = f'{ABSENT}: {name} has no such point' if form is LABELS else form.legal
            yield keypoint, cell, legal
