"""Pixels at positions of an image, and backgrounds."""

import numpy as np
import pytest

from fashionkp.alignment.similarity import pixel_grid
from fashionkp.images.sampling import background_color, check_background, sample_image


@pytest.fixture
def image():
    return np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)


def test_whole_positions_are_the_pixels_themselves(image):
    shifted = sample_image(image, np.add(pixel_grid((50, 30)), (5, 7)))
    np.testing.assert_array_equal(shifted, image[7:37, 5:55])


def test_far_apart_positions_are_means(image):
    reduced = sample_image(image, pixel_grid((30, 20)) * 2 + 0.5, scale=2.0)
    means = image.reshape(20, 2, 30, 2, 3).mean((1, 3))
    np.testing.assert_allclose(reduced.astype(float), means, atol=1)


def test_backgrounds(image):
    outside = np.subtract(pixel_grid((1, 1)), (50, 20))
    assert sample_image(image, outside, 'black')[0, 0].tolist() == [0, 0, 0]
    assert sample_image(image, outside, 'white')[0, 0].tolist() == [255, 255, 255]
    assert (
        sample_image(image, np.add(outside, (0, 30)), 'edge')[0, 0].tolist()
        == image[10, 0].tolist()
    )
    image[0], image[-1] = (1, 2, 3), (1, 2, 3)
    assert sample_image(image, outside, 'auto')[0, 0].tolist() == [1, 2, 3]


def test_unknown_backgrounds_are_refused():
    for name in ('', '#12345', '#12345g', 'red'):
        with pytest.raises(ValueError, match='expected auto'):
            check_background(name)
    assert background_color(np.zeros((2, 2, 3), np.uint8), '#0a0B0c') == (12, 11, 10)
