"""Where a file keeps its columns."""

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
        width: Cells of each row.
        order: Place of each column of ``COLUMNS`` in a row, all or those of ``test.csv``; ``width``
            for that of a declared point which the file does not have.
        has_header: Whether the first row names the columns.
    """

    width: int
    order: tuple[int, ...]
    has_header: bool

    @property
    def labelled(self) -> bool:
        """Whether the rows have key points."""
        return len(self.order) == len(COLUMNS)

    @cached_property
    def is_plain(self) -> bool:
        """Whether rows hold the columns of ``COLUMNS`` in this order and nothing else."""
        return self.order == tuple(range(self.width))

    @property
    def places(self) -> tuple[int, ...]:
        """Places of the columns that the file has, in the order of ``COLUMNS``."""
        return tuple(place for place in self.order if place < self.width)

    def cells(self, row: list[str]) -> list[str]:
        """The cells of a row of ``width`` in the order of ``COLUMNS``, absent where it has none."""
        if self.is_plain:
            return row
        padded = [*row, ABSENT]
        return [padded[place] for place in self.order]

    def identity(self, row: list[str]) -> tuple[str, str]:
        """What stands for image id and category in a row of any length; '' where it ends before."""
        padded = [*row, *[''] * self.width]
        return padded[self.order[0]], padded[self.order[1]]


def file_layout(first: list[str], second: list[str]) -> Layout:
    """Tell the columns of a file from its first two rows.

    A full header sets the order of the columns; one that breaks off early (the rows are longer)
    says nothing about the rest, which then stands in the official order. Without a header the
    columns are the official ones. Columns of declared points may be missing.

    Args:
        first: First row of the file, a header or not.
        second: The row after it; empty where there is none.

    Returns:
        The layout.

    Raises:
        ValueError: The header repeats, lacks or misspells a column, or cells are not separated by
            commas.
    """
    if len(first) == 1:
        raise ValueError(_one_cell(first[0]))
    names = tuple(name.strip() for name in first)
    if _IDENTITY[0] not in names:
        if len(first) == len(_IDENTITY):
            return Layout(len(_IDENTITY), (0, 1), has_header=False)
        full = len(first) == len(OFFICIAL_COLUMNS)
        return _layout(OFFICIAL_COLUMNS if full else COLUMNS, has_header=False)
    for columns in (OFFICIAL_COLUMNS, COLUMNS):
        if len(second) == len(columns) > len(names) and names == columns[: len(names)]:
            return _layout(columns)
    unknown = [name for name in names if name not in (*COLUMNS, _IGNORED)]
    repeated = [name for name in COLUMNS if names.count(name) > 1]
    listed = {*names} <= {*_IDENTITY, _IGNORED}
    missing = [name for name in (_IDENTITY if listed else OFFICIAL_COLUMNS) if name not in names]
    faults = {'unknown': unknown, 'repeated': repeated, 'missing': missing}
    if any(faults.values()):
        text = '; '.join(
            f'{kind} columns {", ".join(map(repr, f))}' for kind, f in faults.items() if f
        )
        more = f', or points that a file declares {HOW_TO}' if unknown else ''
        raise ValueError(f'{text}: expected {", ".join(COLUMNS)}{more}')
    if listed:
        return Layout(len(names), tuple(names.index(name) for name in _IDENTITY), has_header=True)
    return _layout(names)


def _layout(names: tuple[str, ...], has_header: bool = True) -> Layout:
    """Layout of a file that has all these columns."""
    places = {name: place for place, name in enumerate(names)}
    order = tuple(places.get(name, len(names)) for name in COLUMNS)
    return Layout(len(names), order, has_header)


def _one_cell(cell: str) -> str:
    """What is wrong with a file whose first row has a single cell."""
    for separator, name in _OTHER_SEPARATORS.items():
        if separator in cell:
            return f'cells are separated by {name}: expected commas'
    return 'the first row has one cell: expected a table, with cells separated by commas'
