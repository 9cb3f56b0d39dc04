"""Rows that no reader of a table accepts, and what is wrong with them."""

from dataclasses import dataclass, field
from pathlib import Path

from fashionkp.annotations.archive import image_root
from fashionkp.annotations.cells import CellForm, faults
from fashionkp.annotations.layout import Layout
from fashionkp.fileio.error_list import error_list
from fashionkp.fileio.text import short_repr


@dataclass(frozen=True)
class BadRow:
    """A malformed row.

    Attributes:
        path: Its file.
        line: Its line in the file, counted from 1.
        image_id: What stands where its image id should be.
        category: What stands where its category should be.
        faults: Column, value and what is legal there, of each bad cell. A row with another number
            of cells than its file has columns has one fault, whose column is ''.
    """

    path: Path
    line: int
    image_id: str
    category: str
    faults: tuple[tuple[str, str, str], ...]

    @property
    def image_path(self) -> Path:
        """Image file of the row, if its image id is valid."""
        return image_root(self.path) / self.image_id

    def __str__(self) -> str:
        column, value, legal = self.faults[0]
        more = f' (and {len(self.faults) - 1} more cells)' if len(self.faults) > 1 else ''
        what = f'{column} = {short_repr(value)}' if column else value
        return f'{self.path}:{self.line}: {what}: expected {legal}{more}'


def _spread(row: list[str]) -> str:
    """A note on a cell that swallows lines, as all that follow a stray quote do."""
    if any('\n' in cell or '\r' in cell for cell in row):
        return ', one over several lines (is a quote not closed?)'
    return ''


@dataclass
class BadRows:
    """Collects the bad rows of a file.

    Attributes:
        path: The file.
        limit: How many rows are kept; None for all.
        count: How many were found.
        rows: Those that were kept.
    """

    path: Path
    limit: int | None = None
    count: int = 0
    rows: list[BadRow] = field(default_factory=list)

    def add(self, line: int, row: list[str], layout: Layout, form: CellForm) -> None:
        """Count a row that is not legal, and keep it where there is room."""
        self.count += 1
        if self.limit is not None and self.count > self.limit:
            return
        if len(row) == layout.width:
            found = tuple(faults(layout.cells(row), form))
        else:
            # Too short or too long, it may still say for which image it is.
            found = (('', f'{len(row)} cells{_spread(row)}', str(layout.width)),)
        self.rows.append(BadRow(self.path, line, *layout.identity(row), found))

    def raise_if_any(self) -> None:
        """Raise a ValueError that spells the kept rows out and counts the others."""
        if not self.count:
            return
        raise ValueError(error_list(f'{self.count} bad rows', self.rows, total=self.count))
