"""Rows of a table that are malformed, and why."""

from dataclasses import dataclass, field
from pathlib import Path

from fashionkp.annotations.archive import image_root
from fashionkp.annotations.cells import CellError, CellFormat, cell_errors
from fashionkp.annotations.layout import Layout
from fashionkp.fileio.error_list import error_list


@dataclass(frozen=True)
class MalformedRow:
    """A malformed row.

    Attributes:
        path: Its file.
        line: Its line in the file, counted from 1.
        image_id: Content of its image id cell, valid or not.
        category: Content of its category cell, valid or not.
        errors: Its invalid cells. A row with more or fewer cells than its file has columns has one
            error, whose column is empty.
    """

    path: Path
    line: int
    image_id: str
    category: str
    errors: tuple[CellError, ...]

    @property
    def image_path(self) -> Path:
        """Image file of the row, if its image id is valid."""
        return image_root(self.path) / self.image_id

    def __str__(self) -> str:
        others = len(self.errors) - 1
        more = f' (and {others} more cells)' if others else ''
        return f'{self.path}:{self.line}: {self.errors[0]}{more}'


@dataclass
class MalformedRows:
    """Collects the malformed rows of a file.

    Attributes:
        path: The file.
        limit: Largest number of rows to keep; None for all.
        count: Number of rows that were added.
        rows: The rows that were kept.
    """

    path: Path
    limit: int | None = None
    count: int = 0
    rows: list[MalformedRow] = field(default_factory=list)

    def add(self, line: int, row: list[str], layout: Layout, cell_format: CellFormat) -> None:
        """Count a malformed row, and keep it unless the limit is reached.

        Args:
            line: Its line in the file, counted from 1.
            row: Its cells.
            layout: Columns of the file.
            cell_format: Format of the key point cells.
        """
        self.count += 1
        if self.limit is not None and self.count > self.limit:
            return
        if len(row) == layout.width:
            errors = tuple(cell_errors(layout.cells(row), cell_format))
        else:
            text = f'{len(row)} cells{_unclosed_quote(row)}'
            errors = (CellError('', text, str(layout.width)),)
        image_id, category = layout.identity(row)
        self.rows.append(
            MalformedRow(self.path, line, image_id=image_id, category=category, errors=errors)
        )

    def raise_if_any(self) -> None:
        """Raise if there are malformed rows.

        Raises:
            ValueError: With the rows that were kept, and the number of the others.
        """
        if self.count:
            title = f'{self.count} malformed rows'
            raise ValueError(error_list(title, self.rows, total=self.count))


def _unclosed_quote(row: list[str]) -> str:
    """Return a hint if a cell spans lines, as after a quote that is not closed."""
    if any('\n' in cell or '\r' in cell for cell in row):
        return ', one over several lines (is a quote not closed?)'
    return ''
