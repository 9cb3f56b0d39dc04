"""Axes: positions and round numbers."""

import numpy as np

from fashionkp.charts.axis import Axis, Tick, fitted_axis, round_numbers


def test_round_numbers_between_two_ends():
    assert round_numbers(0, 100) == [0, 20, 40, 60, 80, 100]
    assert round_numbers(0.013, 0.019) == [0.013, 0.014, 0.015, 0.016, 0.017, 0.018, 0.019]
    assert round_numbers(-30, 30) == [-30, -20, -10, 0, 10, 20, 30]
    assert round_numbers(1, 4, min_step=1) == [1, 2, 3, 4]


def test_positions_are_fractions_and_clipped():
    axis = Axis(10, 30)
    np.testing.assert_allclose(axis.positions(np.array([0, 10, 15, 30, 99])), [0, 0, 0.25, 1, 1])
    assert axis.position(20) == 0.5


def test_ticks_are_at_their_numbers():
    assert Axis(-1, 1).ticks(min_step=1) == (Tick(0, '-1'), Tick(0.5, '0'), Tick(1, '1'))


def test_axis_fits_the_data_unless_an_end_is_given():
    values = np.array([3.0, 7.0])
    assert fitted_axis(values) == Axis(3, 7)
    assert fitted_axis(values, low=0) == Axis(0, 7)
    assert fitted_axis(values, low=0, high=5) == Axis(0, 5)


def test_axis_of_one_value_or_none_has_a_length():
    assert fitted_axis(np.array([2.0])) == Axis(1.5, 2.5)
    assert fitted_axis(np.zeros(0)) == Axis(0, 1)
