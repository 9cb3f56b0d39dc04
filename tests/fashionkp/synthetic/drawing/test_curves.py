"""Curves go through their points, and ribbons keep their width."""

import numpy as np

from fashionkp.synthetic.drawing.curves import limb_outline, remove_loops, ribbon_edges, spline


def test_a_spline_passes_through_its_points():
    points = np.array([(0, 0), (3, 1), (4, 5), (9, 2)], float)
    assert np.allclose(spline(points, 8)[::8], points)


def test_a_spline_through_a_straight_line_stays_on_it():
    curve = spline([(0, 0), (1, 2), (2, 4), (3, 6)], 5)
    assert np.allclose(curve[:, 1], 2 * curve[:, 0])


def test_sides_of_a_path_downwards_are_left_and_right():
    first, second = ribbon_edges(np.array([(5, 0), (5, 1), (5, 2)], float), [1, 2, 3])
    assert np.allclose(first[:, 0], [6, 7, 8])
    assert np.allclose(second[:, 0], [4, 3, 2])


def test_the_inside_of_a_sharp_bend_has_no_loop():
    down = np.stack([np.zeros(11), np.linspace(0, 5, 11)], axis=1)
    across = np.stack([np.linspace(0.5, 5, 10), np.full(10, 5.0)], axis=1)
    path = np.vstack([down, across])
    first, second = ribbon_edges(path, np.full(len(path), 2.0))
    for edge in (first, second):
        smooth = remove_loops(edge, path)
        assert (smooth[[0, -1]] == edge[[0, -1]]).all()
        assert (np.diff(smooth[:, 1]) > -1e-6).all()
        assert (np.diff(smooth[:, 0]) > -1e-6).all()


def test_a_limb_is_as_wide_as_its_radii():
    outline = limb_outline([(0, 0), (0, 4), (0, 8)], (2, 2, 2))
    assert np.ptp(outline[:, 0]) == 4
    assert np.ptp(outline[:, 1]) == 8
