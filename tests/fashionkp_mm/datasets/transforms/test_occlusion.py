"""Tests of the weights of occluded key points."""

import numpy as np
import pytest

from fashionkp.categories import KEYPOINTS
from fashionkp_mm.channels import channel_keypoints
from fashionkp_mm.datasets import WeightOccluded

SKIRT = ('waistband_left', 'waistband_right', 'hemline_left', 'hemline_right')


def results(flip: bool, **visibility: int) -> dict:
    """Return what a pipeline has of a skirt after its targets, all key points of weight 1."""
    row = np.full(len(KEYPOINTS), -1)
    row[[KEYPOINTS.index(name) for name in SKIRT]] = 1
    for name, value in visibility.items():
        row[KEYPOINTS.index(name)] = value
    return dict(
        raw_ann_info=dict(visibility=row, channels=list(channel_keypoints(['skirt']))),
        flip=flip,
        flip_indices=[1, 0, 3, 2],
        keypoint_weights=np.ones((1, 4), np.float32),
    )


@pytest.mark.parametrize(('flip', 'expected'), [(False, [1, 1, 0.25, 1]), (True, [1, 1, 1, 0.25])])
def test_an_occluded_key_point_is_discounted_where_it_is_in_the_image(flip, expected):
    given = results(flip, hemline_left=0)
    weights = WeightOccluded(0.25)(given)['keypoint_weights']
    np.testing.assert_array_equal(weights, [expected])


def test_weights_of_several_levels():
    given = results(flip=False, waistband_right=0)
    given['keypoint_weights'] = levels = [np.ones((1, 4), np.float32)] * 3
    weights = WeightOccluded(0)(given)['keypoint_weights']
    np.testing.assert_array_equal(weights, [[[1, 0, 1, 1]]] * 3)
    assert levels[0].all()


def test_absent_key_points_keep_their_weight():
    given = results(flip=False, hemline_left=-1)
    given['keypoint_weights'][0, 2] = 0
    np.testing.assert_array_equal(WeightOccluded(0)(given)['keypoint_weights'], [[1, 1, 0, 1]])


@pytest.mark.parametrize('weight', [-0.1, 1.5])
def test_a_weight_out_of_range(weight):
    with pytest.raises(ValueError, match='from 0 to 1'):
        WeightOccluded(weight)
