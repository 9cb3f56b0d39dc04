"""Reading tables: every form of the archives, and every malformed row by its line."""

import numpy as np
import pytest

from fashionkp.annotations import COLUMNS, read_annotations, read_submission
from fashionkp.annotations.reader import inspect_annotations

POINTS = {'waistband_left': '10_20_1', 'waistband_right': '512_0_0'}


@pytest.fixture
def rows(csv_row):
    return [csv_row('skirt', 'a', **POINTS), csv_row('blouse', 'b', armpit_left='1_2_1')]


def assert_is_example(table):
    assert table.image_ids.tolist() == ['Images/skirt/a.jpg', 'Images/blouse/b.jpg']
    assert table.category_ids.tolist() == [3, 0]
    assert table.labelled.all()
    assert table.keypoints[0, 15:18].tolist() == [[10, 20], [512, 0], [-1, -1]]
    assert table.visibility[0, 15:18].tolist() == [1, 0, -1]
    assert table.keypoints[1, 5].tolist() == [1, 2]
    assert (table.visibility >= 0).sum() == 3


def test_coordinates_and_visibility_are_read_exactly(rows, csv_file):
    table = read_annotations(csv_file(*rows))
    assert_is_example(table)
    assert table.keypoints.dtype == np.float64
    assert table.visibility.dtype == np.int8
    assert table.location(1) == 'a.csv:3'


@pytest.mark.parametrize('text', ['\ufeff{}', '{}\n\n', '\n{}'], ids=['bom', 'blank', 'first'])
def test_byte_order_mark_and_blank_lines(rows, csv_file, text):
    path = csv_file(*rows)
    path.write_text(text.format(path.read_text()), encoding='utf-8')
    assert_is_example(read_annotations(path))


def test_crlf(rows, csv_file):
    path = csv_file(*rows)
    path.write_bytes(path.read_bytes().replace(b'\n', b'\r\n'))
    assert_is_example(read_annotations(path))


def test_no_line_end_after_the_last_row(rows, csv_file):
    path = csv_file(*rows)
    path.write_bytes(path.read_bytes().rstrip(b'\n'))
    assert_is_example(read_annotations(path))


@pytest.mark.parametrize('header', [None, 'image_id,image_category', ','.join(COLUMNS[:25])])
def test_missing_and_short_headers(rows, csv_file, header):
    assert_is_example(read_annotations(csv_file(*rows, header=header)))


def test_shuffled_columns_and_an_extra_category(rows, csv_file):
    order = np.random.default_rng(0).permutation(27)
    lines = [[*COLUMNS, 'category'], *([*row.split(','), 'clothes'] for row in rows)]
    shuffled = [','.join(line[i] for i in order) for line in lines]
    assert_is_example(read_annotations(csv_file(*shuffled[1:], header=shuffled[0])))


def test_a_list_without_labels(csv_file):
    path = csv_file('Images/dress/a.jpg,dress', header='image_id,image_category')
    for table in (read_annotations(path), read_annotations(csv_file('x.jpg,dress', header=None))):
        assert table.labelled.tolist() == [False]
        assert table.category_ids.tolist() == [4]
        assert (table.keypoints == -1).all()
        assert (table.visibility == -1).all()


def test_a_header_alone_is_an_empty_table(csv_file):
    assert len(read_annotations(csv_file())) == 0


def test_several_files_are_joined_in_order(rows, csv_file):
    table = read_annotations(csv_file(rows[0]), csv_file(rows[1], name='b.csv'))
    assert_is_example(table)
    assert [table.location(i) for i in range(2)] == ['a.csv:2', 'b.csv:2']


@pytest.mark.parametrize('cell', ['x', '1_2', ''])
def test_an_invalid_cell_is_named_with_line_column_and_value(rows, csv_row, csv_file, cell):
    path = csv_file(*rows, csv_row('skirt', 'c', hemline_left=cell))
    match = r'1 malformed rows\n.*a\.csv:4: hemline_left = .*0\.\.9999'
    with pytest.raises(ValueError, match=match) as error:
        read_annotations(path)
    assert repr(cell) in str(error.value)


def test_a_key_point_that_the_category_does_not_have(csv_row, csv_file):
    path = csv_file(csv_row('skirt', 'a', crotch='1_2_1'))
    with pytest.raises(ValueError, match=r"a\.csv:2: crotch = '1_2_1': .*skirt"):
        read_annotations(path)
    assert read_submission(path).keypoints[0, 19].tolist() == [1, 2]


@pytest.mark.parametrize('change', [lambda row: row + ',x', lambda row: row[: row.rindex(',')]])
def test_long_and_short_rows(rows, csv_file, change):
    with pytest.raises(ValueError, match=r'a\.csv:3: 2[57] cells: expected 26'):
        read_annotations(csv_file(rows[0], change(rows[1])))


