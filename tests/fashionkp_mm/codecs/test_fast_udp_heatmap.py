"""Heatmaps by products of curves: those of MMPose, to the last bit that matters."""

import numpy as np
import pytest
from mmpose.codecs import UDPHeatmap
from mmpose.registry import KEYPOINT_CODECS

from fashionkp_mm.codecs import FastUDPHeatmap

SIZES = dict(input_size=(192, 256), heatmap_size=(48, 64))


def points(kind: str, count: int = 400) -> np.ndarray:
    """Points (1, K, 2): anywhere in and around the input, or on whole cells and corners."""
    rng = np.random.default_rng(0)
    if kind == 'anywhere':
        return rng.uniform(-60, 320, (1, count, 2)).astype(np.float32)
    factor = (np.array(SIZES['input_size']) - 1) / (np.array(SIZES['heatmap_size']) - 1)
    cells = rng.integers(-10, 75, (1, count, 2)) / rng.choice([1, 2], (1, count, 1))
    return (cells * factor).astype(np.float32)


@pytest.mark.parametrize('kind', ['anywhere', 'whole cells'])
@pytest.mark.parametrize('sigma', [2, 4 / 3, 7 / 3, 1.5, 2.5, 1.9])
def test_it_draws_what_mmpose_draws(kind, sigma):
    keypoints = points(kind)
    visible = np.random.default_rng(1).integers(0, 2, keypoints.shape[:2]).astype(np.float32)
    stock = UDPHeatmap(sigma=sigma, **SIZES).encode(keypoints, visible)
    own = FastUDPHeatmap(sigma=sigma, **SIZES).encode(keypoints, visible)
    assert own.keys() == stock.keys()
    assert own['heatmaps'].dtype == stock['heatmaps'].dtype
    np.testing.assert_allclose(own['heatmaps'], stock['heatmaps'], rtol=0, atol=1e-6)
    np.testing.assert_array_equal(own['keypoint_weights'], stock['keypoint_weights'])
    assert 0 < own['keypoint_weights'].sum() < visible.sum()  # some lie outside


def test_the_arguments_stay_as_they_were():
    keypoints, visible = points('anywhere'), np.ones((1, 400), np.float32)
    FastUDPHeatmap(sigma=2, **SIZES).encode(keypoints, visible)
    np.testing.assert_array_equal(keypoints, points('anywhere'))
    assert visible.all()


def test_all_points_count_unless_told_otherwise():
    codec = FastUDPHeatmap(sigma=2, **SIZES)
    inner = np.array([[[50.0, 60.0], [100.0, 200.0]]], np.float32)
    assert codec.encode(inner)['keypoint_weights'].tolist() == [[1, 1]]


def test_other_kinds_of_heatmaps_are_mmposes_own():
    codec = KEYPOINT_CODECS.build(dict(type='FastUDPHeatmap', heatmap_type='combined', **SIZES))
    stock = UDPHeatmap(heatmap_type='combined', **SIZES)
    inner = np.array([[[50.0, 60.0], [100.0, 200.0]]], np.float32)
    np.testing.assert_array_equal(codec.encode(inner)['heatmaps'], stock.encode(inner)['heatmaps'])


def noisy_heatmaps(count: int = 300) -> np.ndarray:
    """Bumps of any height on noise, (K, h, w): many are hardly above it."""
    rng = np.random.default_rng(2)
    w, h = SIZES['heatmap_size']
    x, y = np.meshgrid(np.arange(w), np.arange(h))
    cx, cy = rng.uniform(0, w, (count, 1, 1)), rng.uniform(0, h, (count, 1, 1))
    bumps = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 8) * rng.uniform(0, 1, (count, 1, 1)) ** 4
    return (bumps + 0.02 * rng.random((count, h, w))).astype(np.float32)


def test_points_decode_as_mmpose_decodes_them_or_stay_at_the_highest_cell():
    maps = noisy_heatmaps()
    (stock,), stock_scores = UDPHeatmap(sigma=2, **SIZES).decode(maps)
    (own,), scores = FastUDPHeatmap(sigma=2, **SIZES).decode(maps)
    np.testing.assert_array_equal(scores, stock_scores)
    assert (own.dtype, own.shape) == (stock.dtype, stock.shape)
    cell = np.array(SIZES['input_size']) / (np.array(SIZES['heatmap_size']) - 1)
    highest = maps.reshape(len(maps), -1).argmax(axis=1)
    highest = np.stack([highest % maps.shape[2], highest // maps.shape[2]], axis=1)
    far = np.abs(stock / cell - highest).max(axis=1) > FastUDPHeatmap.reach
    assert 5 < far.sum() < 100
    np.testing.assert_array_equal(own[~far], stock[~far])
    np.testing.assert_allclose(own[far], highest[far] * cell)


def test_a_heatmap_that_is_nowhere_positive_gives_a_point_outside_alone():
    maps = noisy_heatmaps(3)
    codec = FastUDPHeatmap(sigma=2, **SIZES)
    alone = codec.decode(maps)[0][0]
    maps[1] = -maps[1]
    decoded, scores = codec.decode(maps)
    assert (decoded[0, 1] < 0).all()
    assert scores[0, 1] <= 0
    np.testing.assert_array_equal(decoded[0, [0, 2]], alone[[0, 2]])


@pytest.mark.filterwarnings('error')
def test_heatmaps_of_zeros_give_points_outside():
    codec = FastUDPHeatmap(sigma=2, **SIZES)
    decoded, scores = codec.decode(np.zeros((3, 64, 48), np.float32))
    assert (decoded < 0).all()
    assert scores.tolist() == [[0, 0, 0]]


def test_decoding_leaves_the_heatmaps_as_they_were():
    maps = noisy_heatmaps(3)
    FastUDPHeatmap(sigma=2, **SIZES).decode(maps)
    np.testing.assert_array_equal(maps, noisy_heatmaps(3))


def test_other_kinds_of_heatmaps_are_decoded_by_mmpose():
    codec = KEYPOINT_CODECS.build(dict(type='FastUDPHeatmap', heatmap_type='combined', **SIZES))
    inner = np.array([[[50.0, 60.0], [100.0, 200.0]]], np.float32)
    decoded, _ = codec.decode(codec.encode(inner)['heatmaps'])
    np.testing.assert_allclose(decoded * 0.99 + 0.5, inner, atol=2)
