"""Thin-plate splines: exact at their points, smooth between, and back."""

import numpy as np
import pytest

from fashionkp.alignment.similarity import pixel_grid
from fashionkp.alignment.thin_plate import ThinPlateWarp, fit_thin_plate

CONTROLS = np.array([[10.0, 10], [190, 10], [190, 190], [10, 190], [100, 100], [60, 140]])
MOVED = np.add(CONTROLS, [[0, 0], [0, 0], [0, 0], [0, 0], [12, -7], [-5, 9]])


@pytest.fixture
def warp():
    return fit_thin_plate(CONTROLS, MOVED, np.zeros(6), 200)


def test_without_stiffness_points_are_mapped_exactly(warp):
    np.testing.assert_allclose(warp.to_photo(CONTROLS), MOVED, atol=1e-9)


def test_an_affine_map_is_not_bent():
    matrix, shift = np.array([[1.2, 0.3], [-0.4, 0.8]]), [7.0, -2]
    warp = fit_thin_plate(CONTROLS, CONTROLS @ matrix + shift, np.ones(6), 200)
    np.testing.assert_allclose(warp.weights, 0, atol=1e-9)
    np.testing.assert_allclose(warp.to_photo([[50.0, 70]]), [[50, 70]] @ matrix + shift)


def test_stiffness_trades_distance_for_bending(warp):
    stiff = fit_thin_plate(CONTROLS, MOVED, np.full(6, 10.0), 200)
    assert 1 < abs(stiff.to_photo(CONTROLS) - MOVED).max() < 12
    assert abs(stiff.weights).max() < abs(warp.weights).max() / 10


def test_points_return(warp):
    points = np.random.default_rng(0).uniform(0, 200, (50, 2))
    np.testing.assert_allclose(warp.to_photo(warp.to_image(points)), points, atol=1e-5)
    np.testing.assert_allclose(warp.to_image(MOVED), CONTROLS, atol=1e-5)


def test_derivatives_are_those_of_small_differences(warp):
    points = np.array([[37.0, 81], [150, 20]])
    step = 1e-4
    numeric = np.stack(
        [
            (warp.to_photo(points + shift) - warp.to_photo(points - shift)) / (2 * step)
            for shift in np.eye(2) * step
        ],
        axis=-1,
    )
    np.testing.assert_allclose(warp.jacobian(points), numeric, atol=1e-6)
    assert np.isfinite(warp.jacobian(CONTROLS)).all()


def test_positions_between_the_exact_ones_are_close(warp):
    size = (199, 178)
    error = warp.positions(size) - warp.to_photo(pixel_grid(size))
    assert abs(error).max() < 0.1
    assert abs(error[::4, ::4]).max() < 1e-4


def test_a_point_beyond_a_fold_has_no_place():
    affine = np.array([[0.0, 0], [1, 0], [0, 1]])
    folded = ThinPlateWarp(np.zeros((1, 2)), np.array([[50.0, 0]]), affine, 1.0)
    assert folded.to_photo(pixel_grid((200, 200)) - 100)[..., 0].min() > -30
    with pytest.raises(ValueError, match='folds'):
        folded.to_image(np.array([[-1000.0, 0]]))
