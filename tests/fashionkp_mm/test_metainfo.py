"""Tests of the metainfo as MMPose parses it."""

import numpy as np
import pytest
from mmengine.config import Config
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from mmpose.registry import MODELS

from fashionkp.categories import CATEGORIES, KEYPOINTS, flip_indices
from fashionkp_mm.config import load_config
from fashionkp_mm.datasets import FashionAIDataset
from fashionkp_mm.metainfo import find_metainfo_file, pose_metainfo


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


def test_a_config_that_was_written_to_a_file_has_the_same_flips(tmp_path):
    """MMEngine sorts keys as texts when it writes one: 0, 1, 10, 11, 2."""
    cfg = load_config('cpn_small_blouse')
    cfg.dump(tmp_path / 'written.py')
    metainfo = Config.fromfile(tmp_path / 'written.py').train_dataloader.dataset.metainfo
    expected = parse_pose_metainfo(pose_metainfo('blouse'))
    dataset = FashionAIDataset(category='blouse', metainfo=metainfo, lazy_init=True)
    model = MODELS.build(cfg.model)
    model.dataset_meta = parse_pose_metainfo(metainfo)
    for meta in (dataset.metainfo, model.dataset_meta):
        assert meta['flip_indices'] == expected['flip_indices']
        assert list(meta['keypoint_id2name'].items()) == list(expected['keypoint_id2name'].items())
        np.testing.assert_array_equal(meta['keypoint_colors'], expected['keypoint_colors'])


def test_the_stock_file_is_the_metainfo_of_all_key_points(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stock = dict(from_file='configs/_base_/datasets/fashionai.py')
    np.testing.assert_equal(
        parse_pose_metainfo(find_metainfo_file(stock)), parse_pose_metainfo(pose_metainfo())
    )
    dataset = FashionAIDataset(ann_file='absent', metainfo=stock, lazy_init=True)
    assert dataset.metainfo['keypoint_id2name'] == dict(enumerate(KEYPOINTS))


def test_a_file_in_the_working_directory_comes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'coco.py').write_text('')
    assert find_metainfo_file(dict(from_file='coco.py')) == dict(from_file='coco.py')


def test_metainfo_of_other_key_points_is_refused():
    with pytest.raises(ValueError, match='coco has 17 key points, and skirt 4'):
        FashionAIDataset(
            metainfo=dict(from_file='configs/_base_/datasets/coco.py'),
            category='skirt',
            lazy_init=True,
        )
