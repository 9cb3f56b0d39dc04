"""Sprites are pasted where they belong, and look the same every time."""

import numpy as np

from fashionkp.synthetic.scene.sprites import paste, paste_standing, sample_sprite


def _red_block() -> tuple[np.ndarray, np.ndarray]:
    image = np.full((40, 20, 3), (0, 0, 200), np.uint8)
    coverage = np.zeros((40, 20), np.uint8)
    coverage[:, :10] = 255
    return image, coverage


def test_a_sprite_covers_what_its_coverage_says():
    image = np.full((100, 100, 3), 90, np.uint8)
    paste(image, _red_block(), (30, 20), (20, 40))
    assert (image[20:60, 30:40] == (0, 0, 200)).all()
    image[20:60, 30:40] = 90
    assert (image == 90).all()


def test_a_sprite_stands_on_its_feet_and_is_cut_off_at_the_border():
    image = np.full((100, 100, 3), 90, np.uint8)
    paste_standing(image, _red_block(), (0, 80), 60)
    changed = (image != 90).any(axis=-1)
    assert not changed[:, 15:].any()
    assert not changed[80:].any()
    paste_standing(image, _red_block(), (500, 80), 60)
    assert (changed == (image != 90).any(axis=-1)).all()


def test_sprites_are_worn_or_not_as_asked_and_reproducible():
    for worn in (True, False):
        first, second = (sample_sprite(np.random.default_rng(5), worn=worn) for _ in range(2))
        assert (first[0] == second[0]).all()
        assert (first[1] == second[1]).all()
    tall = [sample_sprite(np.random.default_rng(k), worn=True)[0].shape for k in range(10)]
    assert all(height > width for height, width, _ in tall)
    shares = [(sample_sprite(np.random.default_rng(k))[1] > 127).mean() for k in range(10)]
    assert min(shares) > 0.1
    assert max(shares) < 0.97
