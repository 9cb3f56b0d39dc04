"""No written table contains text that a spreadsheet would run as a formula."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from fashionkp.annotations import (
    read_annotations,
    read_submission,
    write_annotations,
    write_submission,
)
from fashionkp.cli.main import main
from fashionkp.fileio.csv_cells import csv_row, path_cell, path_of_cell, text_cell
from fashionkp.inference.query import Query
from fashionkp.predictions.jsonl import write_jsonl

pytestmark = pytest.mark.faults

FORMULAS = [
    "=HYPERLINK(1,'a').jpg",
    '+1+1.jpg',
    '-2+3.jpg',
    '@SUM(A1).jpg',
    ' =1.jpg',
    '\uff1d1.jpg',
    './=1.jpg',
    '././@a.jpg',
    'a;=1+1;.jpg',
    'a"b,=1.jpg',
    '-1_-1_-1',
]
OTHERS = ['Images/skirt/a.jpg', './a.jpg', 'a=b.jpg', '.-a.jpg', '..=a', "'=a.jpg", '_1.jpg']


def begins_like_a_formula(cell):
    """Return whether a spreadsheet may run a cell; key points such as -1_-1_-1 are numbers."""
    if set(cell) <= set('0123456789._-'):
        return False
    return cell.strip()[:1] in set('=+-@\t\r\uff1d\uff0b\uff0d\uff20')


@pytest.fixture
def table(csv_row, csv_file):
    """Return a function that makes a table of skirts with these image ids."""

    def make(names):
        points = dict(waistband_left='1_2_1', waistband_right='3_4_0')
        rows = [csv_row('skirt', f'{i}', **points) for i in range(len(names))]
        return replace(read_annotations(csv_file(*rows)), image_ids=np.array(names))

    return make


@pytest.mark.parametrize('path', FORMULAS + OTHERS)
def test_a_path_is_read_back(path):
    cell = path_cell(path)
    assert path_of_cell(cell) == path
    assert not begins_like_a_formula(cell)
    assert cell in (path, f'./{path}')


@pytest.mark.parametrize('path', OTHERS)
def test_other_paths_are_not_changed(path):
    assert path_cell(path) == path


def test_other_texts_get_an_apostrophe_but_key_points_do_not():
    assert [text_cell(text) for text in ('=1', '@a', '\t=1', '-a', '+1')] == [
        "'=1", "'@a", "'\t=1", "'-a", "'+1"
    ]  # fmt: skip
    for text in ('-1_-1_-1', '-5_3_1', 'skirt', '', '1_2_1', '-0.5_3_1'):
        assert text_cell(text) == text


@pytest.mark.parametrize(
    'cells', [['a', 'b;c', 'd"e', 'f,g', 'h\ti', 'j\x0c=k', 'l\u2028@m'], ['', ''], ['a b', "'c"]]
)
def test_rows_are_read_back(cells):
    assert next(csv.reader([csv_row(cells)])) == cells


def test_no_line_begins_within_a_cell():
    """Not even if a program takes a form feed or the like for the end of a line."""
    for end in '\v\f\x1c\x1d\x1e\x85\u2028\u2029\r\n':
        assert csv_row([f'a{end}=b', 'c']) == f'"a{end}=b",c\n'


@pytest.mark.parametrize('delimiter', [',', ';', '\t'])
@pytest.mark.parametrize('write', [write_annotations, write_submission])
def test_no_cell_of_a_table_begins_like_a_formula(table, tmp_path, read_rows, write, delimiter):
    """Whatever separates cells in the locale of the spreadsheet."""
    path = tmp_path / 'out.csv'
    write(path, table(FORMULAS + OTHERS))
    assert not any(begins_like_a_formula(c) for row in read_rows(path, delimiter) for c in row)


def test_readers_restore_the_image_ids(table, tmp_path):
    path, names = tmp_path / 'out.csv', FORMULAS + OTHERS
    write_annotations(path, table(names))
    assert read_annotations(path).image_ids.tolist() == names
    write_submission(path, table(names))
    assert read_submission(path).image_ids.tolist() == names


def test_the_longest_image_id_is_read_back(table, tmp_path):
    write_annotations(tmp_path / 'out.csv', table(['@' * 255]))
    assert read_annotations(tmp_path / 'out.csv').image_ids.tolist() == ['@' * 255]


@pytest.mark.parametrize('name', ['', 'a\nb', 'a\t', '../a', '/a', 'C:a', '\udcff', 'a' * 256])
def test_invalid_image_ids_are_not_written(table, tmp_path, name):
    for write in (write_annotations, write_submission):
        with pytest.raises(ValueError, match=r'a\.csv:3, .*expected a (relative )?path'):
            write(tmp_path / 'out.csv', table(['b.jpg', name]))
    assert not (tmp_path / 'out.csv').exists()


def test_lengths_have_no_formulas(fake_model, image, tmp_path, read_rows):
    model = fake_model()
    names = [*FORMULAS, '\t=1', '\r=1', '\n=1']
    garments = model.predict([Query(image(), name) for name in names])
    write_jsonl(tmp_path / 'a.jsonl', garments)
    assert main(['measure', str(tmp_path / 'a.jsonl'), '-o', str(tmp_path / 'out.csv')]) == 0
    rows = read_rows(tmp_path / 'out.csv')
    assert len(rows) == 1 + len(names)
    assert not any(begins_like_a_formula(cell) for row in rows for cell in row)


def test_tables_of_commands_have_no_formulas(table, csv_file, tmp_path, read_rows):
    """Split, ensemble and the doctor's --fix (of malformed rows), from raw formulas."""
    names = [f'{name}{i}' for i in range(4) for name in FORMULAS]
    write_annotations(tmp_path / 'safe.csv', table(names))
    raw = tmp_path / 'raw' / 'raw.csv'
    raw.parent.mkdir()
    with raw.open('w', newline='') as file:
        rows = [[path_of_cell(row[0]), *row[1:]] for row in read_rows(tmp_path / 'safe.csv')]
        csv.writer(file).writerows(rows)
    assert main(['split', str(raw), '-o', str(tmp_path / 'split')]) == 0
    united = ['ensemble', str(raw), str(raw), '-o', str(tmp_path / 'ensemble.csv')]
    assert main(united) == 0
    assert main(['doctor', str(raw), '--no-images', '--fix', str(tmp_path / 'fixed.csv')]) == 1
    written = [*tmp_path.glob('split/*.csv'), tmp_path / 'ensemble.csv', tmp_path / 'fixed.csv']
    assert len(written) == 4
    for path in written:
        cells = {cell for row in read_rows(path) for cell in row}
        assert not any(map(begins_like_a_formula, cells))
    fixed = read_annotations(tmp_path / 'fixed.csv').image_ids.tolist()
    assert set(fixed) == {path_of_cell(name).strip() for name in names}


def test_a_malformed_row_is_fixed_to_text(csv_row, csv_file, tmp_path, read_rows):
    row = csv_row('skirt', 'a', waistband_left="=cmd|' /C calc'!A0", hemline_left='-5_3_1')
    source = csv_file(row, '=1,@b,+c', csv_row('skirt', 'b').replace(',skirt', ',@skirt'))
    assert main(['doctor', str(source), '--no-images', '--fix', str(tmp_path / 'b.csv')]) == 1
    first, second, third = read_rows(tmp_path / 'b.csv')[1:]
    assert "'=cmd|' /C calc'!A0" in first
    assert '-5_3_1' in first
    assert second == ['./=1', "'@b", "'+c"]
    assert third[1] == "'@skirt"
