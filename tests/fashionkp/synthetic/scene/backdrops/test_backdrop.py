"""Backdrops: each kind has the size asked for; some resemble the garment."""

import numpy as np
import pytest

from fashionkp.synthetic.scene.backdrops import backdrop as module
from fashionkp.synthetic.scene.backdrops.backdrop import backdrop


def _towards_share(colour) -> float:
    images = [
        backdrop(np.random.default_rng(k), (96, 128), worn=True, colour=colour) for k in range(150)
    ]
    means = np.array([image.mean(axis=(0, 1)) for image in images])
    return float((np.abs(means - colour).max(axis=1) < 40).mean())


@pytest.mark.parametrize('kind', [*module._WORN, *module._FLAT], ids=lambda f: f.__name__)
@pytest.mark.parametrize('size', [(512, 341), (320, 512), (120, 90)])
def test_kinds_fill_the_image_and_are_reproducible(kind, size):
    for seed in range(3):
        first, second = (kind(np.random.default_rng(seed), *size) for _ in range(2))
        assert first.shape == (size[1], size[0], 3)
        assert first.dtype == np.uint8
        assert (first == second).all()


def test_pure_white_is_frequent():
    images = [
        backdrop(np.random.default_rng(k), (64, 64), worn=True, colour=(9, 9, 9))
        for k in range(200)
    ]
    assert 0.08 < np.mean([(image == 255).all() for image in images]) < 0.3


def test_some_backdrops_have_the_colour_of_the_garment():
    assert _towards_share((40, 40, 220)) > 0.06


def test_a_corner_has_three_even_planes():
    for seed in range(10):
        image = np.full((200, 300, 3), 200, np.uint8)
        module._add_corner(image, np.random.default_rng(seed))
        grey = image[..., 0]
        levels, counts = np.unique(grey, return_counts=True)
        assert counts[np.argsort(counts)[-3:]].sum() > 0.98 * grey.size
        assert (grey[0] == grey[0, 0]).sum() < 300
        assert len({*grey[0].tolist()} - {*grey[-1].tolist()}) >= 1
        assert len(levels) < 60


@pytest.mark.parametrize('worn', [True, False])
def test_a_companion_stays_at_one_side(worn):
    for seed in range(15):
        image = np.full((200, 300, 3), 1, np.uint8)
        module._add_companion(image, np.random.default_rng(seed), worn=worn)
        changed = np.flatnonzero((image != 1).any(axis=(0, 2)))
        assert len(changed) > 0
        assert changed[0] == 0 or changed[-1] == 299 or len(changed) < 120
        assert not ((image != 1).any(axis=2)[:, 145:155]).all(axis=0).any()
