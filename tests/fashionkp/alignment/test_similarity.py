"""The similarity with the least squares, beside an independent computation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashionkp.alignment.similarity import Similarity, fit_similarity, pixel_grid


def umeyama(source, target, weights):
    """Umeyama's equations 34 to 43, by singular values, without mirror images."""
    share = weights / weights.sum()
    source_mean, target_mean = share @ source, share @ target
    x, y = source - source_mean, target - target_mean
    u, d, vt = np.linalg.svd((y * share[:, None]).T @ x)
    signs = np.diag([1, np.sign(np.linalg.det(u) * np.linalg.det(vt))])
    rotation = u @ signs @ vt
    scale = (d * np.diag(signs)).sum() / (share @ (x**2).sum(1))
    return np.column_stack([scale * rotation, target_mean - scale * rotation @ source_mean])


@given(st.integers(0, 10**6), st.integers(3, 12))
def test_it_is_that_of_umeyama(seed, count):
    rng = np.random.default_rng(seed)
    source, target = rng.normal(0, 50, (2, count, 2))
    weights = rng.uniform(0.1, 1, count)
    fitted = fit_similarity(source, target, weights).matrix
    np.testing.assert_allclose(fitted, umeyama(source, target, weights), atol=1e-8)


def test_a_quarter_turn():
    square = np.array([[0.0, 0], [2, 0], [2, 2], [0, 2]])
    turned = np.array([[5.0, 1], [5, 5], [1, 5], [1, 1]])  # clockwise as seen, twice as large
    fitted = fit_similarity(square, turned)
    assert fitted.scale == pytest.approx(2)
    assert fitted.angle == pytest.approx(90)
    np.testing.assert_allclose(fitted.to_photo(fitted.to_image(square)), square)


def test_a_heavy_point_is_fitted_more_closely():
    source = np.array([[0.0, 0], [10, 0], [10, 10]])
    target = np.add(source, [[3.0, 0], [0, 0], [0, 0]])
    errors = [
        np.hypot(*(fit_similarity(source, target, np.array(w)).to_image(source) - target)[0])
        for w in ([1, 1, 1], [100, 1, 1])
    ]
    assert errors[1] < errors[0] / 10


@pytest.mark.parametrize('points', [[[1.0, 2]], [[1.0, 2], [1, 2]]])
def test_points_that_state_no_angle_are_refused(points):
    with pytest.raises(ValueError, match='expected at least'):
        fit_similarity(np.array(points), np.array([[0.0, 0], [1, 1]])[: len(points)])


def test_positions_lead_from_the_image_to_the_photo():
    moved = Similarity(np.array([[2.0, 0, 3], [0, 2, 5]]))
    positions = moved.positions((3, 2))
    assert positions.shape == (2, 3, 2)
    assert positions[1, 2].tolist() == [-0.5, -2]
    np.testing.assert_allclose(moved.to_image(positions.reshape(-1, 2))[4], [1, 1])
    assert pixel_grid((5, 3), 2).tolist() == [
        [[0, 0], [2, 0], [4, 0]],
        [[0, 2], [2, 2], [4, 2]],
    ]
