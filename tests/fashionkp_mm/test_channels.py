"""What a model's channels mean: its points, each category's, and those annotated in a sample."""

import numpy as np
import pytest
from mmpose.structures import PoseDataSample

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp_mm.channels import (
    annotated_channels,
    channel_flips,
    channel_keypoints,
    known_category,
    own_channels,
    refuse_other_points,
)
from fashionkp_mm.datasets import FashionAIDataset

JOINT = list(CATEGORIES)


def test_a_joint_models_categories_own_their_points():
    own = own_channels(JOINT)
    assert own.shape == (5, 24)
    for name, row in zip(JOINT, own, strict=True):
        assert [KEYPOINTS[i] for i in np.flatnonzero(row)] == list(CATEGORIES[name].keypoints)


def test_a_single_categorys_channels_are_all_its_own():
    assert own_channels(['trousers']).tolist() == [[True] * 7]


def test_the_category_is_known_from_the_official_id_or_from_the_model():
    skirt = PoseDataSample(metainfo=dict(category_id=3))
    assert known_category(skirt, JOINT) == JOINT.index('skirt') == 3
    assert known_category(skirt, ['skirt']) == 0
    assert known_category(PoseDataSample(), ['skirt']) == 0
    assert known_category(PoseDataSample(), JOINT) is None


@pytest.mark.parametrize('categories', [JOINT, ['blouse']])
def test_mirrored_an_absent_left_cuff_is_an_absent_right_cuff(categories):
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
        assert [name for name, there in zip(channels, annotated, strict=True) if not there] == [
            absent
        ]


@pytest.mark.parametrize('category', [None, 'dress'])
@pytest.mark.parametrize('prob', [0.0, 1.0])
def test_it_agrees_with_the_points_that_mmposes_flip_hands_on(data_root, category, prob):
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
        annotated = annotated_channels(sample, [category] if category else JOINT)
        np.testing.assert_array_equal(annotated, sample.gt_instances.keypoints_visible[0])


def test_some_categories_share_the_channels_of_their_points():
    assert channel_keypoints(['skirt', 'trousers']) == tuple(range(15, 24))
    assert channel_flips(['skirt', 'trousers'])[:5] == [1, 0, 3, 2, 4]
    assert own_channels(['skirt', 'trousers']).sum(1).tolist() == [4, 7]


def test_weights_for_other_points_are_refused():
    names = CATEGORIES['skirt'].keypoints
    meta = dict(keypoint_id2name=dict(enumerate(names)), categories=['skirt'])
    refuse_other_points(meta, ['skirt'], 'a.pth')
    refuse_other_points({}, ['skirt'], 'of_another_program.pth')
    reason = (
        r'a\.pth was trained for 4 key points of skirt, here are 7 of trousers: only there '
        r'hemline_left, hemline_right; only here crotch, bottom_left_in, .*no file'
    )
    with pytest.raises(ValueError, match=reason):
        refuse_other_points(meta, ['trousers'], 'a.pth')
    swapped = dict(meta, keypoint_id2name=dict(enumerate(names[::-1])))
    with pytest.raises(ValueError, match='only there none; only here none'):
        refuse_other_points(swapped, ['skirt'], 'a.pth')


@pytest.mark.parametrize(
    ('meta', 'message'),
    [
        (dict(keypoint_id2name=['crotch']), r'a\.pth: its keypoint_id2name is not a dictionary'),
        (dict(keypoint_id2name={1: 'crotch'}), r'a\.pth: its keypoint_id2name is not a dictionary'),
        (dict(keypoint_id2name={0: 7}), r'a\.pth: its keypoint_id2name are not names'),
        (
            dict(keypoint_id2name={0: 'crotch'}, categories=7),
            r'a\.pth: its categories are not names',
        ),
    ],
)
def test_what_no_checkpoint_of_mmpose_tells_is_named(meta, message):
    with pytest.raises(ValueError, match=message):
        refuse_other_points(meta, ['skirt'], 'a.pth')
