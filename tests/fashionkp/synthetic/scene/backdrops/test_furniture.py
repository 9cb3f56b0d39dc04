"""Furniture stands where it is put; scattered things stay near the borders."""

import numpy as np
import pytest

from fashionkp.synthetic.scene.backdrops import furniture, streets
from fashionkp.synthetic.scene.backdrops.clutter import add_rug, clutter, scatter_objects

_FURNITURE = ('picture', 'plant', 'curtain', 'box', 'window', 'door', 'shelf', 'sofa', 'chair')
_STREET = ('tree', 'hedge', 'car', 'post')


@pytest.mark.parametrize('kind', [*_FURNITURE, 'table', 'lamp', *_STREET])
def test_a_thing_is_drawn_around_its_position(kind):
    module = streets if kind in _STREET else furniture
    for seed in range(8):
        image = np.full((500, 2000, 3), 123, np.uint8)
        getattr(module, f'_{kind}')(image[:, 700:1300], np.random.default_rng(seed), 300.0, 400)
        changed = np.flatnonzero((image != 123).any(axis=(0, 2)))
        assert len(changed) >= 4
        assert 700 <= changed[0] <= changed[-1] < 1300
        assert changed[0] < 1000 < changed[-1] + 150


def test_clutter_has_edges_at_all_scales():
    image = clutter(np.random.default_rng(2), 400, 400).astype(float).mean(axis=2)
    for step in (1, 4, 16, 64):
        assert np.abs(image[:, step:] - image[:, :-step]).mean() > 2


def test_scattered_things_leave_the_middle_free():
    for seed in range(20):
        image = np.full((400, 400, 3), 250, np.uint8)
        scatter_objects(image, np.random.default_rng(seed))
        assert (image[190:210, 190:210] == 250).all()
        assert (image != 250).any()


def test_a_rug_covers_a_part_of_the_floor():
    for seed in range(10):
        image = np.full((400, 400, 3), 1, np.uint8)
        add_rug(image, np.random.default_rng(seed))
        assert 0.1 < (image != 1).any(axis=-1).mean() < 0.95
