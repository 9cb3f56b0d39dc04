"""Surfaces have the size asked for, joints and texture."""

import numpy as np
import pytest

from fashionkp.synthetic.scene.backdrops import surfaces

_KINDS = ('plaster', 'bricks', 'planks', 'tiles', 'panels', 'carpet', 'fur', 'cloth', 'foliage')


@pytest.mark.parametrize('kind', _KINDS)
@pytest.mark.parametrize('size', [(320, 512), (61, 33), (17, 300)])
def test_size_and_texture(kind, size):
    image = getattr(surfaces, kind)(np.random.default_rng(1), *size)
    assert image.shape == (size[1], size[0], 3)
    assert image.dtype == np.uint8
    assert image.std(axis=(0, 1)).max() > 0.5


@pytest.mark.parametrize('seed', range(6))
def test_rows_of_bricks_have_joints_across(seed):
    image = surfaces.bricks(np.random.default_rng(seed), 512, 512).astype(float).mean(axis=(1, 2))
    spectrum = np.abs(np.fft.rfft(image - image.mean()))
    assert 9 <= spectrum[9:].argmax() + 9 < 200
    assert spectrum[9:].max() > 4 * np.median(spectrum[9:])


def test_leaves_are_green():
    for seed in range(5):
        blue, green, red = surfaces.foliage(np.random.default_rng(seed), 200, 200).mean(axis=(0, 1))
        assert green > max(blue, red)


def test_floor_is_coarser_in_front():
    rng = np.random.default_rng(3)
    floors = [surfaces.perspective_floor(rng, 512, 200).astype(float) for _ in range(30)]
    edges = [np.abs(np.diff(floor, axis=1)).mean(axis=(1, 2)) for floor in floors]
    far, near = np.mean([(e[5:40].mean(), e[-40:].mean()) for e in edges], axis=0)
    assert far > near
