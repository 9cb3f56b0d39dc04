"""Tables as arrays."""

from pathlib import Path

import numpy as np
import pytest

from fashionkp.annotations import CATEGORY_POINTS, AnnotationTable
from fashionkp.categories import CATEGORIES


def make_table(count, **columns):
    rows = {
        'image_ids': np.array([f'Images/{i}.jpg' for i in range(count)]),
        'category_ids': np.arange(count, dtype=np.int8) % 5,
        'keypoints': np.arange(count * 48.0).reshape(count, 24, 2),
        'visibility': np.ones((count, 24), np.int8),
        'labelled': np.ones(count, bool),
    }
    return AnnotationTable(**{**rows, **columns})


def test_rows_are_taken_by_mask_by_index_and_not_at_all():
    table = make_table(3)
    assert table.take(np.array([True, False, True])).image_ids.tolist() == [
        'Images/0.jpg',
        'Images/2.jpg',
    ]
    assert table.take(np.array([2, 0])).keypoints[:, 0, 0].tolist() == [96, 0]
    assert len(table.take([])) == 0


def test_a_row_keeps_its_location_when_taken():
    assert make_table(3).take([2]).location(0) == 'row 3'


def test_locations_name_file_and_line_and_the_folder_only_where_needed():
    paths = (Path('a/train.csv'), Path('b/train.csv'), Path('b/test.csv'))
    columns = {'file_ids': np.array([1, 2]), 'lines': np.array([12, 3])}
    table = make_table(2, paths=paths, **columns)
    assert table.location(0) == f'{Path("b/train.csv")}:12'
    assert table.location(1) == 'test.csv:3'


def test_extents_surround_the_annotated_key_points():
    keypoints = np.zeros((2, 24, 2))
    keypoints[0, :3] = (30, 5), (10, 20), (900, 900)
    visibility = np.full((2, 24), -1, np.int8)
    visibility[0, :2] = 1, 0
    low, high = make_table(2, keypoints=keypoints, visibility=visibility).extents()
    assert low.tolist() == [[10, 5], [0, 0]]
    assert high.tolist() == [[30, 20], [0, 0]]


def test_category_names():
    assert make_table(5).category_names.tolist() == list(CATEGORIES)


def test_columns_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match=r'visibility of 2 rows has shape \(2, 23\)'):
        make_table(2, visibility=np.ones((2, 23), np.int8))


def test_key_points_of_each_category():
    assert CATEGORY_POINTS.sum(1).tolist() == [13, 14, 7, 4, 15]
    assert np.flatnonzero(CATEGORY_POINTS[3]).tolist() == [15, 16, 17, 18]


def test_image_files_lie_in_the_archive_around_each_table():
    paths = (Path('/a/train.csv'), Path('/b/Annotations/train.csv'))
    table = make_table(2, paths=paths, file_ids=np.array([1, 0]), lines=np.array([2, 2]))
    assert table.image_roots == (Path('/a'), Path('/b'))
    assert table.image_paths() == [Path('/b/Images/0.jpg'), Path('/a/Images/1.jpg')]
    assert table.image_paths('/c') == [Path('/c/Images/0.jpg'), Path('/c/Images/1.jpg')]
    for root in (None, '/c'):
        assert [table.image_path(row, root) for row in range(2)] == table.image_paths(root)


def test_a_table_made_in_memory_has_image_files_only_below_a_given_folder():
    table = make_table(1)
    assert table.image_paths('a') == [Path('a/Images/0.jpg')]
    for read in (table.image_paths, lambda: table.image_path(0)):
        with pytest.raises(ValueError, match='in memory'):
            read()
