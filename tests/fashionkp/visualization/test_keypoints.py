"""Drawings of key points: what is drawn, what is left alone, and the size of a sheet."""

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.visualization.contact_sheet import sheet, tile
from fashionkp.visualization.keypoints import side_color, with_keypoints

BLACK = np.zeros((200, 160, 3), np.uint8)


def apart() -> np.ndarray:
    """All 24 points on a grid, 30 pixels from one another."""
    return np.array([[20 + 30 * (i % 5), 20 + 30 * (i // 5)] for i in range(24)], float)


def drawn(category: str, *shown: str, image: np.ndarray = BLACK) -> np.ndarray:
    return with_keypoints(image, category, apart(), np.isin(KEYPOINTS, shown))


def color_at(image: np.ndarray, keypoint: str) -> tuple[int, ...]:
    """RGB at a key point's place."""
    x, y = apart()[KEYPOINTS.index(keypoint)].astype(int)
    return tuple(int(value) for value in image[y, x, ::-1])


def test_a_line_has_its_ends_colour_where_they_agree():
    left, right, middle = map(side_color, ('armpit_left', 'armpit_right', 'crotch'))
    assert len({left, right, middle}) == 3
    assert side_color('armpit_left', 'cuff_left_in') == left
    assert side_color('armpit_left', 'armpit_right') == middle


@pytest.mark.parametrize('category', CATEGORIES)
def test_every_point_of_the_category_has_the_colour_of_its_side_and_no_other_is_drawn(category):
    image = drawn(category, *KEYPOINTS)
    for name in CATEGORIES[category].keypoints:
        assert color_at(image, name) == side_color(name)
    alone = with_keypoints(BLACK, category, apart(), category_points(category))
    np.testing.assert_array_equal(alone, image)


def category_points(category: str) -> np.ndarray:
    return np.isin(KEYPOINTS, CATEGORIES[category].keypoints)


def test_only_shown_points_and_lines_between_them_are_drawn():
    image = drawn('skirt', 'waistband_left')
    assert color_at(image, 'waistband_left') == side_color('waistband_left')
    y, x = np.nonzero(image.any(axis=-1))
    center = apart()[KEYPOINTS.index('waistband_left')]
    assert np.hypot(x - center[0], y - center[1]).max() < 6


def test_nothing_shown_is_a_copy():
    image = np.random.default_rng(0).integers(0, 256, (50, 40, 3), dtype=np.uint8)
    drawing = drawn('dress', image=image)
    np.testing.assert_array_equal(drawing, image)
    assert not np.shares_memory(drawing, image)


def test_the_arguments_stay_as_they_were():
    image, points = BLACK.copy(), apart()
    points.flags.writeable = image.flags.writeable = False
    with_keypoints(image, 'blouse', points, np.ones(24, bool))
    assert not image.any()


def test_points_outside_the_image_are_cut_off():
    points = np.full((24, 2), -500.0)
    points[KEYPOINTS.index('hemline_left')] = 1e5, 20
    assert with_keypoints(BLACK, 'skirt', points, np.ones(24, bool)).shape == BLACK.shape


@pytest.mark.parametrize('shape', [(400, 100), (100, 400), (512, 512), (7, 5)])
def test_a_tile_shows_all_of_the_image_in_proportion(shape):
    size = (120, 160)
    image = tile(np.zeros((*shape, 3), np.uint8), size)
    assert image.shape == (160, 120, 3)
    y, x = np.nonzero((image == 0).all(axis=-1))
    h, w = np.ptp(y) + 1, np.ptp(x) + 1
    assert h / w == pytest.approx(shape[0] / shape[1], rel=0.05)
    assert w == 120 or h == 140
    assert y.max() < 140  # below is the caption's strip
    assert x.min() == pytest.approx(119 - x.max(), abs=1)
    assert y.min() == pytest.approx(139 - y.max(), abs=1)


def test_a_caption_is_written_below_the_image():
    image = np.full((140, 120, 3), 255, np.uint8)
    written = np.nonzero((tile(image, (120, 160), 'skirt: truth') < 128).any(axis=-1))[0]
    assert written.min() >= 140
    assert (tile(image, (120, 160)) == 255).all()


def test_a_sheet_lays_tiles_out_row_by_row():
    tiles = [np.full((30, 20, 3), value, np.uint8) for value in range(5)]
    image = sheet(tiles, columns=2, gap=4)
    assert image.shape == (3 * 34 + 4, 2 * 24 + 4, 3)
    for i, value in enumerate(range(5)):
        y, x = 4 + 34 * (i // 2), 4 + 24 * (i % 2)
        assert (image[y : y + 30, x : x + 20] == value).all()
    assert (image == 255).all(axis=-1).sum() == image[..., 0].size - 5 * 30 * 20
