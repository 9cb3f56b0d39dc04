"""Tests of calibrated scores: features computed by hand, and the probability from them."""

from math import log

import pytest
import torch
from torch import nn

from fashionkp_mm.models.score_calibration import (
    ScoreCalibration,
    score_features,
    second_peaks,
)

SIZE = (100, 50)


def heatmap(cells, height=20, width=20):
    """Return a heatmap, (H, W), that is 0 except in some cells {(x, y): value}."""
    values = torch.zeros(height, width)
    for (x, y), value in cells.items():
        values[y, x] = value
    return values


def fitted(*coefficients):
    calibration = ScoreCalibration()
    calibration.coefficients.copy_(torch.tensor(coefficients))
    return calibration


def test_a_second_peak_is_more_than_a_tenth_of_the_width_away():
    maps = torch.stack(
        [
            heatmap({(5, 5): 0.8, (7, 5): 0.7, (5, 8): 0.3}),  # 2 and 3 cells away
            heatmap({(19, 19): 0.5, (0, 0): 0.4}),
            heatmap({(3, 3): 0.5}) - 0.1,
        ]
    )
    torch.testing.assert_close(second_peaks(maps[None]), torch.tensor([[0.3, 0.4, -0.1]]))


def test_features_of_two_points_computed_by_hand():
    points = torch.tensor([[[20.0, 3], [60.0, 9]]])
    scores = torch.tensor([[0.5, 0.5]])
    maps = torch.stack([heatmap({(4, 1): 0.5, (12, 1): 0.1}), heatmap({(12, 3): 0.5})])
    features = score_features(points, scores, maps[None], SIZE)
    width = log(0.2 + 0.03)  # both are 20 of 100 pixels from their mean
    expected = [[log(0.5), log(0.2), width], [log(0.5), log(1e-3), width]]
    torch.testing.assert_close(features, torch.tensor([expected]))


def test_points_with_a_low_score_hardly_change_the_width():
    points = torch.tensor([[[20.0, 0], [60.0, 0], [0.0, 0]]])
    features = score_features(points, torch.tensor([[0.8, 0.8, 0.1]]), None, SIZE)
    assert features[0, 0, 2].item() == pytest.approx(log(0.23), abs=1e-3)


@pytest.mark.parametrize('outputs', [torch.rand(1, 1, 2, 2), (torch.rand(1, 2, 9),) * 2])
def test_without_heatmaps_there_is_no_second_peak(outputs):
    scores = torch.ones(1, 2)
    features = score_features(torch.rand(1, 2, 2), scores, outputs, SIZE)
    torch.testing.assert_close(features[..., :2], torch.zeros(1, 2, 2))


def test_features_are_finite_for_every_heatmap():
    maps = torch.stack([torch.zeros(9, 9), torch.full((9, 9), -1.0), torch.full((9, 9), 1e4)])
    scores = torch.tensor([[0.0, -1.0, 1e4]])
    assert score_features(torch.zeros(1, 3, 2), scores, maps[None], SIZE).isfinite().all()


def test_the_probability_computed_by_hand():
    calibration = fitted(0.5, 2.0, -1.0, 0.25)
    scores = torch.tensor([[0.9, -0.1]])
    features = torch.tensor([[[-0.1, -2.0, -1.5], [-0.1, -2.0, -1.5]]])
    # 0.5 - 0.2 + 2 - 0.375; no key point where the score is not positive
    expected = torch.tensor([[torch.tensor(1.925).sigmoid(), 0.0]])
    torch.testing.assert_close(calibration(scores, features), expected)


def test_a_checkpoint_of_an_earlier_version_has_no_calibration():
    model = nn.Module()
    model.score_calibration = fitted(1.0, 1.0, 1.0, 1.0)
    saved = {}
    assert model.load_state_dict(saved).missing_keys == []
    assert not model.score_calibration.is_fitted
    assert saved == {}
    model.load_state_dict({'score_calibration.coefficients': torch.ones(4)})
    assert model.score_calibration.is_fitted
