"""Tests of items made on access: they equal MMPose's dictionaries and share no array."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from fashionkp_mm.datasets import FashionAIDataset
from fashionkp_mm.datasets.garment_items import GarmentItems, keypoint_boxes


@pytest.fixture
def items(table):
    return GarmentItems(table, 'root', range(24))


def ids(items) -> list[int]:
    return [item['id'] for item in items]


def build(data_root, **kwargs):
    return FashionAIDataset(data_root=str(data_root), ann_file='train', **kwargs)


def test_slices_masks_and_indices_select_as_in_an_array(items, table):
    assert ids(items) == list(range(len(table)))
    assert ids(items[3:6]) == [3, 4, 5]
    assert ids(items[3:9][::-2]) == [8, 6, 4]
    assert ids(items.take(table.category_ids == 1)) == [4, 5, 6, 7]
    assert ids(items.take([7, 2])) == [7, 2]
    assert items[-1]['id'] == len(table) - 1
    with pytest.raises(IndexError):
        items[len(table)]


def test_changing_an_item_changes_no_other_item(table):
    items = GarmentItems(table, 'root', range(24), boxes=keypoint_boxes(table, 0.1))
    before = pickle.dumps(items[0])
    for value in (*items[0].values(), *items[0]['raw_ann_info'].values()):
        if isinstance(value, np.ndarray):
            value += 1
    assert pickle.dumps(items[0]) == before


def test_an_item_equals_the_one_of_mmpose(data_root):
    dataset = build(data_root)
    for i in (0, 5, -1):
        expected = super(FashionAIDataset, dataset).get_data_info(i)
        np.testing.assert_equal(dataset.get_data_info(i), expected)


@pytest.mark.parametrize(
    ('indices', 'expected'), [(2, [0, 1]), (0, []), (-2, [18, 19]), ([5, 3], [5, 3])]
)
def test_subset_of_a_dataset(data_root, indices, expected):
    for subset in (build(data_root, indices=indices), build(data_root).get_subset(indices)):
        assert [subset.get_data_info(i)['id'] for i in range(len(subset))] == expected


def test_only_the_columns_are_pickled_for_spawned_workers(items, table):
    columns = (table.image_ids, table.keypoints, table.visibility, table.lines, table.file_ids)
    size = len(pickle.dumps(items))
    assert size < sum(column.nbytes for column in columns) + 100 * len(table)
    np.testing.assert_array_equal(
        pickle.loads(pickle.dumps(items)).table.keypoints, table.keypoints
    )


def test_a_row_without_annotated_key_points_has_no_keypoint_box(table):
    visibility = table.visibility.copy()
    visibility[6] = -1
    with pytest.raises(ValueError, match=r"row 7: .*box='image'"):
        keypoint_boxes(replace(table, visibility=visibility), 0.1)


def test_the_padding_is_at_least_a_pixel(table):
    points = np.full_like(table.keypoints, 5.0)
    boxes = keypoint_boxes(replace(table, keypoints=points), 0.1)
    assert boxes.tolist() == [[4, 4, 6, 6]] * len(table)
