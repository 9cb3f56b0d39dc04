"""Which photos to label first."""

import runpy
from pathlib import Path

import numpy as np
import pytest

_PATH = Path(__file__).parents[3] / 'benchmarks' / 'measurement' / 'photo_order.py'
_MODULE = runpy.run_path(str(_PATH))
photo_order, pose_features = _MODULE['photo_order'], _MODULE['pose_features']


def test_the_least_sure_photo_is_first_and_equals_keep_their_order():
    assert photo_order(np.array([0.5, 0.2, 0.5, 0.9, 0.2])).tolist() == [1, 4, 0, 2, 3]


def test_no_photos():
    assert photo_order(np.zeros(0)).tolist() == []
    assert photo_order(np.zeros(0), np.zeros((0, 3))).tolist() == []


def test_each_next_photo_has_the_largest_product_of_unsureness_and_distance():
    sureness = np.array([0.1, 0.2, 0.5, 0.8])
    poses = np.array([[0.0], [1.0], [3.0], [9.0]])
    # 0: the least sure; then 0.8 * 1, 0.5 * 3, 0.2 * 9; then 0.8 * 1, 0.5 * 3; then the last
    assert photo_order(sureness, poses).tolist() == [0, 3, 2, 1]


def test_photos_unlike_the_labelled_ones_come_first():
    sureness = np.array([0.5, 0.4, 0.5])
    poses = np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]])
    labelled = np.array([[0.0, 0.0], [3.0, 3.0]])
    # 0.5 * 0, 0.6 * 1, 0.5 * sqrt(9 + 25): the last; then 0.6 * 1 is more than 0
    assert photo_order(sureness, poses, labelled).tolist() == [2, 1, 0]


def test_equal_poses_are_ordered_by_sureness():
    sureness = np.array([0.7, 0.2, 0.2, 0.5])
    assert photo_order(sureness, np.ones((4, 2))).tolist() == [1, 2, 3, 0]
    assert photo_order(sureness, np.ones((4, 2)), np.ones((1, 2))).tolist() == [1, 2, 3, 0]


@pytest.mark.parametrize('sure', [0.0, 0.5, 1.0])
def test_every_photo_is_in_the_order_once(sure):
    rng = np.random.default_rng(0)
    sureness, poses = np.full(40, sure), rng.normal(size=(40, 6))
    poses[10:20] = poses[:10]  # copies
    arguments = ((), (poses,), (poses, poses[:0]), (poses, poses[:5]))
    for more in arguments:
        assert sorted(photo_order(sureness, *more).tolist()) == list(range(40))


def test_copies_of_a_chosen_photo_are_last():
    poses = np.array([[0.0], [0.0], [0.0], [1.0], [2.0]])
    order = photo_order(np.array([0.1, 0.1, 0.1, 0.9, 0.9]), poses)
    assert order.tolist() == [0, 4, 3, 1, 2]


def test_pose_features_are_presence_and_position_across_the_image():
    keypoints = np.array([[[100.0, 50.0], [-1.0, -1.0], [250.0, 20.0]]])
    present = np.array([[True, False, True]])
    features = pose_features(keypoints, present, np.array([[200, 100]]))
    # the last point lies outside: at the border
    np.testing.assert_allclose(features, [[1, 0, 0, 0, 0, 0, 1, 0.5, -0.3]])


def test_pose_features_of_no_photos():
    features = pose_features(np.zeros((0, 24, 2)), np.zeros((0, 24), bool), np.zeros((0, 2)))
    assert features.shape == (0, 72)
