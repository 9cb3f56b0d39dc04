"""Coordinates that cannot be pixels of official images."""

import numpy as np
import pytest

from fashionkp.doctor.scale import scale_error


@pytest.mark.parametrize(
    ('points', 'num_rows'),
    [
        ([], 0),
        ([[512, 512]], 1),
        ([[95, 90]], 9),  # small garments, in too few rows to tell
        ([[155, 10]], 10),
        ([[600, 10], [10, 10]], 2),
    ],
)
def test_pixels_are_no_error(points, num_rows):
    assert scale_error(np.array(points, float).reshape(-1, 2), num_rows) == ''


@pytest.mark.parametrize(
    ('points', 'num_rows', 'number'),
    [
        ([[0.5, 1]], 1, 'larger than 1:'),  # fractions of the image
        ([[154, 10]], 10, 'larger than 154:'),  # heatmap cells
        ([[600, 10], [10, 600], [10, 10]], 3, '67%'),
    ],
)
def test_other_units_are_an_error(points, num_rows, number):
    assert number in scale_error(np.array(points, float), num_rows)
