"""Checks of the form of tables: files, columns, rows and cells."""

from collections.abc import Callable, Iterator

from fashionkp.annotations.cells import ABSENT, IMAGE_ID_TEXT, LABEL_LIMIT
from fashionkp.annotations.layout import Layout
from fashionkp.annotations.table import COLUMNS
from fashionkp.categories import CATEGORIES
from fashionkp.datasets.data_set import DataSet
from fashionkp.doctor.findings import Finding
from fashionkp.doctor.registry import Find, check
from fashionkp.fileio.text import short_repr

_FIX = '--fix writes the official form.'


@check(
    'unreadable-table',
    'error',
    meaning='A table is empty, not UTF-8 text or not CSV, or its header lacks, repeats or '
    'misspells a column. Its rows are not checked from there on.',
    remedy=f'Correct the file. The columns are {", ".join(COLUMNS[:3])}, ... {COLUMNS[-1]}.',
)
def unreadable_table(data: DataSet) -> Iterator[Finding]:
    return (Finding(file.error, file.path) for file in data.files if file.error)


@check(
    'no-rows',
    'warning',
    meaning='A table has no rows.',
    remedy='Check whether the file was cut off, or remove it.',
)
def no_rows(data: DataSet) -> Iterator[Finding]:
    with_rows = {data.table.paths[file_id] for file_id in set(data.table.file_ids.tolist())}
    with_rows |= {row.path for row in data.malformed_rows}
    empty = (file for file in data.files if not file.error and file.path not in with_rows)
    return (Finding('no rows', file.path) for file in empty)


def _per_table(describe: Callable[[Layout], str]) -> Find:
    """Return a search for tables in whose layout ``describe`` finds something.

    Args:
        describe: Returns the text of the finding, empty for none.
    """

    def find(data: DataSet) -> Iterator[Finding]:
        for file in data.files:
            if file.layout and (text := describe(file.layout)):
                yield Finding(text, file.path, file.layout.first_line)

    return find


@check(
    'missing-header',
    'warning',
    meaning='The first row has data, not column names; the official columns are assumed.',
    remedy=f'Check that the columns are the official ones. {_FIX}',
)
@_per_table
def missing_header(layout: Layout) -> str:
    if layout.has_header:
        return ''
    return f'the first row starts with {short_repr(layout.first_row[0])}'


@check(
    'short-header',
    'warning',
    meaning='The header names fewer columns than the rows have; the official ones are assumed '
    'for the rest.',
    remedy=f'Check that the columns are the official ones. {_FIX}',
)
@_per_table
def short_header(layout: Layout) -> str:
    names = len(layout.first_row)
    short = layout.has_header and names < layout.width
    return f'{names} column names for {layout.width} columns' if short else ''


@check(
    'column-order',
    'info',
    meaning='The columns are not in the official order; they are read by name.',
    remedy=f'Nothing for this package; other programs read columns by position. {_FIX}',
)
@_per_table
def column_order(layout: Layout) -> str:
    if layout.indices == tuple(sorted(layout.indices)):
        return ''
    names = [name.strip() for name in layout.first_row if name.strip() in COLUMNS]
    pairs = zip(names, (name for name in COLUMNS if name in names), strict=True)
    name, expected = next(pair for pair in pairs if pair[0] != pair[1])
    return f'{name} at the position of {expected}'


@check(
    'extra-column',
    'info',
    meaning='A column that the official tables do not have; it is ignored.',
    remedy=_FIX,
)
@_per_table
def extra_column(layout: Layout) -> str:
    extra = [name for name in layout.first_row if name.strip() not in COLUMNS]
    return ', '.join(extra) if layout.width > len(layout.indices) else ''


@check(
    'byte-order-mark',
    'info',
    meaning='The file starts with a byte order mark, which other programs read as part of the '
    'first column name.',
    remedy=_FIX,
)
def byte_order_mark(data: DataSet) -> Iterator[Finding]:
    marked = (file for file in data.files if file.byte_order_mark)
    return (Finding('the file starts with the bytes EF BB BF', file.path, 1) for file in marked)


@check(
    'line-ends',
    'info',
    meaning='Lines end with CR LF; some programs read the CR as part of the last cell.',
    remedy=_FIX,
)
def line_ends(data: DataSet) -> Iterator[Finding]:
    windows = (file for file in data.files if file.carriage_returns)
    return (Finding('lines end with CR LF', file.path, 1) for file in windows)


@check(
    'unlabelled',
    'info',
    meaning='A list of images and categories without key points, such as test.csv.',
    remedy='Nothing, unless key points are expected: then their columns are missing.',
)
@_per_table
def unlabelled(layout: Layout) -> str:
    return '' if layout.labelled else 'no key points'


def _invalid_cells(data: DataSet, is_wanted: Callable[[str, str], bool]) -> Iterator[Finding]:
    """Yield a finding for each row with invalid cells for which ``is_wanted(category, column)``."""
    for row in data.malformed_rows:
        errors = [error for error in row.errors if is_wanted(row.category, error.column)]
        if not errors:
            continue
        text = ', '.join(f'{column} = {short_repr(value)}' for column, value, _ in errors)
        keypoints = tuple(column for column, _, _ in errors if column in COLUMNS[2:])
        yield Finding(text, row.path, row.line, row.image_id, keypoints=keypoints)


def _is_foreign(category: str, column: str) -> bool:
    return (
        column in COLUMNS[2:]
        and category in CATEGORIES
        and column not in CATEGORIES[category].keypoints
    )


@check(
    'row-width',
    'error',
    meaning='A row has more or fewer cells than the table has columns.',
    remedy='Correct the row: often a comma is missing or the line was cut off.',
)
def row_width(data: DataSet) -> Iterator[Finding]:
    for row in data.malformed_rows:
        error = row.errors[0]
        if not error.column:
            yield Finding(str(error), row.path, row.line, row.image_id)


@check(
    'image-id',
    'error',
    meaning=f'An image id is not {IMAGE_ID_TEXT}.',
    remedy='Write the path of the image relative to the archive, with slashes. --fix replaces '
    'backslashes by slashes.',
)
def image_id(data: DataSet) -> Iterator[Finding]:
    return _invalid_cells(data, lambda category, column: column == COLUMNS[0])


@check(
    'category',
    'error',
    meaning=f'A category is not one of {", ".join(CATEGORIES)}.',
    remedy='Correct the name, remove the row, or declare the garment (docs/garments.md). --fix '
    'lowercases it.',
)
def category(data: DataSet) -> Iterator[Finding]:
    return _invalid_cells(data, lambda category, column: column == COLUMNS[1])


@check(
    'cell',
    'error',
    meaning=f'A cell is neither x_y_v with integers 0..{LABEL_LIMIT - 1} and v 0 or 1, nor '
    f'{ABSENT}.',
    remedy='Correct the cell. --fix turns whole numbers with decimals (120.0) into integers.',
)
def cell(data: DataSet) -> Iterator[Finding]:
    return _invalid_cells(
        data,
        lambda category, column: column in COLUMNS[2:] and not _is_foreign(category, column),
    )


@check(
    'foreign-point',
    'error',
    meaning=f'A key point is annotated that the category does not have; expected {ABSENT}. Rows '
    'with all cells filled are predictions, not annotations.',
    remedy='Check which is wrong, the point or the category.',
)
def foreign_point(data: DataSet) -> Iterator[Finding]:
    return _invalid_cells(data, _is_foreign)
