"""The columns of a table's file."""

from dataclasses import dataclass
from functools import cached_property

from fashionkp.annotations.cells import ABSENT
from fashionkp.annotations.table import COLUMNS, OFFICIAL_COLUMNS
from fashionkp.custom_garments import HOW_TO

_IGNORED = 'category'  # some archives repeat image_category under this name
_IDENTITY = COLUMNS[:2]
_OTHER_SEPARATORS = {';': 'semicolons', '\t': 'tabs', '|': 'bars'}


@dataclass(frozen=True)
class Layout:
    """Columns of a file.

    Attributes:
        width: Number of cells in a row.
        order: For each of ``COLUMNS``, or the first two if the file has no key points, its index
            in a row; ``width`` if the file lacks it, as it may lack those of custom garments.
        has_header: Whether the first row names the columns.
        first_row: The cells of the first row, a header or not, without empty ones at its end.
        first_line: Line of the first row in the file, counted from 1.
    """

    width: int
    order: tuple[int, ...]
    has_header: bool
    first_row: tuple[str, ...] = ()
    first_line: int = 1

    @property
    def labelled(self) -> bool:
        """Whether the rows have key points."""
        return len(self.order) == len(COLUMNS)

    @cached_property
    def is_plain(self) -> bool:
        """Whether a row has exactly the columns of ``COLUMNS``, in this order."""
        return self.order == tuple(range(self.width))

    @property
    def indices(self) -> tuple[int, ...]:
        """Indices in a row of the columns that the file has, in the order of ``COLUMNS``."""
        return tuple(index for index in self.order if index < self.width)

    def cells(self, row: list[str]) -> list[str]:
        """Return the cells of a row in the order of ``COLUMNS``; columns it lacks are absent."""
        if self.is_plain:
            return row
        padded = [*row, ABSENT]
        return [padded[index] for index in self.order]

    def identity(self, row: list[str]) -> tuple[str, str]:
        """Return image id and category of a row of any length; empty if it ends before."""
        padded = [*row, *[''] * self.width]
        return padded[self.order[0]], padded[self.order[1]]


def file_layout(first: list[str], second: list[str]) -> Layout:
    """Determine the columns of a file from its first two rows.

    A full header states the order of the columns. After a header that breaks off early (the rows
    are longer), or without one, the columns are in the official order. The columns of custom
    garments may be missing.

    Args:
        first: First row of the file, a header or not.
        second: The next row; empty if there is none.

    Raises:
        ValueError: If the header repeats, lacks or misspells a column, or cells are not separated
            by commas.
    """
    if len(first) == 1:
        raise ValueError(_single_cell_error(first[0]))
    names = tuple(name.strip() for name in first)
    if _IDENTITY[0] not in names:
        return _layout_without_header(len(first))
    for columns in (OFFICIAL_COLUMNS, COLUMNS):
        if len(second) == len(columns) > len(names) and names == columns[: len(names)]:
            return _layout(columns)
    without_keypoints = {*names} <= {*_IDENTITY, _IGNORED}
    _check_header(names, _IDENTITY if without_keypoints else OFFICIAL_COLUMNS)
    if without_keypoints:
        return Layout(len(names), tuple(names.index(name) for name in _IDENTITY), has_header=True)
    return _layout(names)


def _layout_without_header(width: int) -> Layout:
    if width == len(_IDENTITY):
        return Layout(width, (0, 1), has_header=False)
    is_official = width == len(OFFICIAL_COLUMNS)
    return _layout(OFFICIAL_COLUMNS if is_official else COLUMNS, has_header=False)


def _check_header(names: tuple[str, ...], required: tuple[str, ...]) -> None:
    """Raise if a header has unknown or repeated columns, or lacks required ones."""
    unknown = [name for name in names if name not in (*COLUMNS, _IGNORED)]
    repeated = [name for name in COLUMNS if names.count(name) > 1]
    missing = [name for name in required if name not in names]
    errors = column_errors(unknown=unknown, repeated=repeated, missing=missing)
    if errors:
        custom = f', or key points that a file declares {HOW_TO}' if unknown else ''
        raise ValueError(f'{errors}: expected {", ".join(COLUMNS)}{custom}')


def column_errors(**columns: list[str]) -> str:
    """Return a text of what is wrong with the columns of a file, empty if nothing is.

    Args:
        **columns: Names of columns by what is wrong with them.

    Example:
        >>> column_errors(unknown=['crutch'], repeated=[], missing=['crotch'])
        "unknown columns 'crutch'; missing columns 'crotch'"
    """
    return '; '.join(
        f'{kind} columns {", ".join(map(repr, names))}' for kind, names in columns.items() if names
    )


def _layout(names: tuple[str, ...], *, has_header: bool = True) -> Layout:
    """Return the layout of a file that has all these columns."""
    indices = {name: index for index, name in enumerate(names)}
    order = tuple(indices.get(name, len(names)) for name in COLUMNS)
    return Layout(len(names), order, has_header)


def _single_cell_error(cell: str) -> str:
    for separator, name in _OTHER_SEPARATORS.items():
        if separator in cell:
            return f'cells are separated by {name}: expected commas'
    return 'the first row has one cell: expected a table, with cells separated by commas'
