"""Reading tables: every form that the archives have, and every malformed row by its line."""

import numpy as np
import pytest

from fashionkp.annotations import COLUMNS, read_annotations, read_submission

HEADER = ','.join(COLUMNS)
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


def test_coordinates_and_visibility_come_out_exactly(rows, csv_file):
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


LABEL = r'expected x_y_v with integers 0\.\.9999 and v 0 or 1, or -1_-1_-1'


@pytest.mark.parametrize(
    'cell',
    [
        '',
        ' 1_2_1',
        '1_2_1 ',
        *[
            '1_2',
            '1_2_1_1',
            '1.0_2_1',
            'a_2_1',
            '1_2_2',
            '-1_-1_1',
            '-1_-1_0',
            '1_2_-1',
            '-3_2_1',
            '10000_2_1',
            '+1_2_1',
            '1__1',
            '٣_2_1',
            'nan_2_1',
            '-1_-1_-1_',
            '1e1_2_1',
            '_',
        ],
    ],
)
def test_a_bad_cell_is_named_with_its_line_column_and_value(rows, csv_row, csv_file, cell):
    path = csv_file(*rows, csv_row('skirt', 'c', hemline_left=cell))
    with pytest.raises(ValueError, match=rf'a\.csv:4: hemline_left = .*: {LABEL}') as error:
        read_annotations(path)
    assert repr(cell) in str(error.value)
    assert '1 bad rows' in str(error.value)


def test_a_point_that_the_category_does_not_have(csv_row, csv_file):
    path = csv_file(csv_row('skirt', 'a', crotch='1_2_1'))
    with pytest.raises(ValueError, match=r"a\.csv:2: crotch = '1_2_1': .*skirt has no such point"):
        read_annotations(path)
    assert read_submission(path).keypoints[0, 19].tolist() == [1, 2]


@pytest.mark.parametrize('change', [lambda row: row + ',', lambda row: row[: row.rindex(',')]])
def test_long_and_short_rows(rows, csv_file, change):
    with pytest.raises(ValueError, match=r'a\.csv:3: 2[57] cells: expected 26'):
        read_annotations(csv_file(rows[0], change(rows[1])))


def test_an_unknown_category(csv_row, csv_file):
    row = csv_row('skirt', 'a').replace(',skirt,', ',coat,')
    with pytest.raises(ValueError, match=r"a\.csv:2: image_category = 'coat': expected one of bl"):
        read_annotations(csv_file(row))


@pytest.mark.parametrize(
    'image',
    ['', '/etc/a.jpg', '../a.jpg', 'Images/../../a.jpg', 'Images/..', 'C:/a.jpg', r'a\b.jpg'],
)
def test_an_image_id_stays_in_its_folder(csv_file, image):
    with pytest.raises(ValueError, match=r'a\.csv:1: image_id = .*: expected a relative path'):
        read_annotations(csv_file(f'{image},skirt', header=None))


def test_names_with_dots_are_no_steps_upwards(csv_file):
    assert read_annotations(
        csv_file('Images/..a/b..jpg,skirt', header=None)
    ).image_ids.tolist() == ['Images/..a/b..jpg']


def test_all_bad_rows_are_reported_together_the_first_20_by_line(csv_row, csv_file):
    bad = [csv_row('skirt', f'{i}', hemline_left='x', hemline_right='y') for i in range(25)]
    with pytest.raises(ValueError, match='25 bad rows') as error:
        read_annotations(csv_file(csv_row('skirt', 'good'), *bad))
    lines = str(error.value).splitlines()
    assert len(lines) == 22
    assert 'a.csv:3: hemline_left' in lines[1]
    assert '(and 1 more cells)' in lines[1]
    assert 'a.csv:22:' in lines[20]
    assert lines[21].strip() == 'and 5 more'


def test_a_long_value_is_cut(csv_row, csv_file):
    with pytest.raises(ValueError, match='bad rows') as error:
        read_annotations(csv_file(csv_row('skirt', 'a', hemline_left='9' * 5000)))
    assert len(str(error.value)) < 400


@pytest.mark.parametrize(
    ('header', 'reason'),
    [
        (HEADER.replace('crotch', 'crutch'), "unknown columns 'crutch'; missing columns 'crotch'"),
        (HEADER.replace('crotch', 'hemline_left'), "repeated columns 'hemline_left'"),
        ('image_id,category', "missing columns 'image_category'"),
        ('image_id,image_category,crotch', "missing columns 'neckline_left'"),
    ],
)
def test_headers_that_cannot_be_understood(rows, csv_file, header, reason):
    with pytest.raises(ValueError, match=rf'a\.csv:1: {reason}'):
        read_annotations(csv_file(*rows, header=header))


@pytest.mark.parametrize(
    ('content', 'reason'),
    [
        (b'', 'is empty'),
        (b'\xff\xfea\x00', 'not a text in UTF-8'),
        (b'a' * 200_000, 'not a CSV row'),
    ],
)
def test_files_that_are_no_tables(tmp_path, content, reason):
    path = tmp_path / 'a.csv'
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf'a\.csv.*{reason}'):
        read_annotations(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match='no\\.csv'):
        read_annotations(tmp_path / 'no.csv')


def test_no_file_at_all():
    with pytest.raises(ValueError, match='at least one CSV'):
        read_annotations()


@pytest.mark.parametrize(('separator', 'name'), [(';', 'semicolons'), ('\t', 'tabs')])
def test_other_separators_are_named(csv_row, csv_file, separator, name):
    """As spreadsheets of some languages write them."""
    path = csv_file(csv_row('skirt', 'a'))
    path.write_text(path.read_text().replace(',', separator))
    with pytest.raises(ValueError, match=rf'a\.csv:1: cells are separated by {name}'):
        read_annotations(path)


def test_what_is_no_table_is_told_in_one_line(tmp_path):
    path = tmp_path / 'a.jsonl'
    path.write_text('{}\n' * 9)
    with pytest.raises(ValueError, match=r'a\.jsonl:1: the first row has one cell') as error:
        read_submission(path)
    assert '\n' not in str(error.value)


def test_a_quote_that_is_not_closed_is_named(csv_row, csv_file):
    path = csv_file('"' + csv_row('skirt', 'a'), csv_row('skirt', 'b'))
    with pytest.raises(ValueError, match='is a quote not closed'):
        read_annotations(path)
