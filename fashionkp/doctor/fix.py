"""Writes a table anew with what can be mended without deciding anything."""

import re
from pathlib import Path

from fashionkp.annotations.cells import LABELS, is_valid
from fashionkp.annotations.layout import Layout
from fashionkp.annotations.rows import open_rows
from fashionkp.annotations.table import COLUMNS
from fashionkp.categories import CATEGORIES
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.csv_cells import csv_row, path_cell, text_cell

_WHOLE = re.compile(r'(-?[0-9]+)\.0*')


def fix_table(source: str | Path, path: str | Path) -> dict[str, int]:
    """Write a table in the official form.

    The header and the order of the columns become the official ones; further columns, blank lines,
    a byte order mark and carriage returns go. In cells, blanks around the text go, whole numbers
    written as decimals become integers (``120.0_33.0_1``), backslashes of image ids slashes, and
    capitals of a category small letters. Rows that then equal an earlier one go. Nothing else
    changes: a row that is wrong in any other way stays as it is, but for what a spreadsheet would
    take for a formula (see :mod:`fashionkp.fileio.csv_cells`).

    Args:
        source: The table.
        path: The CSV to write; it appears, complete, when all is written.

    Returns:
        How many rows there are ('rows'), were changed in a cell ('mended'), were left out because
        they repeat another ('repeated'), and are still malformed ('malformed').

    Raises:
        ValueError: The table cannot be read, or has a row of which the columns cannot be told.
        FileExistsError: ``path`` is the table itself.
    """
    source, path = Path(source), Path(path)
    if path.exists() and path.samefile(source):
        raise FileExistsError(f'{path}: the table itself is never changed: name another file')
    counts = dict(rows=0, mended=0, repeated=0, malformed=0)
    seen = set()
    with open_rows(source) as (layout, rows), atomic_write(path) as file:
        file.write(csv_row(COLUMNS[: len(layout.order)]))  # or image id and category alone
        for line, row in rows:
            cells = _in_order(row, layout, f'{source}:{line}')
            mended = [_mended(cell, i) for i, cell in enumerate(cells)]
            counts['rows'] += 1
            counts['mended'] += mended != cells
            if (key := tuple(mended)) in seen:
                counts['repeated'] += 1
                continue
            seen.add(key)
            counts['malformed'] += len(mended) != len(layout.order) or not is_valid(mended, LABELS)
            file.write(csv_row([path_cell(mended[0]), *map(text_cell, mended[1:])]))
    return counts


def _in_order(row: list[str], layout: Layout, where: str) -> list[str]:
    """Cells of a row in the official order; a row of another length stays as it is."""
    if len(row) == layout.width:
        return layout.cells(row)
    if layout.is_plain:
        return row
    raise ValueError(
        f'{where}: {len(row)} cells: expected {layout.width}: in a table with other columns than '
        'the official ones nobody can tell which are meant: mend this row by hand first'
    )


def _mended(cell: str, column: int) -> str:
    text = cell.strip()
    if column == 0:
        return text.replace('\\', '/')
    if column == 1:
        return text.lower() if text.lower() in CATEGORIES else text
    numbers = (_WHOLE.fullmatch(number) for number in text.split('_'))
    return '_'.join(
        whole[1] if whole else number
        for whole, number in zip(numbers, text.split('_'), strict=True)
    )


def fix_summary(counts: dict[str, int]) -> str:
    """What :func:`fix_table` returns, in words."""
    written = counts['rows'] - counts['repeated']
    return (
        f'{written} of {counts["rows"]} rows written, {counts["mended"]} mended, '
        f'{counts["repeated"]} repetitions left out, {counts["malformed"]} still malformed'
    )
