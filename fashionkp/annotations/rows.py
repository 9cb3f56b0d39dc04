"""The rows of a CSV file as text, with their line numbers."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from fashionkp.annotations.layout import Layout, file_layout
from fashionkp.fileio.csv_cells import path_of_cell

NumberedRows = Iterator[tuple[int, list[str]]]
"""Line, counted from 1, and cells of each row."""


@contextmanager
def open_rows(path: Path) -> Iterator[tuple[Layout, NumberedRows]]:
    """Open a table in any form of the archives.

    Args:
        path: A CSV file in UTF-8.

    Yields:
        The columns, and the rows below the header, without blank rows and the empty columns that
        spreadsheets leave at the end. Image ids are as they were before
        :func:`~fashionkp.fileio.csv_cells.path_cell`.

    Raises:
        ValueError: If the file is empty, not text or not a CSV, or its header lacks, repeats or
            misspells a column; also while rows are read inside the block.
    """
    with path.open(encoding='utf-8-sig', newline='') as file:
        reader = csv.reader(file)
        try:
            yield _read_header(path, ((reader.line_num, row) for row in reader if any(row)))
        except UnicodeDecodeError as error:
            raise ValueError(f'{path}: not text in UTF-8 ({error.reason})') from None
        except csv.Error as error:
            raise ValueError(f'{path}:{reader.line_num}: not a CSV row ({error})') from None


def _read_header(path: Path, rows: NumberedRows) -> tuple[Layout, NumberedRows]:
    """Return the layout of a file and the rows below its header."""
    start = list(islice(rows, 2))
    if not start:
        raise ValueError(f'{path}: the file is empty: expected a header or rows')
    line = start[0][0]
    first, second = (_without_empty_end(row, 1) for _, row in (*start, (0, []))[:2])
    try:
        layout = replace(file_layout(first, second), first_row=tuple(first), first_line=line)
    except ValueError as error:
        raise ValueError(f'{path}:{line}: {error}') from None
    return layout, _rows(chain(start[layout.has_header :], rows), layout)


def _without_empty_end(row: list[str], width: int) -> list[str]:
    """Return a row without the empty cells at its end that are beyond a width."""
    end = len(row)
    while end > width and not row[end - 1]:
        end -= 1
    return row[:end]


def _rows(rows: NumberedRows, layout: Layout) -> NumberedRows:
    """Yield rows with their image ids as they were before they were written."""
    column = layout.order[0]
    for line, row in rows:
        if len(row) > layout.width:
            row = _without_empty_end(row, layout.width)
        if len(row) > column and row[column].startswith('./'):
            row[column] = path_of_cell(row[column])
        yield line, row
