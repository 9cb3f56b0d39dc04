"""Colours: the one-pass matrix against the same changes step by step."""

import colorsys

import cv2
import numpy as np
import pytest
from mmengine.runner import set_random_seed

from fashionkp_mm.datasets import ColorJitter
from fashionkp_mm.datasets.encoded_image import EncodedImage
from fashionkp_mm.datasets.transforms.color import color_matrix

SKIN = (120, 160, 220)  # BGR


def changed(bgr: tuple, *factors: float) -> list[int]:
    image = np.full((2, 3, 3), bgr, np.uint8)
    return cv2.transform(image, color_matrix(*factors))[1, 1].tolist()


def step_by_step(
    bgr: tuple, brightness: float, contrast: float, saturation: float, hue: float
) -> list[float]:
    """The same pixel by the standard library's NTSC conversion, BGR."""
    y, i, q = colorsys.rgb_to_yiq(*(value / 255 for value in bgr[::-1]))
    chroma = saturation * complex(i, q) * np.exp(1j * np.deg2rad(hue))
    rgb = np.array(colorsys.yiq_to_rgb(y, chroma.real, chroma.imag)) * 255
    return np.clip((rgb * brightness - 127.5) * contrast + 127.5, 0, 255)[::-1].tolist()


def test_it_equals_the_steps_one_after_the_other():
    rng = np.random.default_rng(0)
    for _ in range(200):
        bgr = tuple(rng.integers(70, 186, 3).tolist())  # no step but the last leaves 0..255
        factors = (*rng.uniform(0.6, 1.4, 2), rng.uniform(0.5, 1.3), rng.uniform(-40, 40))
        # the library's constants have two digits
        assert changed(bgr, *factors) == pytest.approx(step_by_step(bgr, *factors), abs=2.5)


def test_neutral_factors_change_nothing():
    image = np.random.default_rng(0).integers(0, 256, (9, 7, 3), dtype=np.uint8)
    same = cv2.transform(image, color_matrix(1, 1, 1, 0))
    np.testing.assert_array_equal(same, image)
    still = ColorJitter(brightness=0, contrast=0, saturation=0, hue=0)
    np.testing.assert_array_equal(still(dict(img=image))['img'], image)


def test_numbers_worked_out_by_hand():
    assert changed((100, 60, 20), 1.5, 1, 1, 0) == [150, 90, 30]
    assert changed((227, 127, 28), 1, 0.5, 1, 0) == [177, 127, 78]
    assert changed((200, 100, 10), 2, 1, 1, 0) == [255, 200, 20]  # cut off, not wrapped around
    luma = round(0.299 * 220 + 0.587 * 160 + 0.114 * 120)
    assert changed(SKIN, 1, 1, 0, 0) == [luma] * 3


@pytest.mark.parametrize('hue', [-30, 30, 170])
def test_grey_has_no_hue_to_turn(hue):
    for value in (0, 100, 255):
        assert changed((value,) * 3, 1, 1, 1.5, hue) == [value] * 3


@pytest.mark.parametrize('hue', [-30.0, -10.0, 10.0, 30.0])
def test_a_hue_turns_by_its_angle_either_way(hue):
    """Also from red past 0 degrees, where whole numbers of hue wrap around."""
    before, after = (colorsys.rgb_to_hsv(*c[::-1]) for c in (SKIN, changed(SKIN, 1, 1, 1, hue)))
    turned = (360 * (after[0] - before[0]) + 180) % 360 - 180
    # the plane of chroma is no circle of hue; sign and size agree
    assert abs(turned) == pytest.approx(abs(hue), rel=0.4)
    assert changed(SKIN, 1, 1, 1, hue)[2] > 180  # skin stays reddish


def test_changes_are_random_by_the_seed_and_within_their_ranges():
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


def test_the_image_given_stays_as_it_was():
    image = np.full((4, 4, 3), 160, np.uint8)
    image.flags.writeable = False
    results = ColorJitter()(dict(img=image[:, ::-1]))
    assert results['img'].shape == image.shape
    assert results['img'].dtype == np.uint8
    assert (image == 160).all()


def test_a_image_that_is_not_decoded_yet_gets_the_same_colours():
    image = np.random.default_rng(0).integers(0, 256, (40, 30, 3), dtype=np.uint8)
    data = cv2.imencode('.png', image)[1].tobytes()  # without loss
    set_random_seed(0)
    at_once = ColorJitter()(dict(img=image))['img']
    set_random_seed(0)
    later = ColorJitter()(dict(encoded=EncodedImage(data, 'a', (30, 40))))['encoded']
    np.testing.assert_array_equal(later.pixels(np.eye(2, 3), (30, 40)), at_once)
