"""Tests of changes of color: the single matrix against the changes one by one."""

import colorsys

import cv2
import numpy as np
import pytest
from mmengine.runner import set_random_seed

from fashionkp_mm.datasets import ColorJitter
from fashionkp_mm.datasets.encoded_image import EncodedImage
from fashionkp_mm.datasets.transforms.color import color_matrix

SKIN = (120, 160, 220)  # BGR


def jitter(
    bgr: tuple,
    *,
    brightness: float = 1.0,
    contrast: float = 1.0,
    saturation: float = 1.0,
    hue: float = 0.0,
) -> list[int]:
    """Return the changed color, BGR, by the matrix."""
    image = np.full((2, 3, 3), bgr, np.uint8)
    matrix = color_matrix(brightness, contrast, saturation, hue)
    return cv2.transform(image, matrix)[1, 1].tolist()


def step_by_step(
    bgr: tuple, *, brightness: float, contrast: float, saturation: float, hue: float
) -> list[float]:
    """Return the changed color, BGR, by the standard library's NTSC conversion."""
    y, i, q = colorsys.rgb_to_yiq(*(value / 255 for value in bgr[::-1]))
    chroma = saturation * complex(i, q) * np.exp(1j * np.deg2rad(hue))
    rgb = np.array(colorsys.yiq_to_rgb(y, chroma.real, chroma.imag)) * 255
    return np.clip((rgb * brightness - 127.5) * contrast + 127.5, 0, 255)[::-1].tolist()


def test_the_matrix_equals_the_changes_one_by_one():
    rng = np.random.default_rng(0)
    for _ in range(200):
        bgr = tuple(rng.integers(70, 186, 3).tolist())  # values get beyond 0..255 only at the end
        factors = dict(
            brightness=rng.uniform(0.6, 1.4),
            contrast=rng.uniform(0.6, 1.4),
            saturation=rng.uniform(0.5, 1.3),
            hue=rng.uniform(-40, 40),
        )
        # the constants of the standard library have two digits
        assert jitter(bgr, **factors) == pytest.approx(step_by_step(bgr, **factors), abs=2.5)


def test_neutral_factors_change_nothing():
    image = np.random.default_rng(0).integers(0, 256, (9, 7, 3), dtype=np.uint8)
    same = cv2.transform(image, color_matrix(1, 1, 1, 0))
    np.testing.assert_array_equal(same, image)
    neutral = ColorJitter(brightness=0, contrast=0, saturation=0, hue=0)
    np.testing.assert_array_equal(neutral(dict(img=image))['img'], image)


def test_colors_computed_by_hand():
    assert jitter((100, 60, 20), brightness=1.5) == [150, 90, 30]
    assert jitter((227, 127, 28), contrast=0.5) == [177, 127, 78]
    assert jitter((200, 100, 10), brightness=2) == [255, 200, 20]  # clipped, not wrapped around
    luma = round(0.299 * 220 + 0.587 * 160 + 0.114 * 120)
    assert jitter(SKIN, saturation=0) == [luma] * 3


@pytest.mark.parametrize('hue', [-30, 30, 170])
def test_grey_has_no_hue(hue):
    for value in (0, 100, 255):
        assert jitter((value,) * 3, saturation=1.5, hue=hue) == [value] * 3


@pytest.mark.parametrize('hue', [-30.0, -10.0, 10.0, 30.0])
def test_the_hue_rotates_by_its_angle(hue):
    """Also past the 0 degrees of red, where the hue of HSV wraps around."""
    color = jitter(SKIN, hue=hue)
    before, after = (colorsys.rgb_to_hsv(*bgr[::-1]) for bgr in (SKIN, color))
    angle = (360 * (after[0] - before[0]) + 180) % 360 - 180
    # angles of chroma and of HSV agree roughly
    assert abs(angle) == pytest.approx(abs(hue), rel=0.4)
    assert color[2] > 180  # still reddish


def test_changes_are_uniform_in_their_range_and_seeded():
    grey = np.full((4, 4, 3), 160, np.uint8)
    bright = ColorJitter(brightness=0.25, contrast=0, saturation=0, hue=0)
    set_random_seed(0)
    values = np.array([bright(dict(img=grey))['img'][0, 0, 0] for _ in range(500)])
    assert values.min() >= 120
    assert values.max() <= 200
    assert values.mean() == pytest.approx(160, abs=4 * 80 / np.sqrt(12 * 500))
    assert values.std() == pytest.approx(80 / np.sqrt(12), rel=0.1)
    set_random_seed(0)
    assert bright(dict(img=grey))['img'][0, 0, 0] == values[0]


def test_the_input_image_does_not_change():
    image = np.full((4, 4, 3), 160, np.uint8)
    image.flags.writeable = False
    results = ColorJitter()(dict(img=image[:, ::-1]))
    assert results['img'].shape == image.shape
    assert results['img'].dtype == np.uint8
    assert (image == 160).all()


def test_an_image_that_is_not_decoded_gets_the_same_colors():
    image = np.random.default_rng(0).integers(0, 256, (40, 30, 3), dtype=np.uint8)
    data = cv2.imencode('.png', image)[1].tobytes()  # lossless
    set_random_seed(0)
    expected = ColorJitter()(dict(img=image))['img']
    set_random_seed(0)
    encoded = ColorJitter()(dict(encoded=EncodedImage(data, 'a', (30, 40))))['encoded']
    np.testing.assert_array_equal(encoded.pixels(np.eye(2, 3), (30, 40)), expected)
