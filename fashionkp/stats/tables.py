"""The statistics of a data set as tables, for the text and the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fashionkp.stats.numbers import QUANTILES


@dataclass(frozen=True)
class Table:
    """A table; the first column is text, the others are numbers.

    Attributes:
        title: Stands above.
        header: Names of the columns.
        rows: Cells.
    """

    title: str
    header: tuple[str, ...]
    rows: list[list[object]]


def summary(numbers: Mapping[str, Any]) -> str:
    """Return the source and its size in one line."""
    images = numbers['pictures']
    sizes = f'{images["count"]} images of known size' if images else 'no image opened'
    return f'{numbers["source"]}: {numbers["rows"]} rows, {sizes}'


def stats_tables(numbers: Mapping[str, Any]) -> list[Table]:
    """Return the tables of rows, normalizing distances, image sizes and key points.

    Args:
        numbers: Result of :func:`~fashionkp.stats.numbers.stats_numbers`.
    """
    categories = numbers['categories']
    distances = {name: each['normalizing']['distance'] for name, each in categories.items()}
    tables = [
        _row_table(categories),
        _quantile_table('Normalizing distance, pixels', 'category', distances),
    ]
    if images := numbers['pictures']:
        sizes = {'long side, pixels': images['long'], 'width / height': images['aspect']}
        tables += [_quantile_table('Size of the images', '', sizes), _size_table(images['sizes'])]
    tables += [_point_table(name, each) for name, each in categories.items() if each['labelled']]
    return tables


def _row_table(categories: Mapping[str, Any]) -> Table:
    header = ('category', 'rows', 'labelled', 'both', 'one', 'none')
    rows = [
        [name, each['rows'], each['labelled'], *(each['normalizing'][key] for key in header[3:])]
        for name, each in categories.items()
    ]
    total = [sum(row[i] for row in rows) for i in range(1, len(header))]
    title = 'Rows, and how many of them have both, one or none of the normalizing points'
    return Table(title, header, [*rows, ['all', *total]])


def _quantile_table(
    title: str, corner: str, groups: Mapping[str, Mapping[str, float] | None]
) -> Table:
    rows = [[name, *quantiles.values()] for name, quantiles in groups.items() if quantiles]
    return Table(title, (corner, *QUANTILES), rows)


def _size_table(sizes: list[Mapping[str, int]]) -> Table:
    rows: list[list[object]] = [
        [f'{size["width"]} x {size["height"]}', size['count']] for size in sizes
    ]
    return Table('Most common sizes, pixels', ('', 'images'), rows)


def _point_table(category: str, numbers: Mapping[str, Any]) -> Table:
    header = ('key point', 'visible', 'occluded', 'absent', 'x', 'y')
    rows = []
    for name, point in numbers['points'].items():
        medians = [round(100 * point[xy]['median']) if point[xy] else '' for xy in ('x', 'y')]
        rows.append([name, *(point[key] for key in header[1:4]), *medians])
    title = f'Key points of {category}: rows, and median position in % of width and height'
    return Table(title, header, rows)
