"""Planes from points and squares with known positions."""

import numpy as np
import pytest
from plane_scenes import Placement, project

from fashionkp.measurements.plane import PlaneNotFound, plane_of_points, plane_of_squares

# a camera that looks at the plane from the side
TO_PIXELS = np.array([[30, 3, 400], [1, 28, 300], [0.002, 0.004, 1]])
GRID = np.stack(np.meshgrid([0.0, 30, 60], [0.0, 35, 70]), -1).reshape(-1, 2)


def squares(*places, side=8.0, noise=0.0):
    """Return squares at (x, y, angle) as the camera sees them, (M, 4, 2)."""
    corners = [project(TO_PIXELS, Placement(*place, side, side).corners) for place in places]
    return np.array(corners) + np.random.default_rng(0).normal(0, noise, (len(places), 4, 2))


def lengths(points):
    return np.hypot(*(points[:, None] - points[None]).reshape(-1, 2).T)


def test_four_points_give_the_centimetres_of_the_others():
    corners = np.array([(0, 0), (21, 0), (21, 29.7), (0, 29.7)])
    plane = plane_of_points(project(TO_PIXELS, corners), corners)
    np.testing.assert_allclose(plane.cm(project(TO_PIXELS, GRID)), GRID, atol=1e-6)


def test_more_points_average_their_noise():
    rng = np.random.default_rng(1)
    noisy = project(TO_PIXELS, GRID) + rng.normal(0, 0.5, GRID.shape)
    plane = plane_of_points(noisy, GRID)
    errors = np.abs(plane.cm(project(TO_PIXELS, GRID)) - GRID)
    assert 0 < errors.max() < 0.1


@pytest.mark.parametrize(
    'places', [[(5, 5, 0.3)], [(5, 5, 0.3), (60, 66, 2.0)], [(5, 5, 1), (60, 5, -2), (8, 66, 3)]]
)
def test_squares_anywhere_give_lengths(places):
    plane = plane_of_squares(squares(*places), 8.0)
    np.testing.assert_allclose(
        lengths(plane.cm(project(TO_PIXELS, GRID))), lengths(GRID), rtol=1e-5, atol=1e-5
    )


def test_the_possible_planes_are_as_far_off_as_the_noise_makes_them():
    """The spread of drawn planes is that of planes from corners with fresh noise."""
    points = project(TO_PIXELS, GRID)
    clean = squares((5, 5, 0.3), (60, 66, 2.0))
    rng = np.random.default_rng(2)
    fitted = [
        lengths(plane_of_squares(clean + rng.normal(0, 0.3, clean.shape), 8.0).cm(points))
        for _ in range(120)
    ]
    drawn = plane_of_squares(clean, 8.0).drawn_cm(np.repeat(points[None], 400, axis=0))
    spread = np.std([lengths(each) for each in drawn], axis=0)
    expected = np.std(fitted, axis=0)
    used = lengths(GRID) > 1
    assert spread[used] == pytest.approx(expected[used], rel=0.3)


def test_a_far_marker_makes_lengths_less_certain_than_a_near_one():
    points = project(TO_PIXELS, GRID)

    def spread(*places):
        drawn = plane_of_squares(squares(*places), 8.0).drawn_cm(np.repeat(points[None], 200, 0))
        return float(np.std(np.hypot(*(drawn[:, 8] - drawn[:, 6]).T)))

    assert spread((5, 5, 0)) > 2 * spread((30, 60, 0)) > 4 * spread((5, 5, 0), (60, 70, 0))


def test_squares_of_different_sizes_are_refused():
    mixed = np.concatenate([squares((5, 5, 0)), squares((60, 66, 0), side=10.0)])
    with pytest.raises(PlaneNotFound, match='2 markers are not of one size'):
        plane_of_squares(mixed, 8.0)


def test_corners_on_a_line_are_refused():
    corners = np.array([(0, 0), (10, 0), (20, 0), (30, 0)], float)
    with pytest.raises(PlaneNotFound, match='on a line'):
        plane_of_points(corners, np.array([(0, 0), (1, 0), (1, 1), (0, 1)]))


def test_points_beyond_the_horizon_are_refused():
    plane = plane_of_squares(squares((5, 5, 0.3)), 8.0)
    # the horizon is where 0.002 x + 0.004 y + 1 is 0 for the points of the plane
    beyond = project(TO_PIXELS, np.array([[-300.0, -200.0]]))
    with pytest.raises(PlaneNotFound, match='horizon'):
        plane.cm(beyond)
