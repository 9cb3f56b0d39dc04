"""Any text is written as a cell that is no formula, and read back."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from fashionkp.fileio.csv_cells import csv_row, path_cell, path_of_cell, text_cell

TEXTS = st.one_of(st.text(), st.text('=+-@./;,"\t\r\n \'1_a'))
FORMULA = tuple('=+-@\t\r\n')


@given(TEXTS)
def test_a_path_is_read_back_and_is_no_formula(text):
    assert path_of_cell(path_cell(text)) == text
    assert not path_cell(text).startswith(FORMULA)


@given(TEXTS)
def test_a_text_is_no_formula_unless_it_is_a_number(text):
    cell = text_cell(text)
    assert cell in (text, f"'{text}")
    assert not cell.startswith(FORMULA) or set(cell) <= set('0123456789._-')


@given(st.lists(TEXTS, min_size=2, max_size=6))
def test_a_row_is_read_back(cells):
    assert next(csv.reader(io.StringIO(csv_row(cells), newline=''))) == cells
