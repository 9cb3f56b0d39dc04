"""Key points on images: colours, positions, and what is not drawn."""

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.images.palette import GREY, WHITE, YELLOW
from fashionkp.visualization.keypoints import (
    draw_skeleton,
    nearest_pixels,
    side_color,
    with_errors,
    with_keypoints,
)

BLACK = np.zeros((200, 160, 3), np.uint8)


def grid() -> np.ndarray:
    """Return all 24 points on a grid of 30 pixels."""
    return np.array([[20 + 30 * (i % 5), 20 + 30 * (i // 5)] for i in range(24)], float)


def drawn(category: str, *shown: str, image: np.ndarray = BLACK) -> np.ndarray:
    return with_keypoints(image, category, grid(), np.isin(KEYPOINTS, shown))


def color_at(image: np.ndarray, keypoint: str) -> tuple[int, ...]:
    """Return the RGB colour at a key point."""
    x, y = grid()[KEYPOINTS.index(keypoint)].astype(int)
    return tuple(int(value) for value in image[y, x, ::-1])


def test_line_has_the_colour_of_its_ends_if_they_agree():
    left, right, middle = map(side_color, ('armpit_left', 'armpit_right', 'crotch'))
    assert len({left, right, middle}) == 3
    assert side_color('armpit_left', 'cuff_left_in') == left
    assert side_color('armpit_left', 'armpit_right') == middle


@pytest.mark.parametrize('category', CATEGORIES)
def test_only_points_of_the_category_are_drawn_in_the_colour_of_their_side(category):
    image = drawn(category, *KEYPOINTS)
    for name in CATEGORIES[category].keypoints:
        assert color_at(image, name) == side_color(name)
    alone = with_keypoints(BLACK, category, grid(), category_points(category))
    np.testing.assert_array_equal(alone, image)


def category_points(category: str) -> np.ndarray:
    return np.isin(KEYPOINTS, CATEGORIES[category].keypoints)


def test_only_shown_points_and_lines_between_them_are_drawn():
    image = drawn('skirt', 'waistband_left')
    assert color_at(image, 'waistband_left') == side_color('waistband_left')
    y, x = np.nonzero(image.any(axis=-1))
    center = grid()[KEYPOINTS.index('waistband_left')]
    assert np.hypot(x - center[0], y - center[1]).max() < 6


def test_without_points_the_drawing_is_a_copy():
    image = np.random.default_rng(0).integers(0, 256, (50, 40, 3), dtype=np.uint8)
    drawing = drawn('dress', image=image)
    np.testing.assert_array_equal(drawing, image)
    assert not np.shares_memory(drawing, image)


def test_arguments_are_not_changed():
    image, points = BLACK.copy(), grid()
    points.flags.writeable = image.flags.writeable = False
    with_keypoints(image, 'blouse', points, np.ones(24, bool))
    assert not image.any()


def test_points_outside_the_image_are_not_drawn():
    points = np.full((24, 2), -500.0)
    points[KEYPOINTS.index('hemline_left')] = 1e5, 20
    assert with_keypoints(BLACK, 'skirt', points, np.ones(24, bool)).shape == BLACK.shape


def test_highlighted_point_has_a_yellow_ring_without_a_dot():
    image = with_keypoints(BLACK, 'skirt', grid(), np.zeros(24, bool), highlighted=['hemline_left'])
    x, y = grid()[KEYPOINTS.index('hemline_left')].astype(int)
    assert tuple(image[y, x - 6, ::-1]) == YELLOW
    assert not image[y, x].any()


@pytest.mark.parametrize(
    ('point', 'scale', 'pixel'),
    [
        ((0, 0), 1, (0, 0)),
        ((1.6, 2.4), 1, (2, 2)),
        ((0.5, 0.5), 4, (4, 4)),  # where the first four pixels meet
        ((9.5, 3.5), 0.5, (4, 2)),
        ((np.nan, 1e30), 1, (0, 10**4)),
    ],
)
def test_nearest_pixels_of_a_resized_image(point, scale, pixel):
    assert nearest_pixels(np.array([point], float), scale) == [pixel]


def test_border_of_a_line_is_white():
    canvas = BLACK.copy()
    ends = dict(waistband_left=(20, 50), hemline_left=(100, 50))
    draw_skeleton(canvas, 'skirt', ends, thickness=3, border=4)
    assert tuple(canvas[50, 60, ::-1]) == side_color('hemline_left')
    assert tuple(canvas[55, 60]) == WHITE
    assert not canvas[59, 60].any()


def errors_of_a_point(*, target, visibility=1, predicted, found=True):
    """Draw the errors of a skirt with one key point."""
    row = KEYPOINTS.index('hemline_left')
    targets, predictions = np.full((2, 24, 2), -1.0)
    visibilities, is_found = np.full(24, -1), np.zeros(24, bool)
    targets[row], predictions[row] = target, predicted
    visibilities[row], is_found[row] = visibility, found
    return with_errors(
        BLACK,
        'skirt',
        target=targets,
        visibility=visibilities,
        predicted=predictions,
        found=is_found,
    )


@pytest.mark.parametrize(('visibility', 'color'), [(1, WHITE), (0, GREY)])
def test_error_is_a_ring_a_dot_and_a_yellow_line(visibility, color):
    image = errors_of_a_point(target=(50, 100), visibility=visibility, predicted=(100, 100))
    assert tuple(image[100, 44]) == color
    assert tuple(image[100, 100, ::-1]) == side_color('hemline_left')
    assert tuple(image[100, 75, ::-1]) == YELLOW


def test_missing_prediction_leaves_the_ring():
    image = errors_of_a_point(target=(50, 100), predicted=(100, 100), found=False)
    assert tuple(image[100, 44]) == WHITE
    assert not image[100, 75:].any()


def test_prediction_of_no_point_is_drawn_only_if_there_is_one():
    assert not errors_of_a_point(target=(-1, -1), visibility=-1, predicted=(-1, -1)).any()
    assert errors_of_a_point(target=(50, 100), predicted=(-1, -1))[:4, :4].any()
