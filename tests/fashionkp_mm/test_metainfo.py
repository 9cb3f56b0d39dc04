"""Tests of the metainfo as MMPose parses it."""

import pytest
from mmpose.datasets.datasets.utils import parse_pose_metainfo

from fashionkp.categories import CATEGORIES, KEYPOINTS, flip_indices
from fashionkp_mm.datasets import pose_metainfo


@pytest.mark.parametrize('name', [*CATEGORIES, None])
def test_mmpose_parses_names_flips_and_skeleton(name):
    keypoints = CATEGORIES[name].keypoints if name else KEYPOINTS
    parsed = parse_pose_metainfo(pose_metainfo(name))
    assert list(parsed['keypoint_id2name'].values()) == list(keypoints)
    assert tuple(parsed['flip_indices']) == flip_indices(keypoints)
    assert parsed['keypoint_colors'].shape == (len(keypoints), 3)
    links = {(keypoints[a], keypoints[b]) for a, b in parsed['skeleton_links']}
    if name:
        assert links == set(CATEGORIES[name].skeleton)
    assert {point for link in links for point in link} == set(keypoints)


def test_several_categories_have_their_key_points_once():
    parsed = parse_pose_metainfo(pose_metainfo(['trousers', 'skirt']))
    assert list(parsed['keypoint_id2name'].values()) == list(KEYPOINTS[15:])
    assert parsed['dataset_name'] == 'fashionai_trousers_skirt'
    with pytest.raises(ValueError, match='at least one'):
        pose_metainfo([])


def test_each_call_returns_a_new_dictionary():
    pose_metainfo('skirt')['keypoint_info'].clear()
    assert len(pose_metainfo('skirt')['keypoint_info']) == 4
