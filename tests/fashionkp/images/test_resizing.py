"""Images at another scale."""

import numpy as np
import pytest

from fashionkp.images.resizing import rescale


@pytest.mark.parametrize(
    ('shape', 'scale', 'expected'),
    [
        ((300, 200), 0.5, (150, 100)),
        ((300, 200), 1, (300, 200)),
        ((3, 2), 1.5, (4, 3)),
        ((1000, 2), 0.1, (100, 1)),
    ],
)
def test_sides_are_scaled_and_never_empty(shape, scale, expected):
    assert rescale(np.zeros((*shape, 3), np.uint8), scale).shape == (*expected, 3)


def test_small_images_average_the_pixels_and_large_ones_have_none_of_other_values():
    stripes = np.zeros((8, 8, 3), np.uint8)
    stripes[:, ::2] = 200
    assert (rescale(stripes, 0.25) == 100).all()
    assert np.ptp(rescale(np.full((2, 2, 3), 7, np.uint8), 3.3)) == 0


def test_an_image_at_its_own_scale_is_a_copy():
    image = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    same = rescale(image, 1)
    np.testing.assert_array_equal(same, image)
    assert not np.shares_memory(same, image)
