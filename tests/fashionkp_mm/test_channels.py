"""Tests of the key point, category and annotation of each output channel."""

import numpy as np
import pytest
from mmpose.structures import PoseDataSample

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp_mm.channels import (
    annotated_channels,
    category_channels,
    category_index,
    channel_flips,
    channel_keypoints,
)
from fashionkp_mm.datasets import FashionAIDataset

ALL = list(CATEGORIES)


def test_category_channels_of_the_joint_model_are_the_key_points_of_each_category():
    mask = category_channels(ALL)
    assert mask.shape == (5, 24)
    for name, row in zip(ALL, mask, strict=True):
        assert [KEYPOINTS[i] for i in np.flatnonzero(row)] == list(CATEGORIES[name].keypoints)


def test_category_channels_of_a_single_category_are_all_channels():
    assert category_channels(['trousers']).tolist() == [[True] * 7]


def test_two_categories_share_the_channels_of_their_common_points():
    assert channel_keypoints(['skirt', 'trousers']) == tuple(range(15, 24))
    assert channel_flips(['skirt', 'trousers'])[:5] == [1, 0, 3, 2, 4]
    assert category_channels(['skirt', 'trousers']).sum(1).tolist() == [4, 7]


def test_category_index_comes_from_the_sample_or_from_a_model_of_one_category():
    skirt = PoseDataSample(metainfo=dict(category_id=3))
    assert category_index(skirt, ALL) == ALL.index('skirt') == 3
    assert category_index(skirt, ['skirt']) == 0
    assert category_index(PoseDataSample(), ['skirt']) == 0
    assert category_index(PoseDataSample(), ALL) is None


@pytest.mark.parametrize('categories', [ALL, ['blouse']])
def test_an_absent_left_cuff_is_an_absent_right_cuff_after_a_flip(categories):
    channels = KEYPOINTS if len(categories) > 1 else CATEGORIES['blouse'].keypoints
    visibility = np.ones(24, np.int8)
    visibility[KEYPOINTS.index('cuff_left_in')] = -1
    visibility[KEYPOINTS.index('center_front')] = 0  # occluded is annotated
    flips = CATEGORIES['blouse'].flip_indices
    if len(categories) > 1:
        flips = FashionAIDataset.METAINFO['keypoint_info'].values()
        flips = [channels.index(point['swap'] or point['name']) for point in flips]
    info = dict(raw_ann_info=dict(visibility=visibility), flip_indices=flips)
    for flip, absent in ((False, 'cuff_left_in'), (True, 'cuff_right_in')):
        annotated = annotated_channels(PoseDataSample(metainfo=dict(info, flip=flip)), categories)
        assert [name for name, is_in in zip(channels, annotated, strict=True) if not is_in] == [
            absent
        ]


@pytest.mark.parametrize('category', [None, 'dress'])
@pytest.mark.parametrize('prob', [0.0, 1.0])
def test_annotated_channels_agree_with_the_visibility_after_mmposes_flip(data_root, category, prob):
    pipeline = [
        dict(type='LoadCompleteImage'),
        dict(type='RandomFlip', direction='horizontal', prob=prob),
        dict(type='PackPoseInputs'),
    ]
    dataset = FashionAIDataset(
        data_root=str(data_root), ann_file='train', category=category, pipeline=pipeline
    )
    for i in range(len(dataset)):
        sample = dataset[i]['data_samples']
        annotated = annotated_channels(sample, [category] if category else ALL)
        np.testing.assert_array_equal(annotated, sample.gt_instances.keypoints_visible[0])
