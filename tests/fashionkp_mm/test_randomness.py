"""Random numbers that follow from a key."""

import random

import numpy as np
import torch

from fashionkp_mm.randomness import seed_from, seeded


def draw() -> tuple[float, float, float]:
    return random.random(), np.random.rand(), torch.rand(1).item()  # noqa: NPY002


def drawn(*key: int) -> tuple[float, float, float]:
    seed_from(*key)
    return draw()


def test_a_key_always_gives_the_same_numbers():
    first = drawn(0, 3, 14)
    draw()
    assert drawn(0, 3, 14) == first
    assert len(set(first)) == 3


def test_other_keys_give_other_numbers_in_every_library():
    keys = [(0, 0, 0), (0, 0, 1), (0, 1, 0), (1, 0, 0), (0, 1, 2), (0, 2, 1)]
    for numbers in zip(*(drawn(*key) for key in keys), strict=True):
        assert len(set(numbers)) == len(keys)


def test_after_a_block_numbers_go_on_as_before_it():
    seed_from(5)
    expected = [draw(), draw()]
    seed_from(5)
    first = draw()
    with seeded(6):
        inside = draw()
    assert [first, draw()] == expected
    assert inside == drawn(6)
