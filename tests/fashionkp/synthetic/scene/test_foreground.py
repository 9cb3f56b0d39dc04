"""Things in front hide the points below them, and lie at the borders of the frame."""

import numpy as np
import pytest

from fashionkp.categories import KEYPOINTS
from fashionkp.synthetic.drawing.camera import sample_camera
from fashionkp.synthetic.scene import foreground
from fashionkp.synthetic.scene.foreground import letter_foreground, sample_foreground
from fashionkp.synthetic.scene.render import draw_garment, sample_scene

_PARTS = {'banner', 'badge', 'inset', 'leaf', 'furniture'}


def _camera(rng):
    corners = np.array([(-1, 0), (1, 0), (1, 3), (-1, 3)], float)
    return sample_camera(rng, corners, (400, 500), worn=True, frame=(50, 60, 300, 400))


@pytest.mark.parametrize('kind', ['banner', 'badge', 'inset', 'twigs', 'furniture'])
def test_a_thing_in_front_covers_a_small_part_at_the_border_of_the_frame(kind):
    for seed in range(25):
        rng = np.random.default_rng(seed)
        layers = getattr(foreground, f'_{kind}')(rng, _camera(rng))
        points = np.vstack([layer.outline for layer in layers])
        assert {layer.part for layer in layers} <= _PARTS
        box = np.ptp(points, axis=0)
        assert box.prod() < 0.25 * 300 * 400
        middle = np.array([200, 260])
        assert not ((points.min(0) < middle) & (points.max(0) > middle)).all() or kind == 'twigs'


def test_points_below_are_occluded():
    hidden = 0
    for index in range(400):
        scene = sample_scene(21, index, 'trousers')
        front = [k for k, layer in enumerate(scene.layers) if layer.part in _PARTS]
        if not front:
            continue
        keypoints, visibility = scene.annotation()
        layer_map = scene.layer_map()
        for name in scene.points:
            k = KEYPOINTS.index(name)
            if visibility[k] < 0:
                continue
            x, y = np.rint(keypoints[k]).astype(int)
            around = layer_map[max(y - 2, 0) : y + 3, max(x - 2, 0) : x + 3]
            if np.isin(around - 1, front).all():
                assert visibility[k] == 0
                hidden += 1
    assert hidden > 1


def test_banners_are_lettered():
    camera = _camera(np.random.default_rng(0))
    layers = tuple(foreground._banner(np.random.default_rng(3), camera))
    image = np.zeros((500, 400, 3), np.uint8)
    colour = layers[0].cloth.colour
    low, high = layers[0].outline.min(0).astype(int), layers[0].outline.max(0).astype(int)
    image[low[1] : high[1], low[0] : high[0]] = colour
    letter_foreground(image, layers, np.random.default_rng(1))
    inside = image[low[1] : high[1], low[0] : high[0]].astype(int)
    assert (np.abs(inside - colour).sum(axis=-1) > 90).mean() > 0.01
    image[low[1] : high[1], low[0] : high[0]] = 0
    assert (image == 0).all()


def test_only_people_stand_behind_plants_and_furniture():
    for seed in range(300):
        rng = np.random.default_rng(seed)
        parts = {layer.part for layer in sample_foreground(rng, _camera(rng), worn=False)}
        assert parts <= {'banner', 'badge', 'inset'}


def test_images_with_things_in_front_can_be_drawn():
    indices = [i for i in range(60) if sample_scene(21, i).layers[-1].part in _PARTS]
    assert indices
    for index in indices:
        assert draw_garment(21, index).image.std() > 3
