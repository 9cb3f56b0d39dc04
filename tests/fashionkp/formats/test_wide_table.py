"""Wide tables of custom data, valid and malformed."""

import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.categories import KEYPOINTS
from fashionkp.formats.wide_table import read_wide_table


@pytest.fixture
def save(tmp_path):
    def write(*lines, newline='\n', encoding='utf-8'):
        path = tmp_path / 'wide.csv'
        path.write_bytes((newline.join(lines) + newline).encode(encoding))
        return path

    return write


HEADER = 'image,category,hemline_left_x,hemline_left_y,hemline_left_v,hemline_right'


def test_numbers_in_columns_and_in_one_cell(save):
    table = read_wide_table(
        save(HEADER, 'a.jpg,skirt,1,2.5,0,3 4', '', 'b/c.jpg,dress,,,,5 6 occluded')
    )
    assert table.image_ids.tolist() == ['a.jpg', 'b/c.jpg']
    assert table.category_names.tolist() == ['skirt', 'dress']
    left, right = KEYPOINTS.index('hemline_left'), KEYPOINTS.index('hemline_right')
    assert table.keypoints[0, [left, right]].tolist() == [[1, 2.5], [3, 4]]
    assert table.keypoints[1, [left, right]].tolist() == [[-1, -1], [5, 6]]
    assert table.visibility[:, [left, right]].tolist() == [[0, 1], [-1, 0]]
    assert (table.visibility >= 0).sum() == 3
    assert table.labelled.all()
    assert table.location(1) == 'wide.csv:4'


@pytest.mark.parametrize('separator', [',', ';', '\t'])
def test_separators_line_ends_and_order_of_columns(save, separator):
    cells = (['crotch_v', 'image', 'crotch_y', 'category', 'crotch_x'],)
    rows = [*cells, ['visible', 'a.jpg', '7', 'trousers', '9'], ['', 'b.jpg', '', 'trousers', '']]
    path = save(*map(separator.join, rows), newline='\r\n', encoding='utf-8-sig')
    table = read_wide_table(path)
    crotch = KEYPOINTS.index('crotch')
    assert table.keypoints[:, crotch].tolist() == [[9, 7], [-1, -1]]
    assert table.visibility[:, crotch].tolist() == [1, -1]


@pytest.mark.parametrize('v', ['absent', '-1'])
def test_a_key_point_marked_absent_has_no_coordinates(save, v):
    table = read_wide_table(save(HEADER, f'a.jpg,skirt,,,{v},', f'b.jpg,skirt,5,6,{v},'))
    assert (table.visibility == -1).all()
    assert (table.keypoints == -1).all()


@pytest.mark.parametrize(
    ('header', 'message'),
    [
        ('image,category', 'no key point'),
        ('category,crotch', "missing columns 'image'"),
        ('image,category,crotch,crotch', "repeated columns 'crotch'"),
        ('image,category,crotch_x', "missing columns 'crotch_y'"),
        ('image,category,crotch,crotch_x,crotch_y', "superfluous columns 'crotch_x', 'crotch_y'"),
        ('image,category,elbow,crotch', "unknown columns 'elbow'"),
        ('', 'no key point|missing'),
    ],
)
def test_a_malformed_header_is_named(save, header, message):
    with pytest.raises(ValueError, match=rf'wide\.csv:1: .*({message})'):
        read_wide_table(save(header, 'a.jpg,skirt,1 2'))


@pytest.mark.parametrize(
    ('row', 'message'),
    [
        ('../a.jpg,skirt,1,2,,', r"image = '\.\./a\.jpg': expected a relative path"),
        ('a.jpg,shirt,1,2,,', "category = 'shirt': expected one of blouse"),
        ('a.jpg,skirt,1,,,', "hemline_left = '1  ': expected x y"),
        ('a.jpg,skirt,,,1,', 'hemline_left = '),
        ('a.jpg,skirt,1,2,3,', "hemline_left = '1 2 3'"),
        ('a.jpg,skirt,1,nan,1,', "hemline_left = '1 nan 1'"),
        ('a.jpg,skirt,-1,2,1,', "hemline_left = '-1 2 1'"),
        ('a.jpg,skirt,1,10000,1,', "hemline_left = '1 10000 1'"),
        ('a.jpg,skirt,,,,1', "hemline_right = '1'"),
        ('a.jpg,skirt,,,,1 2 1 1', "hemline_right = '1 2 1 1'"),
        ('a.jpg,blouse,1,2,,', "hemline_left = '1 2 ': expected nothing: blouse"),
        ('a.jpg,skirt,1,2', '4 cells: expected 6'),
        ('good.jpg,skirt,1,2,,', "image = 'good.jpg': expected one garment per image, and line 2"),
    ],
)
def test_an_invalid_cell_is_named_with_file_line_and_column(save, row, message):
    with pytest.raises(ValueError, match=rf'1 malformed rows\n.*wide\.csv:3: {message}'):
        read_wide_table(save(HEADER, 'good.jpg,skirt,1,2,,', row))


@pytest.mark.realdata
def test_an_official_table_in_this_form_is_read_back(fashionai_root, save):
    table = read_annotations(fashionai_root / 'train' / 'train.csv')
    lines = [','.join(['image', 'category', *KEYPOINTS])]
    for row in range(len(table)):
        cells = [
            f'{x:g} {y:g} {v}' if v >= 0 else ''
            for (x, y), v in zip(table.keypoints[row], table.visibility[row], strict=True)
        ]
        lines.append(','.join([table.image_ids[row], table.category_names[row], *cells]))
    read = read_wide_table(save(*lines))
    for name in ('image_ids', 'category_ids', 'keypoints', 'visibility', 'labelled'):
        np.testing.assert_array_equal(getattr(read, name), getattr(table, name))


def test_empty_columns_and_rows_of_spreadsheets_are_ignored(tmp_path):
    path = tmp_path / 'own.csv'
    path.write_text('image,category,crotch_x,crotch_y,,\na.jpg,trousers,3,4,,\n,,,,,\n')
    table = read_wide_table(path)
    assert table.image_ids.tolist() == ['a.jpg']
    path.write_text('image,category,crotch_x,crotch_y,,\na.jpg,trousers,3,4,,5\n')
    with pytest.raises(ValueError, match=r'own\.csv:2: 6 cells'):
        read_wide_table(path)
