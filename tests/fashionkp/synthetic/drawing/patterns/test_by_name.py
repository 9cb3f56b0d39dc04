"""Patterns fill tiles of any size, reproducibly; prints continue at the opposite side."""

import numpy as np
import pytest

from fashionkp.synthetic.drawing.cloth import Cloth
from fashionkp.synthetic.drawing.patterns.by_name import BIG_REPEATS, PATTERNS

_CLOTH = Cloth((60, 90, 150), ink=(220, 220, 225), accent=(20, 30, 25))


def _tile(name: str, size: int, seed: int = 3) -> np.ndarray:
    tile = np.full((size, size, 3), _CLOTH.colour, np.uint8)
    PATTERNS[name](tile, _CLOTH, np.random.default_rng(seed))
    return tile


@pytest.mark.parametrize('name', PATTERNS)
@pytest.mark.parametrize('size', [6, 31, 200])
def test_tiles_of_any_size_are_reproducible(name, size):
    assert (_tile(name, size) == _tile(name, size)).all()
    if name != 'plain' and size == 200:
        assert _tile(name, size).std(axis=(0, 1)).max() > 1


@pytest.mark.parametrize('name', ['leaves', 'shapes', 'tartan', 'chevron', 'argyle', 'tie_dye'])
def test_repeats_join_without_a_seam(name):
    for seed in range(4):
        tile = _tile(name, 160, seed).astype(int)
        for axis in (0, 1):
            steps = np.abs(np.diff(tile, axis=axis, append=tile.take([0], axis))).mean(axis=2)
            seam, inside = steps.take(-1, axis).mean(), steps.mean(axis=1 - axis)
            assert seam <= 1.5 * inside.max() + 1


@pytest.mark.parametrize('name', ['stripes', 'checks', 'flowers', 'shapes', 'writing', 'leopard'])
def test_prints_show_the_second_colour(name):
    near = np.abs(_tile(name, 200).astype(int) - _CLOTH.ink).max(axis=-1) < 90
    assert 0.005 < near.mean() < 0.9


def test_factors_belong_to_patterns():
    assert BIG_REPEATS.keys() <= PATTERNS.keys()
