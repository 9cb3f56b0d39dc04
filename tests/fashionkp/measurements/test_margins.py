"""Margins of lengths from the scores of key points."""

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES
from fashionkp.measurements.margins import drawn_points, error_quantiles, half_widths

SKIRT = np.array([[20, 0], [80, 0], [0, 80], [100, 80]], float)  # the waistband is 60 wide


def test_a_score_is_the_share_of_errors_below_a_fifth():
    scores = np.array([0.3, 0.6, 0.95, 0.99])
    ranks = np.linspace(0.001, 0.999, 999)[:, None]
    assert (error_quantiles(ranks, scores) < 0.2).mean(0) == pytest.approx(scores, abs=2e-3)


def test_errors_fall_with_the_score():
    medians = error_quantiles(np.full(5, 0.5), np.array([0.1, 0.5, 0.9, 0.99, 1.0]))
    assert (np.diff(medians) < 0).all()
    assert np.isfinite(error_quantiles(np.array([0.999, 0.001]), np.array([-0.2, 1.3]))).all()


def test_drawn_garments_are_around_the_measured_one_in_its_unit():
    scores = np.full(4, 0.9)
    drawn = drawn_points('skirt', SKIRT, scores)
    errors = np.hypot(*np.moveaxis(drawn - SKIRT, -1, 0))
    assert (errors < 0.2 * 60).mean(0) == pytest.approx(np.full(4, 0.9), abs=0.03)
    assert np.median(drawn, axis=0) == pytest.approx(SKIRT, abs=2)
    np.testing.assert_array_equal(drawn, drawn_points('skirt', SKIRT, scores))
    np.testing.assert_allclose(drawn_points('skirt', 3 * SKIRT, scores), 3 * drawn)


def test_half_of_the_pairs_err_as_in_a_mirror():
    drawn = drawn_points('skirt', SKIRT, np.full(4, 0.9)) - SKIRT
    mirrored = np.isclose(drawn[:, 2] * [-1, 1], drawn[:, 3]).all(-1)
    assert mirrored.mean() == 0.5


def test_a_collapsed_normalizing_pair_has_no_small_errors():
    names = CATEGORIES['skirt'].keypoints
    points = SKIRT.copy()
    points[names.index('waistband_right')] = points[names.index('waistband_left')]
    errors = drawn_points('skirt', points, np.full(4, 0.9)) - points
    assert np.median(np.hypot(*np.moveaxis(errors, -1, 0))) > 0.5


def test_half_widths_cover_95_of_100():
    drawn = np.arange(1.0, 101)[:, None]
    assert half_widths(drawn, np.zeros(1)) == pytest.approx(95, abs=1)
    assert half_widths(np.array([[np.nan]] * 10 + [[1.0]] * 90), np.zeros(1)) == np.inf
    assert half_widths(np.array([[np.nan]] * 2 + [[1.0]] * 98), np.zeros(1)) == 1
