"""Margins of lengths."""

import numpy as np
import pytest

from fashionkp.measurements.margins import half_widths


def test_half_widths_cover_95_of_100():
    drawn = np.arange(1.0, 101)[:, None]
    assert half_widths(drawn, np.zeros(1)) == pytest.approx(95, abs=1)
    assert half_widths(np.array([[np.nan]] * 10 + [[1.0]] * 90), np.zeros(1)) == np.inf
    assert half_widths(np.array([[np.nan]] * 2 + [[1.0]] * 98), np.zeros(1)) == 1
