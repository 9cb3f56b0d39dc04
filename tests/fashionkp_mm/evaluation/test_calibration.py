"""Tests of calibration: distorted logits are corrected, few outcomes have little effect."""

import numpy as np
import pytest
from scipy.special import expit

from fashionkp_mm.evaluation.calibration import fit_calibration


def outcomes(num, slope, offsets, seed=0):
    """Return logits whose true probability is ``sigmoid(slope * logit + offset[group])``."""
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, len(offsets), num)
    logits = rng.normal(0, 1, num)
    truth = rng.random(num) < expit(slope * logits + np.asarray(offsets)[groups])
    return logits, truth, groups


def test_slope_and_offsets_of_distorted_logits_are_found():
    offsets = [-1.0, 0.0, 2.0]
    logits, truth, groups = outcomes(30_000, 2.5, offsets)
    slope, fitted = fit_calibration(logits, truth, groups, num_groups=3)
    assert slope == pytest.approx(2.5, abs=0.1)
    np.testing.assert_allclose(fitted, offsets, atol=0.1)


def test_a_calibrated_probability_of_a_half_means_even_odds():
    logits, truth, groups = outcomes(20_000, 2.5, [1.5])
    slope, offset = fit_calibration(logits, truth, groups, num_groups=1)
    for probs, rate in ((expit(logits), 0.8), (expit(slope * logits + offset[0]), 0.5)):
        near_half = np.abs(probs - 0.5) < 0.05
        assert near_half.sum() > 200
        assert truth[near_half].mean() == pytest.approx(rate, abs=0.05)


def test_two_outcomes_move_their_group_little():
    logits, truth, groups = outcomes(2_000, 1.0, [0.0])
    logits, groups = np.append(logits, [0, 0]), np.append(groups, [1, 1])
    _, offsets = fit_calibration(logits, np.append(truth, [True, True]), groups, num_groups=3)
    assert 0.1 < offsets[1] - offsets[0] < 1
    common = offsets[2]  # of a group without outcomes
    assert abs(common - offsets[0]) < 0.3


def test_equal_outcomes_do_not_lead_to_certainty():
    _, offsets = fit_calibration(np.zeros(20), np.ones(20, bool), np.zeros(20, int), 1)
    assert 1 < offsets[0] < 4


def test_calibrated_logits_do_not_change():
    logits, truth, groups = outcomes(50_000, 1.0, [0.0, 0.0])
    slope, offsets = fit_calibration(logits, truth, groups, num_groups=2)
    assert slope == pytest.approx(1, abs=0.05)
    np.testing.assert_allclose(offsets, 0, atol=0.05)
