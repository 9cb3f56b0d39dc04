"""Predictions from data samples, and back."""

from dataclasses import replace

import numpy as np
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample

from fashionkp.inference.query import Query
from fashionkp_mm.models.sample_predictions import prediction_of, set_prediction

CATEGORIES = ['skirt', 'trousers']  # 9 key points: those of trousers and 2 of skirts


def sample():
    rng = np.random.default_rng(0)
    instance = InstanceData(
        keypoints=rng.random((1, 9, 2)).astype(np.float32),
        keypoint_scores=rng.random((1, 9)).astype(np.float32),
        keypoint_presence=rng.random((1, 9)).astype(np.float32),
        category=np.array(['skirt']),
        category_probs=np.array([[0.75, 0.25]], np.float32),
    )
    return PoseDataSample(pred_instances=instance)


def query(category=None):
    return Query(np.zeros((4, 5, 3), np.uint8), 'a.jpg', category)


def test_a_prediction_has_the_key_points_of_the_category():
    prediction = prediction_of(query(), sample(), CATEGORIES)
    assert (prediction.category, prediction.category_score) == ('skirt', 0.75)
    known = prediction_of(query('trousers'), sample(), CATEGORIES)
    assert (known.category, known.category_score, len(known.keypoints)) == ('trousers', 0.25, 7)


def test_a_prediction_that_is_put_back_is_read_again():
    probs = dict(skirt=0.125, trousers=0.875)
    expected = replace(
        prediction_of(query('trousers'), sample(), CATEGORIES),
        category_probs=probs,
        category_score=0.875,
        keypoints=np.arange(14.0).reshape(7, 2) / 3,
        scores=np.arange(7) / 10,
    )
    other = sample()
    set_prediction(other, expected, CATEGORIES)
    actual = prediction_of(query(), other, CATEGORIES)
    assert (actual.category, actual.category_probs) == ('trousers', probs)
    np.testing.assert_array_equal(actual.keypoints, expected.keypoints)
    np.testing.assert_array_equal(actual.scores, expected.scores)
    np.testing.assert_array_equal(actual.presence, expected.presence)
    absent = other.pred_instances.keypoints_visible[0] == -1
    assert absent.sum() == 2
    assert not other.pred_instances.keypoint_scores[0, absent].any()
