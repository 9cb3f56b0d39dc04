"""Painted layers fill their outlines, to the pixel."""

import numpy as np
import pytest

from fashionkp.synthetic.drawing.canvas import Canvas
from fashionkp.synthetic.drawing.cloth import Cloth
from fashionkp.synthetic.drawing.fabric import draped_fabric
from fashionkp.synthetic.drawing.layers import Fold, Layer, Mark
from fashionkp.synthetic.drawing.patterns.by_name import PATTERNS


def _square(**kwargs) -> Layer:
    outline = np.array([(20, 30), (60, 30), (60, 80), (20, 80)], float)
    return Layer('torso', outline, Cloth((200, 200, 200), stiffness=1.0), **kwargs)


def _painted(layer: Layer) -> np.ndarray:
    image = np.zeros((100, 90, 3), np.uint8)
    Canvas(image, (0.0, -1.0), 60.0, np.random.default_rng(0)).paint(layer)
    return image


def test_a_layer_covers_its_outline_and_nothing_else():
    covered = _painted(_square()).max(axis=-1) > 40
    rows, columns = np.flatnonzero(covered.any(axis=1)), np.flatnonzero(covered.any(axis=0))
    assert (rows[0], rows[-1]) == pytest.approx((30, 80), abs=1)
    assert (columns[0], columns[-1]) == pytest.approx((20, 60), abs=1)
    assert covered[30:81, 20:61].all()


def test_marks_stay_on_their_layer():
    line = Mark(np.array([(0, 50), (89, 50)], float), (0, 0, 255), 5.0)
    image = _painted(_square(marks=(line,)))
    red = (image[..., 2] > 60) & (image[..., 0] < 40)
    assert red[50, 21:60].all()
    assert not red[:, :18].any()
    assert not red[:, 63:].any()


def test_layer_outside_the_image_changes_nothing():
    outline = np.array([(200, 200), (240, 200), (240, 260)], float)
    assert not _painted(Layer('torso', outline, Cloth((255, 255, 255)))).any()


@pytest.mark.parametrize('pattern', PATTERNS)
def test_patterns_other_than_plain_have_several_tones(pattern):
    cloth = Cloth((90, 120, 150), pattern, ink=(20, 20, 20), accent=(230, 230, 230), seed=3)
    patch = draped_fabric(cloth, scale=80.0, axis=0.3, box=(7, 9, 120, 100))
    assert patch.shape == (100, 120, 3)
    assert (patch.std(axis=(0, 1)).max() > 1) == (pattern != 'plain')


def test_sheer_cloth_lets_the_layer_below_through():
    outline = np.array([(20, 30), (60, 30), (60, 80), (20, 80)], float)
    levels = []
    for opacity in (1.0, 0.5):
        image = np.full((100, 90, 3), (0, 0, 200), np.uint8)
        cloth = Cloth((200, 0, 0), stiffness=1.0, opacity=opacity)
        Canvas(image, (0.0, -1.0), 60.0, np.random.default_rng(0)).paint(
            Layer('torso', outline, cloth, gloss=0.0, shadow=0.0)
        )
        levels.append(image[50, 40].astype(int))
    assert levels[0][2] < 10
    assert levels[1][2] == pytest.approx(100, abs=8)
    assert levels[1][0] == pytest.approx(levels[0][0] / 2, abs=8)


def test_highlights_of_shiny_cloth_are_brighter_and_its_shadows_are_not():
    images = []
    for shine in (0.0, 1.0):
        image = np.zeros((100, 90, 3), np.uint8)
        outline = np.array([(20, 30), (60, 30), (60, 80), (20, 80)], float)
        layer = Layer('torso', outline, Cloth((90, 90, 90), stiffness=1.0, shine=shine), gloss=1.5)
        Canvas(image, (0.0, -1.0), 60.0, np.random.default_rng(8)).paint(layer)
        images.append(image[32:79, 22:59].astype(int))
    matt, shiny = images
    assert (shiny >= matt - 1).all()
    assert shiny.max() > matt.max() + 10
    assert shiny.min() == pytest.approx(matt.min(), abs=2)


@pytest.mark.parametrize('pattern', ['checks', 'flowers', 'stripes'])
def test_a_pattern_goes_on_where_the_box_of_a_layer_ends(pattern):
    cloth = Cloth((90, 120, 150), pattern, ink=(20, 20, 20), stiffness=1.2, period=0.4, seed=512)
    whole = draped_fabric(cloth, scale=80.0, axis=0.0, box=(0, 0, 160, 96)).astype(int)
    part = draped_fabric(cloth, scale=80.0, axis=0.0, box=(64, 32, 90, 60)).astype(int)
    assert np.abs(whole[32:92, 64:154] - part).max() <= 2


def test_short_folds_taper_to_both_ends_and_seams_do_not():
    relief = []
    for height in (5.0, 15.0):
        fold = Fold(np.array([(60.0, 20.0), (60.0, 180.0)]), 16.0, height)
        layer = Layer('torso', np.zeros((3, 2)), Cloth((90, 90, 90)), folds=(fold,))
        canvas = Canvas(np.zeros((8, 8, 3), np.uint8), (0.0, -1.0), 60.0, np.random.default_rng(1))
        relief.append(canvas._fold_relief(layer, np.zeros(2), (60, 100)) / height)
    widths = [(field > 0.3).sum(axis=1) for field in relief]
    assert widths[0][50] > 2 * widths[0][14] > 0
    assert widths[1][50] == pytest.approx(widths[1][14], abs=1)
