"""Margins of lengths."""

import numpy as np
import pytest

from fashionkp.measurements.margins import half_widths


def test_half_widths_cover_95_of_100():
    drawn = np.arange(1.0, 101)[:, None]
    assert half_widths(drawn, np.zeros(1)) == pytest.approx(95, abs=1)
    assert half_widths(np.array([[np.nan]] * 10 + [[1.0]] * 90), np.zeros(1)) == np.inf
    assert half_widths(np.array([[np.nan]] * 2 + [[1.0]] * 98), np.zeros(1)) == 1


@pytest.mark.parametrize('num_drawn', [1, 2, 20, 21, 400])
def test_half_widths_are_the_higher_quantile(num_drawn):
    drawn = np.random.default_rng(0).normal(size=(num_drawn, 5, 3))
    expected = np.quantile(np.abs(drawn), 0.95, axis=0, method='higher')
    np.testing.assert_array_equal(half_widths(drawn, np.zeros((5, 3))), expected)
