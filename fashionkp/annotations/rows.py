"""The rows of a CSV file as text, with the lines that they stand on."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

from fashionkp.annotations.layout import Layout, file_layout
from fashionkp.fileio.csv_cells import path_of_cell

NumberedRows = Iterator[tuple[int, list[str]]]
"""Line, counted from 1, and cells of each row."""


@contextmanager
def open_rows(path: Path) -> Iterator[tuple[Layout, NumberedRows]]:
    """Open a table of any form that the archives come in.

    Args:
        path: A CSV file in UTF-8.

    Yields:
        Where the columns are, and the rows below the header, without blank ones; image ids as they
        were before :func:`~fashionkp.fileio.csv_cells.path_cell`.

    Raises:
        ValueError: The file is empty, no text, no CSV, or its header lacks, repeats or misspells a
            column; also while rows are read inside of the block.
    """
    with path.open(encoding='utf-8-sig', newline='') as file:
        reader = csv.reader(file)
        try:
            yield _peek(path, ((reader.line_num, row) for row in reader if row))
        except UnicodeDecodeError as error:
            raise ValueError(f'{path}: not a text in UTF-8 ({error.reason})') from None
        except csv.Error as error:
            raise ValueError(f'{path}:{reader.line_num}: not a CSV row ({error})') from None


def first_row(path: Path) -> list[str]:
    """Cells of a file's first row, a header or not; none where the file is empty."""
    with path.open(encoding='utf-8-sig', newline='') as file:
        return next((row for row in csv.reader(file) if row), [])


def _peek(path: Path, numbered: NumberedRows) -> tuple[Layout, NumberedRows]:
    start = list(islice(numbered, 2))
    if not start:
        raise ValueError(f'{path}: the file is empty: expected a header or rows')
    try:
        layout = file_layout(start[0][1], start[1][1] if len(start) > 1 else [])
    except ValueError as error:
        raise ValueError(f'{path}:{start[0][0]}: {error}') from None
    return layout, _with_paths(chain(start[layout.has_header :], numbered), layout.order[0])


def _with_paths(numbered: NumberedRows, place: int) -> NumberedRows:
    """The rows with their image ids, in column ``place``, as they were before they were written."""
    for line, row in numbered:
        if len(row) > place and row[place].startswith('./'):
            row[place] = path_of_cell(row[place])
        yield line, row
