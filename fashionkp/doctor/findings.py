"""What checks find, and where."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import KEYPOINTS


@dataclass(frozen=True)
class Finding:
    """One thing that a check found.

    Attributes:
        text: What it is.
        path: The table, or an image that no row names.
        line: Line in the table, counted from 1; None for the file as a whole.
        image_id: Image id of the row; empty for the file as a whole.
        keypoints: Names of the key points concerned.
        copy_of: The image that the row's image is a copy of.
    """

    text: str
    path: Path
    line: int | None = None
    image_id: str = ''
    keypoints: tuple[str, ...] = ()
    copy_of: Path | None = None


def at_row(table: AnnotationTable, row: int, text: str, **details: Any) -> Finding:
    """Return a finding at a row of a table; ``details`` are further attributes of it."""
    path = table.paths[table.file_ids[row]]
    return Finding(text, path, int(table.lines[row]), str(table.image_ids[row]), **details)


def at_rows(
    table: AnnotationTable, mask: np.ndarray, text: str | Callable[[int], str]
) -> Iterator[Finding]:
    """Yield a finding for each row of a mask.

    Args:
        table: N rows.
        mask: (N,) bool.
        text: Text of all findings, or a function that returns it for the index of a row.
    """
    for row in np.flatnonzero(mask).tolist():
        yield at_row(table, row, text if isinstance(text, str) else text(row))


def at_points(
    table: AnnotationTable,
    mask: np.ndarray,
    *,
    suffix: Callable[[int], str] = lambda row: '',
    max_cells: int = len(KEYPOINTS),
) -> Iterator[Finding]:
    """Yield a finding for each row that has key points in a mask; its text lists their cells.

    Args:
        table: N rows.
        mask: (N, 24) bool.
        suffix: Returns what to append to the text, for the index of a row.
        max_cells: Number of cells to list; the others are counted.
    """
    for row in np.flatnonzero(mask.any(1)).tolist():
        names = tuple(KEYPOINTS[i] for i in np.flatnonzero(mask[row]))
        text = cells_text(table, row, names[:max_cells])
        if len(names) > max_cells:
            text += f' (and {len(names) - max_cells} more)'
        yield at_row(table, row, text + suffix(row), keypoints=names)


def cells_text(table: AnnotationTable, row: int, names: tuple[str, ...]) -> str:
    """Return cells of a row as in its table, such as ``crotch = 12_40_1``."""
    texts = []
    for name in names:
        index = KEYPOINTS.index(name)
        (x, y), v = table.keypoints[row, index], table.visibility[row, index]
        texts.append(f'{name} = {x:.10g}_{y:.10g}_{v}')
    return ', '.join(texts)


def full_location(table: AnnotationTable, row: int) -> str:
    """Return path and line of a row."""
    return f'{table.paths[table.file_ids[row]]}:{table.lines[row]}'


def file_name(table: AnnotationTable, row: int) -> str:
    """Return the name of a row's image without folders, which the fixed split depends on."""
    return str(table.image_ids[row]).rsplit('/', 1)[-1]
