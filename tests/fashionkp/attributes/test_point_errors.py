"""Positions that key points may have, given their scores."""

import numpy as np
import pytest

from fashionkp.attributes.point_errors import CORRECT, SAMPLES, possible_points
from fashionkp.score import CORRECT as CORRECT_PERCENT

POINTS = np.array([[10.0, 20], [300, 40], [-5, 7]])


def test_a_point_is_correct_with_the_probability_of_its_score():
    assert pytest.approx(CORRECT_PERCENT / 100) == CORRECT
    scores, unit = np.array([0.25, 0.5, 0.98]), 80.0
    positions = possible_points(POINTS, scores, unit)
    assert positions.shape == (SAMPLES, 3, 2)
    distances = np.linalg.norm(positions - POINTS, axis=-1)
    np.testing.assert_allclose((distances < CORRECT * unit).mean(0), scores, atol=1 / SAMPLES)


def test_errors_have_no_direction_and_do_not_go_together():
    offsets = possible_points(POINTS, np.full(3, 0.9), 1.0) - POINTS
    directions = offsets / np.linalg.norm(offsets, axis=-1, keepdims=True)
    assert np.abs(directions.mean(0)).max() < 0.15
    lengths = np.argsort(np.linalg.norm(offsets, axis=-1), axis=0).argsort(0)
    assert abs(np.corrcoef(lengths.T)[0, 1]) < 0.2


def test_points_without_scores_are_exact():
    assert possible_points(POINTS, np.full(3, np.nan), 80.0).tolist() == [POINTS.tolist()]
    mixed = possible_points(POINTS, np.array([np.nan, 0.5, 1]), 80.0)
    assert (mixed[:, 0] == POINTS[0]).all()
    assert np.abs(mixed[:, 1] - POINTS[1]).max() > 10


def test_the_same_points_have_the_same_positions():
    scores = np.array([0.0, 0.5, 1.0])
    first, second = (possible_points(POINTS, scores, 50.0) for _ in range(2))
    assert (first == second).all()
    assert np.isfinite(first).all()