def test_an_unknown_category(csv_row, csv_file):
    row = csv_row('skirt', 'a').replace(',skirt,', ',coat,')
    with pytest.raises(ValueError, match=r"a\.csv:2: image_category = 'coat': expected one of bl"):
        read_annotations(csv_file(row))


def test_an_image_id_outside_of_the_archive(csv_file):
    with pytest.raises(ValueError, match=r"a\.csv:1: image_id = '\.\./a\.jpg'"):
        read_annotations(csv_file('../a.jpg,skirt', header=None))


def test_malformed_rows_are_reported_together_the_first_20_by_line(csv_row, csv_file):
    rows = [csv_row('skirt', f'{i}', hemline_left='x', hemline_right='y') for i in range(25)]
    with pytest.raises(ValueError, match='25 malformed rows') as error:
        read_annotations(csv_file(csv_row('skirt', 'good'), *rows))
    lines = str(error.value).splitlines()
    assert len(lines) == 22
    assert 'a.csv:3: hemline_left' in lines[1]
    assert '(and 1 more cells)' in lines[1]
    assert 'a.csv:22:' in lines[20]
    assert lines[21].strip() == 'and 5 more'


def test_a_long_value_is_cut(csv_row, csv_file):
    with pytest.raises(ValueError, match='malformed rows') as error:
        read_annotations(csv_file(csv_row('skirt', 'a', hemline_left='9' * 5000)))
    assert len(str(error.value)) < 400


def test_a_header_with_a_misspelt_column(rows, csv_file):
    header = ','.join(COLUMNS).replace('crotch', 'crutch')
    with pytest.raises(ValueError, match=r"a\.csv:1: unknown columns 'crutch'"):
        read_annotations(csv_file(*rows, header=header))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r'no\.csv'):
        read_annotations(tmp_path / 'no.csv')


def test_no_file_at_all():
    with pytest.raises(ValueError, match='at least one CSV'):
        read_annotations()


def test_a_quote_that_is_not_closed_is_named(csv_row, csv_file):
    path = csv_file('"' + csv_row('skirt', 'a'), csv_row('skirt', 'b'))
    with pytest.raises(ValueError, match='is a quote not closed'):
        read_annotations(path)


@pytest.mark.parametrize(
    ('cell', 'point'),
    [
        ('1.5_-2.25_1', (1.5, -2.25)),
        ('600_99999_1', (600, 99999)),
        ('1e-05_.5_1', (1e-5, 0.5)),
        ('-1_-1_-1', (-1, -1)),
        ('3.0_4._1.0', (3, 4)),
    ],
)
def test_predictions_are_read_exactly(csv_row, csv_file, cell, point):
    table = read_submission(csv_file(csv_row('skirt', 'a', hemline_left=cell)))
    assert tuple(table.keypoints[0, 17]) == point


@pytest.mark.parametrize('cell', ['nan_1_1', '1000000_1_1'])
def test_predictions_are_finite_numbers(csv_row, csv_file, cell):
    path = csv_file(csv_row('skirt', 'a', crotch='1_1_1', hemline_left=cell))
    with pytest.raises(ValueError, match=rf"a\.csv:2: hemline_left = '{cell}'"):
        read_submission(path)


def test_a_submission_without_key_points(csv_file):
    with pytest.raises(ValueError, match='no key points'):
        read_submission(csv_file('a.jpg,skirt', header=None))


def test_inspection_reads_valid_rows_and_describes_the_others(csv_row, csv_file):
    rows = [csv_row('skirt', 'a', waistband_left='10_20_1'), csv_row('blouse', 'b')]
    first = csv_file(rows[0], 'a,b', rows[1].replace(',blouse', ',coat'), *rows[1:])
    second = csv_file('a.jpg,skirt', name='b.csv', header='image_id,category')
    table, malformed_rows, errors = inspect_annotations(first, second, first)
    assert table.lines.tolist() == [2, 5, 2, 5]
    assert table.file_ids.tolist() == [0, 0, 2, 2]
    assert [row.line for row in malformed_rows] == [3, 4, 3, 4]
    assert malformed_rows[0].errors == (('', '2 cells', '26'),)
    assert [*errors] == [second]
    assert "missing columns 'image_category'" in errors[second]


def test_inspection_keeps_every_malformed_row_and_all_its_invalid_cells(csv_row, csv_file):
    row = csv_row('skirt', 'a', crotch='1_1_1', hemline_left='x')
    _, malformed_rows, _ = inspect_annotations(csv_file(*[row] * 50))
    assert [row.line for row in malformed_rows] == [*range(2, 52)]
    first = malformed_rows[0]
    assert (first.image_id, first.category) == ('Images/skirt/a.jpg', 'skirt')
    assert [error[:2] for error in first.errors] == [('hemline_left', 'x'), ('crotch', '1_1_1')]
