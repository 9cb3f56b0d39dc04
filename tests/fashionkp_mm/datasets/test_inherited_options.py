"""Tests of the options that the dataset inherits from MMPose and MMEngine."""

import json

import numpy as np
import pytest
from mmpose.registry import DATASETS

from fashionkp_mm.datasets import FashionAIDataset, SyntheticGarments


def build(root, **kwargs):
    return FashionAIDataset(data_root=str(root), ann_file='train', **kwargs)


def image_ids(dataset):
    return [dataset.get_data_info(i)['raw_ann_info']['image_id'] for i in range(len(dataset))]


@pytest.fixture
def bbox_file(tmp_path, table):
    """Boxes of the first three garments; the second has two."""
    boxes = [
        dict(image_id=str(table.image_ids[0]), bbox=[10, 20, 30, 40], score=0.9, category_id=1),
        dict(image_id=str(table.image_ids[1]), bbox=[1, 2, 3, 4], score=0.2),
        dict(image_id=str(table.image_ids[1]), bbox=[5, 6, 7, 8], score=0.6),
        dict(image_id=str(table.image_ids[2]), bbox=[5, 6, 7, 8], score=0.1),
    ]
    path = tmp_path / 'boxes.json'
    path.write_text(json.dumps(boxes))
    return str(path)


def test_detected_boxes_are_used_in_testing(data_root, bbox_file):
    dataset = build(data_root, bbox_file=bbox_file, box='keypoints', test_mode=True)
    items = [dataset.get_data_info(i) for i in range(4)]
    np.testing.assert_array_equal(items[0]['bbox'], [[10, 20, 40, 60]])
    np.testing.assert_array_equal(items[1]['bbox'], [[5, 6, 12, 14]])
    assert [round(float(item['bbox_score'][0]), 3) for item in items] == [0.9, 0.6, 0.1, 1]
    assert 'bbox' not in items[3]
    assert len(dataset) == 20


def test_a_threshold_drops_boxes_and_no_rows(data_root, bbox_file):
    dataset = build(
        data_root, bbox_file=bbox_file, filter_cfg=dict(bbox_score_thr=0.5), test_mode=True
    )
    assert ['bbox' in dataset.get_data_info(i) for i in range(4)] == [True, True, False, False]
    assert len(dataset) == 20


def test_detected_boxes_go_with_a_subset(data_root, bbox_file):
    dataset = build(data_root, bbox_file=bbox_file, indices=[1], test_mode=True)
    np.testing.assert_array_equal(dataset.get_data_info(0)['bbox'], [[5, 6, 12, 14]])


def test_detected_boxes_are_for_testing_only(data_root, bbox_file):
    with pytest.raises(ValueError, match='test_mode'):
        build(data_root, bbox_file=bbox_file)


def test_a_sample_interval_takes_every_nth_row(data_root, table):
    assert image_ids(build(data_root, sample_interval=3)) == table.image_ids[::3].tolist()
    skirts = build(data_root, category='skirt', sample_interval=2)
    assert image_ids(skirts) == table.image_ids[table.category_names == 'skirt'][::2].tolist()


def test_a_subset_has_a_fingerprint_of_its_own(data_root):
    subsets = [{}, dict(indices=5), dict(indices=[4, 3]), dict(sample_interval=2)]
    prints = [build(data_root, **options).fingerprint for options in subsets]
    assert len({*prints}) == 4
    assert build(data_root, indices=20).fingerprint == prints[0]


def test_lazy_init_reads_no_table_before_it_must(data_root, table):
    absent = FashionAIDataset(ann_file='absent', category='skirt', lazy_init=True)
    assert absent.metainfo['num_keypoints'] == 4
    lazy = build(data_root, lazy_init=True)
    assert lazy.fingerprint == build(data_root).fingerprint
    assert len(build(data_root, lazy_init=True)) == len(table)


@pytest.mark.parametrize(
    ('option', 'error'),
    [
        (dict(data_mode='bottomup'), 'data_mode'),
        (dict(sample_interval=0), 'sample_interval=0'),
        (dict(filter_cfg=dict(min_size=32)), 'min_size'),
        (dict(indices=[20]), 'indices: .*20'),
        (dict(bbox_file='absent.json', test_mode=True), r'absent\.json'),
    ],
)
def test_an_option_without_a_meaning_is_named(data_root, option, error):
    with pytest.raises((ValueError, FileNotFoundError), match=error):
        build(data_root, **option)


def test_indices_are_whole_numbers(data_root):
    with pytest.raises(TypeError, match=r'indices=\[1\.5\]'):
        build(data_root, indices=[1.5])


@pytest.mark.parametrize(
    'option', [dict(indices=2), dict(sample_interval=2), dict(bbox_file='x'), dict(filter_cfg={})]
)
def test_drawn_garments_have_no_rows_to_select(option):
    with pytest.raises(ValueError, match=next(iter(option))):
        SyntheticGarments(4, **option)


def test_drawn_garments_end_with_the_epoch():
    dataset = SyntheticGarments(2)
    assert [item['img_id'] for item in dataset.data_list] == [0, 1]


def test_categories_can_be_balanced(data_root):
    blouses_and_a_dress = build(data_root, indices=[0, 1, 2, 16])
    balanced = DATASETS.build(
        dict(type='ClassBalancedDataset', oversample_thr=0.5, dataset=blouses_and_a_dress)
    )
    assert [balanced.get_cat_ids(i) for i in range(len(balanced))] == [[0], [0], [0], [4], [4]]
