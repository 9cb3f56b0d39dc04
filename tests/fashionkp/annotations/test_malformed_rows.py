"""Malformed rows, collected with their lines and what is wrong with them."""

from pathlib import Path

import pytest

from fashionkp.annotations import COLUMNS
from fashionkp.annotations.cells import ABSENT, LABELS
from fashionkp.annotations.layout import file_layout
from fashionkp.annotations.malformed_rows import MalformedRows

LAYOUT = file_layout(list(COLUMNS), [])
PATH = Path('/a/Annotations/b.csv')


def row(*cells):
    """A row of a skirt that ends with these cells."""
    cells = ['a.jpg', 'skirt', *[ABSENT] * 24][: 26 - len(cells)] + list(cells)
    return cells


def add(rows, *cells, line=2):
    rows.add(line, row(*cells), LAYOUT, LABELS)


def test_a_row_states_file_line_column_and_value():
    rows = MalformedRows(PATH)
    add(rows, '1_2_1', line=7)
    (malformed,) = rows.rows
    text = "/a/Annotations/b.csv:7: bottom_right_out = '1_2_1': expected -1_-1_-1: skirt"
    assert str(malformed).startswith(text)
    assert malformed.image_path == Path('/a/a.jpg')


def test_other_cells_of_the_row_are_counted():
    rows = MalformedRows(PATH)
    add(rows, 'x', 'y', 'z')
    assert str(rows.rows[0]).endswith('(and 2 more cells)')
    assert [error.value for error in rows.rows[0].errors] == ['x', 'y', 'z']


def test_a_row_of_another_width_has_one_error_without_a_column():
    rows = MalformedRows(PATH)
    rows.add(2, ['a.jpg', 'skirt', '1_2_1'], LAYOUT, LABELS)
    assert rows.rows[0].errors == (('', '3 cells', '26'),)
    assert (rows.rows[0].image_id, rows.rows[0].category) == ('a.jpg', 'skirt')


def test_a_cell_over_several_lines_hints_at_a_quote():
    rows = MalformedRows(PATH)
    rows.add(2, ['a.jpg,skirt\nb.jpg'], LAYOUT, LABELS)
    assert 'is a quote not closed?' in str(rows.rows[0])


def test_rows_beyond_the_limit_are_counted():
    rows = MalformedRows(PATH, limit=2)
    for line in range(2, 7):
        add(rows, 'x', line=line)
    assert [malformed.line for malformed in rows.rows] == [2, 3]
    with pytest.raises(ValueError, match='5 malformed rows') as error:
        rows.raise_if_any()
    assert str(error.value).splitlines()[-1].strip() == 'and 3 more'


def test_nothing_is_raised_without_malformed_rows():
    MalformedRows(PATH).raise_if_any()
