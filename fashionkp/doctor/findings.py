"""Places in a data set where a check applies."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import KEYPOINTS


@dataclass(frozen=True)
class Finding:
    """A place where a check applies.

    Attributes:
        text: What is found there.
        path: The table, or the image where no row is meant.
        line: Line in the table, counted from 1; None for the file as a whole.
        image_id: Of the row; '' for the file as a whole.
        keypoints: Names of the key points that are meant.
        image_like: The image that the row's image is a copy of.
    """

    text: str
    path: Path
    line: int | None = None
    image_id: str = ''
    keypoints: tuple[str, ...] = ()
    image_like: Path | None = None


def at_row(table: AnnotationTable, row: int, text: str, **details: Any) -> Finding:
    """A finding at a row of a table; ``details`` are further attributes of it."""
    path = table.paths[table.file_ids[row]]
    return Finding(text, path, int(table.lines[row]), str(table.image_ids[row]), **details)


def at_rows(
    table: AnnotationTable, rows: np.ndarray, text: str | Callable[[int], str]
) -> Iterator[Finding]:
    """Findings at the rows of a mask, (N,) bool.

    Args:
        table: N rows.
        rows: Which of them.
        text: What is found, the same everywhere or told for the place of a row.
    """
    for row in np.flatnonzero(rows).tolist():
        yield at_row(table, row, text if isinstance(text, str) else text(row))


def at_points(
    table: AnnotationTable, points: np.ndarray, suffix: Callable[[int], str] = lambda row: ''
) -> Iterator[Finding]:
    """Findings at the points of a mask, (N, 24) bool, one for each row that has some.

    Args:
        table: N rows.
        points: Which points.
        suffix: Told for the place of a row, what goes behind the cells.
    """
    for row in np.flatnonzero(points.any(1)).tolist():
        names = tuple(KEYPOINTS[i] for i in np.flatnonzero(points[row]))
        yield at_row(table, row, cells_text(table, row, names) + suffix(row), keypoints=names)


def cells_text(table: AnnotationTable, row: int, names: tuple[str, ...]) -> str:
    """Cells of a row as its table has them, such as ``crotch = 12_40_1``."""
    texts = []
    for name in names:
        point = KEYPOINTS.index(name)
        (x, y), v = table.keypoints[row, point], table.visibility[row, point]
        texts.append(f'{name} = {x:.0f}_{y:.0f}_{v}')
    return ', '.join(texts)


def full_location(table: AnnotationTable, row: int) -> str:
    """File with its folders, and line, of a row."""
    return f'{table.paths[table.file_ids[row]]}:{table.lines[row]}'


def file_name(table: AnnotationTable, row: int) -> str:
    """Name of a row's image without folders, which alone decides on its side of the split."""
    return str(table.image_ids[row]).rsplit('/', 1)[-1]
