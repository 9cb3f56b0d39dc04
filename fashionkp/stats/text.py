"""The statistics of a data set as text."""

from collections.abc import Iterator, Mapping
from typing import Any

from fashionkp.stats.tables import Table, stats_tables, summary


def stats_text(numbers: Mapping[str, Any]) -> str:
    """Return the tables as text.

    Args:
        numbers: Result of :func:`~fashionkp.stats.numbers.stats_numbers`.
    """
    parts = [summary(numbers)]
    for table in stats_tables(numbers):
        parts += ['', table.title, *_lines(table)]
    return '\n'.join(parts)


def _lines(table: Table) -> Iterator[str]:
    cells = [[*table.header], *([str(cell) for cell in row] for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for first, *others in cells:
        aligned = (f'{cell:>{width}}' for cell, width in zip(others, widths[1:], strict=True))
        yield '  '.join([f'  {first:{widths[0]}}', *aligned])
