"""Bright quadrilaterals with exact corners."""

import cv2
import numpy as np
import pytest

from fashionkp.images.quadrilaterals import find_quadrilaterals, refined_corners

CORNERS = np.array([(101.3, 80.7), (299.6, 95.2), (281.1, 341.4), (90.8, 320.9)])


def drawn(corners=CORNERS, light=235, dark=90):
    """Draw a quadrilateral, averaged over 8 x 8 points of each pixel, slightly blurred."""
    shape = np.round(((corners + 0.5) * 8 - 0.5) * 16).astype(int)
    image = np.full((400 * 8, 400 * 8), dark, np.uint8)
    cv2.fillConvexPoly(image, shape, light, cv2.LINE_8, 4)
    small = cv2.resize(image, (400, 400), interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(small, (0, 0), 1.2)


def test_corners_are_exact_in_a_blurred_and_noisy_photo():
    noisy = drawn() + np.random.default_rng(0).normal(0, 4, (400, 400))
    image = np.repeat(np.clip(noisy, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
    (found,) = find_quadrilaterals(image)
    start = np.argmin(np.abs(found - CORNERS[0]).sum(1))
    np.testing.assert_allclose(np.roll(found, -start, axis=0), CORNERS, atol=0.15)


@pytest.mark.parametrize(('light', 'dark'), [(90, 235), (128, 120), (128, 128)])
def test_dark_and_faint_shapes_are_none(light, dark):
    image = np.repeat(drawn(light=light, dark=dark)[..., None], 3, axis=2)
    assert all(np.abs(corners - CORNERS).max() > 20 for corners in find_quadrilaterals(image))


def test_a_coloured_shape_is_none():
    yellow = np.stack([drawn(light=90), drawn(), drawn()], axis=-1)
    assert find_quadrilaterals(yellow) == []


def test_a_round_shape_is_none():
    image = np.full((400, 400, 3), 90, np.uint8)
    cv2.circle(image, (200, 200), 120, (235, 235, 235), -1)
    assert find_quadrilaterals(image) == []


def test_rough_corners_become_exact():
    _, corners = refined_corners(
        drawn(), CORNERS + np.array([(3, -2), (-2, 3), (2, 2), (-3, 0)]), 8.0
    )
    np.testing.assert_allclose(corners, CORNERS, atol=0.1)


def test_a_side_without_an_edge_has_no_line():
    image = drawn()
    image[:, :200] = 235
    assert refined_corners(image, CORNERS, 8.0) is None


def test_a_printed_shape_is_none():
    image = np.repeat(drawn()[..., None], 3, axis=2)
    image[150:250, 150:250] = 120
    assert find_quadrilaterals(image) == []
    image = np.repeat(drawn()[..., None], 3, axis=2)
    image[150:180, 150:250] = 120  # a line of text does not matter
    assert len(find_quadrilaterals(image)) == 1
