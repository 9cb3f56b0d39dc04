"""Writing tables."""

from dataclasses import replace

import numpy as np
import pytest

from fashionkp.annotations import (
    COLUMNS,
    read_annotations,
    read_submission,
    write_annotations,
    write_submission,
)


@pytest.fixture
def table(csv_row, csv_file):
    return read_annotations(
        csv_file(csv_row('skirt', 'a', hemline_left='10_512_0'), csv_row('dress', 'b'))
    )


def with_point(table, point, index=17):
    keypoints = table.keypoints.copy()
    keypoints[0, index] = point
    return replace(table, keypoints=keypoints)


def test_a_table_is_written_as_it_was_byte_for_byte(table, tmp_path):
    write_annotations(tmp_path / 'b.csv', table)
    assert (tmp_path / 'b.csv').read_bytes() == (tmp_path / 'a.csv').read_bytes()


def test_annotations_are_rounded_to_whole_pixels(table, tmp_path):
    write_annotations(tmp_path / 'b.csv', with_point(table, (10.4, 511.6)))
    np.testing.assert_array_equal(read_annotations(tmp_path / 'b.csv').keypoints, table.keypoints)


def test_rows_without_labels_are_written_as_two_columns(csv_file, tmp_path):
    path = csv_file('a.jpg,skirt', 'b.jpg,dress', header='image_id,image_category')
    write_annotations(tmp_path / 'b.csv', read_annotations(path))
    assert (tmp_path / 'b.csv').read_bytes() == path.read_bytes()


def test_labels_that_could_not_be_read_back_are_refused(table, tmp_path):
    path = tmp_path / 'b.csv'
    for invalid in (
        with_point(table, (-2, 5)),
        with_point(table, (10_000, 5)),
        with_point(table, (np.nan, 5)),
        with_point(table, (3, 4), index=18),
        replace(table, category_ids=np.array([0, 4], np.int8)),
        replace(table, visibility=table.visibility * 2),
        replace(table, labelled=np.array([True, False])),
    ):
        with pytest.raises(ValueError, match=r'a\.csv:[23] '):
            write_annotations(path, invalid)
        assert not path.exists()


def test_a_submission_has_all_points_of_the_category_and_no_other(table, tmp_path):
    keypoints = np.full((2, 24, 2), 12.0)
    keypoints[0, 15] = (0.1234567, -3.5)
    keypoints[0, 16] = (-1e-9, 100.0)
    write_submission(tmp_path / 'b.csv', replace(table, keypoints=keypoints))
    header, skirt, _ = (tmp_path / 'b.csv').read_text().splitlines()
    assert header == ','.join(COLUMNS)
    cells = skirt.split(',')[2:]
    assert cells[15:19] == ['0.123457_-3.5_1', '0_100_1', '12_12_1', '12_12_1']
    assert set(cells[:15] + cells[19:]) == {'-1_-1_-1'}


def test_a_submission_is_exact_to_half_a_millionth_of_a_pixel(table, tmp_path):
    rng = np.random.default_rng(0)
    keypoints = rng.normal(250, 300, (2, 24, 2))
    write_submission(tmp_path / 'b.csv', replace(table, keypoints=keypoints))
    back = read_submission(tmp_path / 'b.csv')
    written = back.visibility == 1
    assert written.sum(1).tolist() == [4, 15]
    assert np.abs(back.keypoints - keypoints)[written].max() <= 0.5e-6 + 1e-12


def test_a_submission_of_numbers_that_are_not_finite_is_refused(table, tmp_path):
    for value in (np.nan, np.inf, 1e6):
        with pytest.raises(ValueError, match=r'a\.csv:2 .*hemline_left'):
            write_submission(tmp_path / 'b.csv', with_point(table, (value, 0)))


@pytest.mark.realdata
def test_official_tables_are_written_as_they_were_byte_for_byte(fashionai_root, tmp_path):
    source = fashionai_root / 'annotations' / 'warm_up.csv'
    write_annotations(tmp_path / 'b.csv', read_annotations(source))
    assert (tmp_path / 'b.csv').read_bytes() == source.read_bytes()
