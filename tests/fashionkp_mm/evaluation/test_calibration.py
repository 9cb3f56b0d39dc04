"""Calibration: what was distorted comes back, and few answers do not lead astray."""

import numpy as np
import pytest
from scipy.special import expit

from fashionkp_mm.evaluation.calibration import fitted_calibration


def answers(num, slope, offsets, seed=0):
    """Logits that have to become ``slope * logit + offset`` of their group to be right."""
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, len(offsets), num)
    logits = rng.normal(0, 1, num)
    truth = rng.random(num) < expit(slope * logits + np.asarray(offsets)[groups])
    return logits, truth, groups


def test_slope_and_offsets_of_distorted_logits_are_found():
    offsets = [-1.0, 0.0, 2.0]
    logits, truth, groups = answers(30_000, 2.5, offsets)
    slope, found = fitted_calibration(logits, truth, groups, num_groups=3)
    assert slope == pytest.approx(2.5, abs=0.1)
    np.testing.assert_allclose(found, offsets, atol=0.1)


def test_afterwards_a_half_means_even_odds():
    logits, truth, groups = answers(20_000, 2.5, [1.5])
    slope, offset = fitted_calibration(logits, truth, groups, num_groups=1)
    for said, rate in ((expit(logits), 0.8), (expit(slope * logits + offset[0]), 0.5)):
        undecided = np.abs(said - 0.5) < 0.05
        assert undecided.sum() > 200
        assert truth[undecided].mean() == pytest.approx(rate, abs=0.05)


def test_two_answers_hardly_move_their_group():
    logits, truth, groups = answers(2_000, 1.0, [0.0])
    logits, groups = np.append(logits, [0, 0]), np.append(groups, [1, 1])
    _, offsets = fitted_calibration(logits, np.append(truth, [True, True]), groups, num_groups=3)
    assert 0.1 < offsets[1] - offsets[0] < 1
    rest = offsets[2]  # of a group without answers: what all have in common
    assert abs(rest - offsets[0]) < 0.3


def test_answers_that_are_all_alike_do_not_lead_to_certainty():
    _, offsets = fitted_calibration(np.zeros(20), np.ones(20, bool), np.zeros(20, int), 1)
    assert 1 < offsets[0] < 4


def test_without_an_error_there_is_nothing_to_correct():
    logits, truth, groups = answers(50_000, 1.0, [0.0, 0.0])
    slope, offsets = fitted_calibration(logits, truth, groups, num_groups=2)
    assert slope == pytest.approx(1, abs=0.05)
    np.testing.assert_allclose(offsets, 0, atol=0.05)
