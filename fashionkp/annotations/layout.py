"""Where a file keeps its columns."""

from dataclasses import dataclass

from fashionkp.annotations.table import COLUMNS

_IGNORED = 'category'  # some archives repeat image_category under this name
_IDENTITY = COLUMNS[:2]
_OTHER_SEPARATORS = {';': 'semicolons', '\t': 'tabs', '|': 'bars'}


@dataclass(frozen=True)
class Layout:
    """Columns of a file.

    Attributes:
        width: Cells of each row.
        order: Place of each official column in a row: all 26, or those of ``test.csv``.
        has_header: Whether the first row names the columns.
    """

    width: int
    order: tuple[int, ...]
    has_header: bool

    @property
    def labelled(self) -> bool:
        """Whether the rows have key points."""
        return len(self.order) == len(COLUMNS)

    @property
    def is_official(self) -> bool:
        """Whether rows hold the official columns in the official order and nothing else."""
        return self.order == tuple(range(self.width))


def file_layout(first: list[str], second: list[str]) -> Layout:
    """Tell the columns of a file from its first two rows.

    A full header sets the order of the columns; one that breaks off early (the rows are longer)
    says nothing about the rest, which then stands in the official order. Without a header the
    columns are the official ones.

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
        width = len(_IDENTITY if len(first) == len(_IDENTITY) else COLUMNS)
        return Layout(width, tuple(range(width)), has_header=False)
    if len(second) == len(COLUMNS) > len(names) and names == COLUMNS[: len(names)]:
        return Layout(len(COLUMNS), tuple(range(len(COLUMNS))), has_header=True)
    unknown = [name for name in names if name not in (*COLUMNS, _IGNORED)]
    repeated = [name for name in COLUMNS if names.count(name) > 1]
    wanted = _IDENTITY if {*names} <= {*_IDENTITY, _IGNORED} else COLUMNS
    missing = [name for name in wanted if name not in names]
    faults = {'unknown': unknown, 'repeated': repeated, 'missing': missing}
    if any(faults.values()):
        text = '; '.join(
            f'{kind} columns {", ".join(map(repr, f))}' for kind, f in faults.items() if f
        )
        raise ValueError(f'{text}: expected {", ".join(COLUMNS)}')
    return Layout(len(names), tuple(names.index(name) for name in wanted), has_header=True)


def _one_cell(cell: str) -> str:
    """What is wrong with a file whose first row has a single cell."""
    for separator, name in _OTHER_SEPARATORS.items():
        if separator in cell:
            return f'cells are separated by {name}: expected commas'
    return 'the first row has one cell: expected a table, with cells separated by commas'
