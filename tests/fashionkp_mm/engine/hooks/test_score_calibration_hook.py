"""Tests of the calibration of scores after a validation."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from mmengine.logging import MMLogger
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample
from scipy.special import expit

from fashionkp.categories import CATEGORIES
from fashionkp_mm.engine.hooks import ScoreCalibrationHook
from fashionkp_mm.models.score_calibration import ScoreCalibration

TRUE = [1.5, 2.0, -1.0, 0.5]
SKIRT = list(CATEGORIES['skirt'].keypoint_ids)


def runner(categories=tuple(CATEGORIES)):
    model = torch.nn.Module()
    model.categories = list(categories)
    model.score_calibration = ScoreCalibration()
    return SimpleNamespace(model=model, logger=MMLogger.get_instance('test'))


def skirt(errors, features, *, visibility=1, labelled=True, ids=tuple(range(24))):
    """Return a prediction whose points are ``errors`` percent off to the right.

    The points are those of a skirt, 100 pixels wide, in the channels of the key points ``ids``.
    """
    keypoints, seen = np.full((24, 2), -1.0), np.full(24, -1)
    keypoints[SKIRT] = [[0, 0], [100, 0], [0, 300], [100, 300]]
    seen[SKIRT] = visibility
    row = dict(
        keypoints=keypoints,
        visibility=seen,
        category_id=list(CATEGORIES).index('skirt'),
        labelled=labelled,
    )
    sample = PoseDataSample(metainfo=dict(raw_ann_info=row))
    predicted = keypoints.copy()
    predicted[SKIRT, 0] += errors
    everything = np.zeros((24, 3))
    everything[SKIRT] = features
    sample.pred_instances = InstanceData(
        keypoints=predicted[None, list(ids)], keypoint_score_features=everything[None, list(ids)]
    )
    return sample


def skirts(num, **kwargs):
    """Yield predictions that are correct with the probability of :data:`TRUE`."""
    rng = np.random.default_rng(0)
    for _ in range(num):
        features = rng.normal(0, 1, (4, 3))
        correct = rng.random(4) < expit(TRUE[0] + features @ TRUE[1:])
        yield skirt(np.where(correct, 19.9, 20.1), features, **kwargs)


def fitted(samples, run):
    hook = ScoreCalibrationHook()
    hook.before_val_epoch(run)
    hook.after_val_iter(run, 0, outputs=samples[:10])
    hook.after_val_iter(run, 1, outputs=samples[10:])
    hook.after_val_epoch(run)
    return run.model.score_calibration.coefficients.tolist()


def test_the_coefficients_that_made_the_outcomes_are_found():
    assert fitted(list(skirts(3000)), runner()) == pytest.approx(TRUE, abs=0.1)


def test_channels_of_a_model_of_one_category():
    expected = fitted(list(skirts(50)), runner())
    samples = list(skirts(50, ids=SKIRT))
    assert fitted(samples, runner(['skirt'])) == pytest.approx(expected, rel=1e-5)


def test_occluded_points_and_rows_without_labels_do_not_count():
    expected = fitted(list(skirts(50)), runner())
    noise = [
        skirt([99] * 4, np.ones((4, 3)), visibility=0),
        skirt([99] * 4, np.ones((4, 3)), labelled=False),
    ]
    assert fitted([*skirts(50), *noise], runner()) == pytest.approx(expected, rel=1e-5)


def test_nothing_changes_without_points_that_count():
    assert fitted([skirt([0] * 4, np.ones((4, 3)), visibility=0)], runner()) == [0] * 4
