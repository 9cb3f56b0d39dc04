"""Tests of random changes of style: they change images, but not where things are."""

import numpy as np
import pytest
from mmengine.runner import set_random_seed

from fashionkp_mm.datasets.transforms import style
from fashionkp_mm.datasets.transforms.style import CHANGES, RandomStyle


@pytest.fixture
def squares():
    """Return an image of a bright square on a dark ground, (64, 64, 3) float32."""
    image = np.full((64, 64, 3), 50, np.float32)
    image[20:40, 24:48] = (200, 180, 160)
    return image


@pytest.mark.parametrize('change', CHANGES)
def test_a_change_keeps_size_and_input(change, squares):
    before = squares.copy()
    set_random_seed(1)
    after = change(squares)
    assert after.shape == before.shape
    np.testing.assert_array_equal(squares, before)
    assert not np.allclose(after, before)
    assert np.isfinite(after).all()


@pytest.mark.parametrize('change', [c for c in CHANGES if c is not style.cut_out])
def test_edges_stay_where_they_are(change, squares):
    for seed in range(10):
        set_random_seed(seed)
        after = change(squares).mean(axis=2)
        rows = np.abs(np.diff(after[:, 26:46].mean(axis=1)))
        assert set(np.argsort(rows)[-2:]) <= {18, 19, 20, 38, 39, 40}


def test_without_a_change_the_image_stays(squares):
    image = squares.astype(np.uint8)
    result = RandomStyle(prob=0).transform(dict(img=image.copy()))['img']
    np.testing.assert_array_equal(result, image)
    assert result.dtype == np.uint8


def test_the_mean_stays_when_amplitudes_change(squares):
    after = style.change_amplitudes(squares)
    np.testing.assert_allclose(after.mean((0, 1)), squares.mean((0, 1)), rtol=1e-4)
