"""A sample's numbers as text and as a page with charts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from fashionkp.html_pages.elements import escape_html, figure, page, table
from fashionkp.stats.numbers import QUANTILES

Table = tuple[Sequence[str], list[list[object]]]
"""Header and rows; the first column is text, the others are numbers."""


def text_of(numbers: Mapping[str, Any]) -> str:
    """The numbers as tables of text.

    Args:
        numbers: As :func:`~fashionkp.stats.numbers.numbers` returns them.
    """
    parts = [_heading(numbers)]
    for title, one in _tables(numbers).items():
        parts += ['', title, *_lines(one)]
    return '\n'.join(parts)


def page_of(numbers: Mapping[str, Any], charts: Mapping[str, np.ndarray]) -> str:
    """The numbers as a page of HTML in one file.

    Args:
        numbers: As :func:`~fashionkp.stats.numbers.numbers` returns them.
        charts: As :func:`~fashionkp.stats.charts.charts` returns them.
    """
    body = [f'<p>{escape_html(_heading(numbers))}</p>']
    body += [figure(chart, lossless=True, scale=0.5) for chart in charts.values()]
    for title, (header, rows) in _tables(numbers).items():
        body += [f'<h2>{title}</h2>', table(header, rows)]
    return page(f'Statistics of {numbers["source"]}', body)


def _heading(numbers: Mapping[str, Any]) -> str:
    images = numbers['pictures']
    known = f'{images["count"]} images of known size' if images else 'no image opened'
    return f'{numbers["source"]}: {numbers["rows"]} rows, {known}'


def _tables(numbers: Mapping[str, Any]) -> dict[str, Table]:
    categories = numbers['categories']
    tables = {
        'Rows, and how many normalizing points they have': _rows(categories),
        'Distance of the normalizing points, pixels': _quantile_table(
            'category', {name: one['normalizing']['distance'] for name, one in categories.items()}
        ),
    }
    if images := numbers['pictures']:
        sides = {'long side, pixels': images['long'], 'width by height': images['aspect']}
        tables['Size of the images'] = _quantile_table('', sides)
        tables['Commonest sizes, pixels'] = (
            ('', 'pictures'),
            [[f'{one["width"]} x {one["height"]}', one['count']] for one in images['sizes']],
        )
    for name, one in categories.items():
        if one['labelled']:
            title = f'Points of {name}: rows, and median place in % of width and height'
            tables[title] = _points(one['points'])
    return tables


def _rows(categories: Mapping[str, Any]) -> Table:
    header = ('category', 'rows', 'with points', 'both', 'one', 'none')
    lines = [
        [name, one['rows'], one['labelled'], *(one['normalizing'][key] for key in header[3:])]
        for name, one in categories.items()
    ]
    total = [sum(line[i] for line in lines) for i in range(1, len(header))]
    return header, [*lines, ['all', *total]]


def _quantile_table(title: str, groups: Mapping[str, Mapping[str, float] | None]) -> Table:
    lines = [[name, *found.values()] for name, found in groups.items() if found]
    return (title, *QUANTILES), lines


def _points(points: Mapping[str, Any]) -> Table:
    header = ('point', 'visible', 'occluded', 'absent', 'x', 'y')
    lines = []
    for name, one in points.items():
        places = (round(100 * one[axis]['median']) if one[axis] else '' for axis in 'xy')
        lines.append([name, *(one[key] for key in header[1:4]), *places])
    return header, lines


def _lines(one: Table) -> Iterator[str]:
    header, rows = one
    cells = [[*header], *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for first, *others in cells:
        numbers = (f'{cell:>{width}}' for cell, width in zip(others, widths[1:], strict=True))
        yield '  '.join([f'  {first:{widths[0]}}', *numbers])
