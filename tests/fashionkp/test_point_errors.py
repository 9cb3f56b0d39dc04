"""Errors of key points from their scores."""

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES
from fashionkp.point_errors import CORRECT, DRAWS, drawn_points, error_quantiles
from fashionkp.score import CORRECT as CORRECT_PERCENT

SKIRT = np.array([[20, 0], [80, 0], [0, 80], [100, 80]], float)  # the waistband is 60 wide
ALL = np.ones(4, bool)


def distances(offsets):
    return np.hypot(*np.moveaxis(offsets, -1, 0))


def test_a_score_is_the_share_of_errors_below_a_fifth():
    assert CORRECT_PERCENT == 20
    scores = np.array([0.3, 0.6, 0.95, 0.99])
    ranks = np.linspace(0.001, 0.999, 999)[:, None]
    assert (error_quantiles(ranks, scores) < CORRECT).mean(0) == pytest.approx(scores, abs=2e-3)


def test_errors_fall_with_the_score():
    medians = error_quantiles(np.full(5, 0.5), np.array([0.1, 0.5, 0.9, 0.99, 1.0]))
    assert (np.diff(medians) < 0).all()
    assert np.isfinite(error_quantiles(np.array([0.999, 0.001]), np.array([-0.2, 1.3]))).all()


def test_drawn_garments_are_around_the_predicted_one_in_its_unit():
    scores = np.full(4, 0.9)
    drawn = drawn_points('skirt', SKIRT, ALL, scores)
    assert drawn.shape == (DRAWS, 4, 2)
    within = distances(drawn - SKIRT) < CORRECT * 60
    assert within.mean(0) == pytest.approx(np.full(4, 0.9), abs=0.03)
    assert np.median(drawn, axis=0) == pytest.approx(SKIRT, abs=2)
    np.testing.assert_array_equal(drawn, drawn_points('skirt', SKIRT, ALL, scores))
    np.testing.assert_allclose(drawn_points('skirt', 3 * SKIRT, ALL, scores), 3 * drawn)


def test_half_of_the_pairs_err_as_in_a_mirror():
    offsets = drawn_points('skirt', SKIRT, ALL, np.array([0.9, 0.9, 0.9, 0.6])) - SKIRT
    waist_mirrored = np.isclose(offsets[:, 0] * [-1, 1], offsets[:, 1]).all(-1)
    assert waist_mirrored.mean() == 0.5
    # in the same direction, but farther by the score
    hem = offsets[:, 2:] / distances(offsets[:, 2:])[..., None]
    hem_mirrored = np.isclose(hem[:, 0] * [-1, 1], hem[:, 1]).all(-1)
    np.testing.assert_array_equal(hem_mirrored, waist_mirrored)
    assert (distances(offsets[:, 3]) > distances(offsets[:, 2]))[hem_mirrored].all()


def test_errors_of_unpaired_points_do_not_go_together():
    offsets = distances(drawn_points('skirt', SKIRT, ALL, np.full(4, 0.9)) - SKIRT)
    ranks = offsets.argsort(0).argsort(0)
    assert abs(np.corrcoef(ranks[:, 0], ranks[:, 2])[0, 1]) < 0.2


def test_a_collapsed_normalizing_pair_has_no_small_errors():
    names = CATEGORIES['skirt'].keypoints
    points = SKIRT.copy()
    points[names.index('waistband_right')] = points[names.index('waistband_left')]
    errors = drawn_points('skirt', points, ALL, np.full(4, 0.9)) - points
    assert np.median(distances(errors)) > 0.5


def test_an_absent_point_of_the_normalizing_pair_does_not_change_the_errors_of_others():
    scores, present = np.full(4, 0.9), np.array([True, False, True, True])
    drawn = drawn_points('skirt', 10 * SKIRT, ALL, scores)
    without = drawn_points('skirt', 10 * SKIRT, present, scores)
    np.testing.assert_array_equal(without[:, present], drawn[:, present])


def test_points_without_scores_are_exact():
    assert drawn_points('skirt', SKIRT, ALL, np.full(4, np.nan)).tolist() == [SKIRT.tolist()]
    mixed = drawn_points('skirt', SKIRT, ALL, np.array([np.nan, 0.5, 1, 0]))
    assert (mixed[:, 0] == SKIRT[0]).all()
    assert np.median(distances(mixed[:, 1] - SKIRT[1])) == pytest.approx(12, abs=1)
    assert np.isfinite(mixed).all()


def test_absent_points_may_be_nan():
    points, present = SKIRT.copy(), np.array([True, False, True, True])
    points[1] = np.nan
    assert np.isfinite(drawn_points('skirt', points, present, np.full(4, 0.9))).all()


def test_the_same_arguments_give_the_same_array_which_nobody_can_change():
    scores = np.full(4, 0.6)
    points = drawn_points('skirt', SKIRT, ALL, scores)
    assert drawn_points('skirt', SKIRT.copy(), ALL, scores.copy()) is points
    with pytest.raises(ValueError, match='read-only'):
        points += 1
    for others in ((SKIRT + 1, ALL, scores), (SKIRT, ALL, scores + 0.1), (SKIRT, ~ALL, scores)):
        assert not np.array_equal(drawn_points('skirt', *others), points)
