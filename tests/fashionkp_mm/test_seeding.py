"""Random numbers that follow from a key."""

import random

import numpy as np
import pytest
import torch

from fashionkp_mm.seeding import seed_from, seeded


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


def test_a_block_within_another_is_refused_and_does_no_harm():
    with seeded(1):
        expected = [draw(), draw()]
    with seeded(1):
        first = draw()
        with pytest.raises(RuntimeError, match='within another'), seeded(2):
            pass
        assert [first, draw()] == expected
    assert drawn(3) != expected[0]


def test_an_error_in_a_block_gives_the_numbers_back():
    seed_from(5)
    expected = draw()
    seed_from(5)
    with pytest.raises(KeyError), seeded(6):
        raise KeyError
    assert draw() == expected


def test_a_block_leaves_the_numbers_of_gpus_alone(monkeypatch):
    seeded_gpus = []
    monkeypatch.setattr(torch.cuda, 'manual_seed_all', seeded_gpus.append)
    with seeded(6):
        draw()
    assert seeded_gpus == []
    seed_from(6)
    assert len(seeded_gpus) == 1
