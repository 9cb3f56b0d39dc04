"""Tests of what a checkpoint states about its data, and of the comparison with a model."""

import pytest

from fashionkp.categories import CATEGORIES
from fashionkp_mm.checkpoints.metadata import (
    dataset_meta_of,
    declared_categories,
    declared_keypoints,
    require_same_keypoints,
)

SKIRT = CATEGORIES['skirt'].keypoints
META = dict(keypoint_id2name=dict(enumerate(SKIRT)), categories=['skirt'])


def test_key_points_and_categories_are_read_from_the_dataset_meta():
    meta = dataset_meta_of(dict(meta=dict(dataset_meta=META)))
    assert declared_keypoints(meta, 'a.pth') == SKIRT
    assert declared_categories(meta, 'a.pth') == ('skirt',)


@pytest.mark.parametrize(
    'checkpoint', [{}, dict(meta=None), dict(meta={}), dict(meta=dict(dataset_meta=[]))]
)
def test_a_checkpoint_without_dataset_meta_declares_nothing(checkpoint):
    meta = dataset_meta_of(checkpoint)
    assert declared_keypoints(meta, 'a.pth') == declared_categories(meta, 'a.pth') == ()
    require_same_keypoints(meta, ['skirt'], 'a.pth')


def test_the_same_key_points_and_categories_pass():
    require_same_keypoints(META, ['skirt'], 'a.pth')


def test_other_key_points_are_refused_and_named():
    with pytest.raises(ValueError, match=r'a\.pth') as refused:
        require_same_keypoints(META, ['trousers'], 'a.pth')
    message = str(refused.value)
    assert '4 key points of skirt' in message
    assert '7 of trousers' in message
    assert 'checkpoint: hemline_left, hemline_right.' in message
    assert 'model: crotch, bottom_left_in,' in message


def test_another_order_of_key_points_is_refused():
    swapped = dict(META, keypoint_id2name=dict(enumerate(SKIRT[::-1])))
    with pytest.raises(ValueError, match='another order'):
        require_same_keypoints(swapped, ['skirt'], 'a.pth')


def test_other_categories_with_the_same_key_points_are_refused():
    joint = ['blouse', 'dress', 'outwear']
    keypoints = dict(enumerate(k for k in CATEGORIES['dress'].keypoints))
    meta = dict(keypoint_id2name=keypoints, categories=joint)
    with pytest.raises(ValueError, match='of blouse, dress, outwear'):
        require_same_keypoints(meta, ['dress'], 'a.pth')


@pytest.mark.parametrize(
    ('meta', 'key'),
    [
        (dict(keypoint_id2name=['crotch']), 'keypoint_id2name'),
        (dict(keypoint_id2name={1: 'crotch'}), 'keypoint_id2name'),
        (dict(keypoint_id2name={0: 7}), 'keypoint_id2name'),
        (dict(keypoint_id2name={0: 'crotch'}, categories=7), 'categories'),
    ],
)
def test_malformed_metadata_is_named(meta, key):
    with pytest.raises(ValueError, match=rf'a\.pth: {key}'):
        require_same_keypoints(meta, ['skirt'], 'a.pth')
