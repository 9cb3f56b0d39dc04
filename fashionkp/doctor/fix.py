"""Write a table anew, with everything corrected that can be read in one way only."""

import re
from pathlib import Path

from fashionkp.annotations.cells import LABELS, is_valid
from fashionkp.annotations.layout import Layout
from fashionkp.annotations.rows import open_rows
from fashionkp.annotations.table import COLUMNS
from fashionkp.categories import CATEGORIES
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.csv_cells import csv_row, path_cell, text_cell

_WHOLE_NUMBER = re.compile(r'(-?[0-9]+)\.0*')


def fix_table(source: str | Path, path: str | Path) -> dict[str, int]:
    """Write a table in the official form.

    The file gets the official header and column order, without further columns, blank lines, byte
    order mark and carriage returns. In cells, blanks around the text are removed, whole numbers
    with decimals (``120.0_33.0_1``) become integers, backslashes in image ids become slashes, and
    categories become lower case. Exact repetitions of rows are dropped. All other rows are written
    as they are, apart from formulas of spreadsheets (see :mod:`fashionkp.fileio.csv_cells`).

    Args:
        source: The table.
        path: The CSV to write, atomically.

    Returns:
        Numbers of rows: read (``rows``), ``fixed``, dropped as ``repeated``, still ``malformed``.

    Raises:
        ValueError: If the table cannot be read, or a row's cells cannot be assigned to columns.
        FileExistsError: If ``path`` is the table itself.
    """
    source, path = Path(source), Path(path)
    if path.exists() and path.samefile(source):
        raise FileExistsError(f'{path}: the table itself is never changed: choose another file')
    counts = dict(rows=0, fixed=0, repeated=0, malformed=0)
    written = set()
    with open_rows(source) as (layout, rows), atomic_write(path) as file:
        file.write(csv_row(COLUMNS[: len(layout.order)]))  # the first two of a list of images
        for line, row in rows:
            cells = _in_official_order(row, layout, f'{source}:{line}')
            fixed = [_fixed_cell(cell, column) for column, cell in enumerate(cells)]
            counts['rows'] += 1
            counts['fixed'] += fixed != cells
            if (key := tuple(fixed)) in written:
                counts['repeated'] += 1
                continue
            written.add(key)
            counts['malformed'] += len(fixed) != len(layout.order) or not is_valid(fixed, LABELS)
            file.write(csv_row([path_cell(fixed[0]), *map(text_cell, fixed[1:])]))
    return counts


def _in_official_order(row: list[str], layout: Layout, location: str) -> list[str]:
    """Return the cells of a row in the official order; a row of another width is unchanged."""
    if len(row) == layout.width:
        return layout.cells(row)
    if layout.is_plain:
        return row
    raise ValueError(
        f'{location}: {len(row)} cells: expected {layout.width}: the columns are not the official '
        'ones, so it is unknown which cells are missing: correct this row by hand first'
    )


def _fixed_cell(cell: str, column: int) -> str:
    text = cell.strip()
    if column == 0:
        return text.replace('\\', '/')
    if column == 1:
        return text.lower() if text.lower() in CATEGORIES else text
    parts = text.split('_')
    matches = (_WHOLE_NUMBER.fullmatch(part) for part in parts)
    return '_'.join(match[1] if match else part for match, part in zip(matches, parts, strict=True))


def fix_summary(counts: dict[str, int]) -> str:
    """Return the counts of :func:`fix_table` as a line of text."""
    written = counts['rows'] - counts['repeated']
    return (
        f'{written} of {counts["rows"]} rows written, {counts["fixed"]} fixed, '
        f'{counts["repeated"]} repetitions dropped, {counts["malformed"]} still malformed'
    )
