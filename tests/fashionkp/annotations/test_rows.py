"""Rows as text, from files of any content."""

import pytest

from fashionkp.annotations.rows import open_rows


def test_rows_have_their_lines(csv_row, csv_file):
    path = csv_file(csv_row('skirt', 'a'), '', csv_row('dress', 'b'))
    with open_rows(path) as (layout, rows):
        assert layout.has_header
        assert layout.first_row[0] == 'image_id'
        assert [(line, row[1]) for line, row in rows] == [(2, 'skirt'), (4, 'dress')]


def test_image_ids_are_restored(csv_file):
    path = csv_file('./=a.jpg,skirt', './b.jpg,skirt', header='image_id,image_category')
    with open_rows(path) as (_, rows):
        assert [row[0] for _, row in rows] == ['=a.jpg', './b.jpg']


@pytest.mark.parametrize(
    ('content', 'reason'),
    [
        (b'', 'is empty'),
        (b'\xff\xfea\x00', 'not text in UTF-8'),
        (b'a' * 200_000, 'not a CSV row'),
        (b'{}\n' * 9, r':1: the first row has one cell'),
    ],
)
def test_other_files_are_refused_in_one_line(tmp_path, content, reason):
    path = tmp_path / 'a.csv'
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf'a\.csv.*{reason}') as error, open_rows(path):
        pass
    assert '\n' not in str(error.value)


@pytest.mark.parametrize('header', ['image_id,image_category,,\n', ''])
def test_blank_rows_and_empty_columns_of_spreadsheets_are_ignored(tmp_path, header):
    path = tmp_path / 'a.csv'
    path.write_text(f',,,\n{header}a.jpg,skirt,,\n,,,\n\nb.jpg,,,\nc.jpg,skirt,,x\n')
    first = 2 + bool(header)
    with open_rows(path) as (layout, rows):
        assert layout.width == 2
        assert (len(layout.first_row), layout.first_line) == (2, 2)
        assert [*rows] == [
            (first, ['a.jpg', 'skirt']),
            (first + 3, ['b.jpg', '']),
            (first + 4, ['c.jpg', 'skirt', '', 'x']),
        ]
