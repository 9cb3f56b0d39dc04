"""Tests of random numbers that depend on a key."""

import random

import numpy as np
import pytest
import torch

from fashionkp_mm.seeding import seed_from, seeded


def draw() -> tuple[float, float, float]:
    return random.random(), np.random.rand(), torch.rand(1).item()  # noqa: NPY002


def draw_from(*key: int) -> tuple[float, float, float]:
    seed_from(*key)
    return draw()


def test_a_key_always_gives_the_same_numbers():
    first = draw_from(0, 3, 14)
    draw()
    assert draw_from(0, 3, 14) == first
    assert len(set(first)) == 3


def test_different_keys_give_different_numbers_in_every_library():
    keys = [(0, 0, 0), (0, 0, 1), (0, 1, 0), (1, 0, 0), (0, 1, 2), (0, 2, 1)]
    for numbers in zip(*(draw_from(*key) for key in keys), strict=True):
        assert len(set(numbers)) == len(keys)


def test_a_block_does_not_change_the_numbers_after_it():
    seed_from(5)
    expected = [draw(), draw()]
    seed_from(5)
    first = draw()
    with seeded(6):
        inside = draw()
    assert [first, draw()] == expected
    assert inside == draw_from(6)


def test_a_nested_block_is_refused_and_the_outer_one_continues():
    with seeded(1):
        expected = [draw(), draw()]
    with seeded(1):
        first = draw()
        with pytest.raises(RuntimeError, match='inside another'), seeded(2):
            pass
        assert [first, draw()] == expected
    assert draw_from(3) != expected[0]


def test_an_error_in_a_block_restores_the_generators():
    seed_from(5)
    expected = draw()
    seed_from(5)
    with pytest.raises(KeyError), seeded(6):
        raise KeyError
    assert draw() == expected


def test_a_block_does_not_seed_gpus(monkeypatch):
    seeded_gpus = []
    monkeypatch.setattr(torch.cuda, 'manual_seed_all', seeded_gpus.append)
    with seeded(6):
        draw()
    assert seeded_gpus == []
    seed_from(6)
    assert len(seeded_gpus) == 1
