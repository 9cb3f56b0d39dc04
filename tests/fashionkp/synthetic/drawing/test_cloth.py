"""Sampled materials: their patterns exist, and few of them are sheer or shiny."""

import numpy as np
import pytest

from fashionkp.synthetic.drawing.cloth import _VARIANTS, sample_cloth, sample_hair, sample_skin
from fashionkp.synthetic.drawing.patterns.by_name import PATTERNS


def _cloths(patterns, count=600):
    return [sample_cloth(np.random.default_rng(k), patterns) for k in range(count)]


def test_variants_are_patterns():
    assert _VARIANTS.keys() <= PATTERNS.keys()
    assert {name for row in _VARIANTS.values() for name in row} <= PATTERNS.keys()


def test_the_pattern_or_a_similar_one_is_chosen():
    assert {cloth.pattern for cloth in _cloths({'denim': 1.0})} == {'denim'}
    assert {cloth.pattern for cloth in _cloths({'knit': 1.0})} == set(_VARIANTS['knit'])


def test_few_cloths_are_sheer_or_shiny_and_no_heavy_ones():
    cloths = _cloths({'plain': 1.0})
    assert 0.02 < np.mean([cloth.opacity < 1 for cloth in cloths]) < 0.12
    assert min(cloth.opacity for cloth in cloths) >= 0.5
    assert 0.08 < np.mean([cloth.shine > 0 for cloth in cloths]) < 0.22
    assert all(cloth.opacity == 1 for cloth in _cloths({'denim': 1.0}))


@pytest.mark.parametrize('sample', [sample_skin, sample_hair])
def test_skin_and_hair_are_of_many_tones(sample):
    tones = np.array([sample(np.random.default_rng(k)).colour for k in range(200)]).mean(axis=1)
    assert np.ptp(tones) > 80


def test_skin_is_reddest_and_least_blue():
    for k in range(100):
        blue, green, red = sample_skin(np.random.default_rng(k)).colour
        assert red > green > blue
