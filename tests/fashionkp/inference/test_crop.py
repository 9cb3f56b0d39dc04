"""Crops worked out by hand."""

import numpy as np
import pytest

from fashionkp.inference.crop import InputCrop


def test_a_narrow_box_is_widened_to_the_aspect_ratio_of_the_input():
    crop = InputCrop.from_box((10, 20, 20, 60), (8, 16), unbiased=False)
    assert crop.center.tolist() == [15, 40]
    assert crop.scale.tolist() == [20, 40]
    # 0.4 times the size; the corner (5, 20) becomes (0, 0)
    np.testing.assert_allclose(crop.matrix(), [[0.4, 0, -2], [0, 0.4, -8]], atol=1e-5)


def test_corners_of_the_rectangle_become_centers_of_corner_pixels_if_unbiased():
    crop = InputCrop.from_box((0, 0, 70, 70), (8, 8), unbiased=True)
    np.testing.assert_allclose(crop.matrix(), [[0.1, 0, 0], [0, 0.1, 0]], atol=1e-6)


@pytest.mark.parametrize('unbiased', [False, True])
def test_the_input_spans_the_rectangle(unbiased):
    crop = InputCrop.from_box((10, 20, 50, 60), (8, 8), unbiased=unbiased)
    points = crop.to_image(np.array([[0, 0], [8, 8], [4, 2]]))
    np.testing.assert_allclose(points, [[10, 20], [50, 60], [30, 30]])


def test_pixels_are_those_of_the_box_and_black_beyond_the_image():
    image = np.arange(1, 17, dtype=np.uint8).reshape(4, 4, 1).repeat(3, axis=2)
    crop = InputCrop.from_box((2, 2, 6, 6), (4, 4), unbiased=False)
    expected = np.zeros((4, 4), np.uint8)
    expected[:2, :2] = image[2:, 2:, 0]
    np.testing.assert_array_equal(crop.extract(image)[..., 0], expected)


def test_a_box_without_area_is_refused():
    with pytest.raises(ValueError, match='x0 < x1'):
        InputCrop.from_box((5, 0, 5, 9), (8, 8), unbiased=False)
