"""Checks of how tables are written: the file, its columns, its rows and cells."""

from collections.abc import Callable, Iterator

from fashionkp.annotations.cells import ABSENT, IMAGE_ID_TEXT, LABEL_LIMIT
from fashionkp.annotations.layout import Layout
from fashionkp.annotations.table import COLUMNS
from fashionkp.categories import CATEGORIES
from fashionkp.datasets.data_set import DataSet
from fashionkp.doctor.findings import Finding
from fashionkp.doctor.registry import Find, check
from fashionkp.fileio.text import short_repr

_MENDED = '--fix writes the official form.'


@check(
    'unreadable-table',
    'error',
    'A table is empty, no text in UTF-8, no CSV, or its header lacks, repeats or misspells a '
    'column. What stands behind the place is not checked.',
    f'Mend the file. The columns are {", ".join(COLUMNS[:3])}, ... {COLUMNS[-1]}.',
)
def unreadable_table(data: DataSet) -> Iterator[Finding]:
    return (Finding(file.error, file.path) for file in data.files if file.error)


@check('no-rows', 'warning', 'A table has no rows.', 'See whether it was cut off, or leave it out.')
def no_rows(data: DataSet) -> Iterator[Finding]:
    filled = {data.table.paths[place] for place in set(data.table.file_ids.tolist())}
    filled |= {row.path for row in data.malformed_rows}
    empty = (file for file in data.files if not file.error and file.path not in filled)
    return (Finding('no rows', file.path) for file in empty)


def _by_layout(tell: Callable[[Layout, tuple[str, ...]], str]) -> Find:
    """A search for files of whose layout and first row ``tell`` has to say a text."""

    def find(data: DataSet) -> Iterator[Finding]:
        for file in data.files:
            if file.layout and (text := tell(file.layout, file.header)):
                yield Finding(text, file.path, 1)

    return find


@check(
    'missing-header',
    'warning',
    'The first row holds data: the columns are taken to be the official ones.',
    f'See whether they are. {_MENDED}',
)
@_by_layout
def missing_header(layout: Layout, first: tuple[str, ...]) -> str:
    return '' if layout.has_header else f'the first row starts with {short_repr(first[0])}'


@check(
    'short-header',
    'warning',
    'The header names fewer columns than the rows have: the others are taken to be the official '
    'ones.',
    f'See whether they are. {_MENDED}',
)
@_by_layout
def short_header(layout: Layout, first: tuple[str, ...]) -> str:
    short = layout.has_header and len(first) < layout.width
    return f'{len(first)} column names for {layout.width} columns' if short else ''


@check(
    'column-order',
    'info',
    'The columns stand in another order than in the official tables; their names are followed.',
    f'Nothing for this package; other programs go by the order. {_MENDED}',
)
@_by_layout
def column_order(layout: Layout, first: tuple[str, ...]) -> str:
    if layout.indices == tuple(sorted(layout.indices)):
        return ''
    names = [name for name in first if name in COLUMNS]
    pairs = zip(names, (name for name in COLUMNS if name in names), strict=True)
    found, expected = next(pair for pair in pairs if pair[0] != pair[1])
    return f'{found} stands where {expected} is expected'


@check(
    'extra-column',
    'info',
    'A column that the official tables do not have, which is ignored.',
    _MENDED,
)
@_by_layout
def extra_column(layout: Layout, first: tuple[str, ...]) -> str:
    extra = [name for name in first if name.strip() not in COLUMNS]
    return ', '.join(extra) if layout.width > len(layout.indices) else ''


@check(
    'byte-order-mark',
    'info',
    'The file starts with a byte order mark, which other programs take for a part of the first '
    'column name.',
    _MENDED,
)
def byte_order_mark(data: DataSet) -> Iterator[Finding]:
    marked = (file for file in data.files if file.byte_order_mark)
    return (Finding('the file starts with EF BB BF', file.path, 1) for file in marked)


@check(
    'line-ends',
    'info',
    'Lines end with carriage return and line feed, which some programs take into the last cell.',
    _MENDED,
)
def line_ends(data: DataSet) -> Iterator[Finding]:
    windows = (file for file in data.files if file.carriage_returns)
    return (Finding('lines end with CR LF', file.path, 1) for file in windows)


@check(
    'unlabelled',
    'info',
    'A list of images and categories without key points, as test.csv is.',
    'Nothing, unless points are expected: then the columns are missing.',
)
@_by_layout
def unlabelled(layout: Layout, first: tuple[str, ...]) -> str:
    return '' if layout.labelled else 'no key points'


def _bad_cells(data: DataSet, wanted: Callable[[str, str], bool]) -> Iterator[Finding]:
    """Findings at malformed rows, for errors where ``wanted(category, column)`` holds."""
    for row in data.malformed_rows:
        errors = [error for error in row.errors if wanted(row.category, error.column)]
        if not errors:
            continue
        text = ', '.join(f'{column} = {short_repr(value)}' for column, value, _ in errors)
        names = tuple(column for column, _, _ in errors if column in COLUMNS[2:])
        yield Finding(text, row.path, row.line, row.image_id, names)


def _is_foreign(category: str, column: str) -> bool:
    return (
        column in COLUMNS[2:]
        and category in CATEGORIES
        and column not in CATEGORIES[category].keypoints
    )


@check(
    'row-width',
    'error',
    'A row has more or fewer cells than the table has columns.',
    'Mend the row: often a comma is missing, or a line was cut.',
)
def row_width(data: DataSet) -> Iterator[Finding]:
    for row in data.malformed_rows:
        column, found, expected = row.errors[0]
        if not column:
            yield Finding(f'{found}: expected {expected}', row.path, row.line, row.image_id)


@check(
    'image-id',
    'error',
    f'An image id has to be {IMAGE_ID_TEXT}; this one is not.',
    'Write the path of the image below the folder of the archive, with slashes. --fix turns '
    'backslashes into slashes.',
)
def image_id(data: DataSet) -> Iterator[Finding]:
    return _bad_cells(data, lambda category, column: column == COLUMNS[0])


@check(
    'category',
    'error',
    f'A category that is none of {", ".join(CATEGORIES)}.',
    'Mend the name, leave the row out, or declare the garment (docs/garments.md). --fix mends '
    'capitals.',
)
def category(data: DataSet) -> Iterator[Finding]:
    return _bad_cells(data, lambda category, column: column == COLUMNS[1])


@check(
    'cell',
    'error',
    f'A cell is neither x_y_v with whole pixels 0..{LABEL_LIMIT - 1} and v 0 or 1, nor {ABSENT}.',
    'Mend the cell. --fix turns whole numbers written as decimals (120.0) into integers.',
)
def cell(data: DataSet) -> Iterator[Finding]:
    return _bad_cells(
        data,
        lambda category, column: column in COLUMNS[2:] and not _is_foreign(category, column),
    )


@check(
    'foreign-point',
    'error',
    f'A point is annotated that the category does not have; it should be {ABSENT}. A row with all '
    'points filled is a prediction.',
    'See which is wrong, the point or the category.',
)
def foreign_point(data: DataSet) -> Iterator[Finding]:
    return _bad_cells(data, _is_foreign)
