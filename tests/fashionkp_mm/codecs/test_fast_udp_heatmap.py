"""Tests of UDP heatmaps: they equal MMPose's, and decoding has no outliers."""

import numpy as np
import pytest
from mmpose.codecs import UDPHeatmap
from mmpose.registry import KEYPOINT_CODECS

from fashionkp_mm.codecs import FastUDPHeatmap

SIZES = dict(input_size=(192, 256), heatmap_size=(48, 64))


def points(kind: str, count: int = 400) -> np.ndarray:
    """Return key points (1, K, 2) anywhere in and around the input, or on cells and their edges."""
    rng = np.random.default_rng(0)
    if kind == 'anywhere':
        return rng.uniform(-60, 320, (1, count, 2)).astype(np.float32)
    factor = (np.array(SIZES['input_size']) - 1) / (np.array(SIZES['heatmap_size']) - 1)
    cells = rng.integers(-10, 75, (1, count, 2)) / rng.choice([1, 2], (1, count, 1))
    return (cells * factor).astype(np.float32)


@pytest.mark.parametrize('kind', ['anywhere', 'whole cells'])
@pytest.mark.parametrize('sigma', [2, 4 / 3, 7 / 3, 1.5, 2.5, 1.9])
def test_encoding_equals_mmpose(kind, sigma):
    keypoints = points(kind)
    visible = np.random.default_rng(1).integers(0, 2, keypoints.shape[:2]).astype(np.float32)
    stock = UDPHeatmap(sigma=sigma, **SIZES).encode(keypoints, visible)
    fast = FastUDPHeatmap(sigma=sigma, **SIZES).encode(keypoints, visible)
    assert fast.keys() == stock.keys()
    assert fast['heatmaps'].dtype == stock['heatmaps'].dtype
    np.testing.assert_allclose(fast['heatmaps'], stock['heatmaps'], rtol=0, atol=1e-6)
    np.testing.assert_array_equal(fast['keypoint_weights'], stock['keypoint_weights'])
    assert 0 < fast['keypoint_weights'].sum() < visible.sum()  # some are outside


def test_encoding_does_not_change_the_arguments():
    keypoints, visible = points('anywhere'), np.ones((1, 400), np.float32)
    FastUDPHeatmap(sigma=2, **SIZES).encode(keypoints, visible)
    np.testing.assert_array_equal(keypoints, points('anywhere'))
    assert visible.all()


def test_all_key_points_are_visible_by_default():
    codec = FastUDPHeatmap(sigma=2, **SIZES)
    inner = np.array([[[50.0, 60.0], [100.0, 200.0]]], np.float32)
    assert codec.encode(inner)['keypoint_weights'].tolist() == [[1, 1]]


def test_other_types_of_heatmaps_are_encoded_by_mmpose():
    codec = KEYPOINT_CODECS.build(dict(type='FastUDPHeatmap', heatmap_type='combined', **SIZES))
    stock = UDPHeatmap(heatmap_type='combined', **SIZES)
    inner = np.array([[[50.0, 60.0], [100.0, 200.0]]], np.float32)
    np.testing.assert_array_equal(codec.encode(inner)['heatmaps'], stock.encode(inner)['heatmaps'])


def noisy_heatmaps(count: int = 300) -> np.ndarray:
    """Return Gaussians of random height with noise, (K, h, w); many are hardly above the noise."""
    rng = np.random.default_rng(2)
    w, h = SIZES['heatmap_size']
    x, y = np.meshgrid(np.arange(w), np.arange(h))
    cx, cy = rng.uniform(0, w, (count, 1, 1)), rng.uniform(0, h, (count, 1, 1))
    gaussians = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 8) * rng.uniform(0, 1, (count, 1, 1)) ** 4
    return (gaussians + 0.02 * rng.random((count, h, w))).astype(np.float32)


def test_decoding_equals_mmpose_or_is_the_highest_cell():
    maps = noisy_heatmaps()
    (stock,), stock_scores = UDPHeatmap(sigma=2, **SIZES).decode(maps)
    (fast,), scores = FastUDPHeatmap(sigma=2, **SIZES).decode(maps)
    np.testing.assert_array_equal(scores, stock_scores)
    assert (fast.dtype, fast.shape) == (stock.dtype, stock.shape)
    cell = np.array(SIZES['input_size']) / (np.array(SIZES['heatmap_size']) - 1)
    highest = maps.reshape(len(maps), -1).argmax(axis=1)
    highest = np.stack([highest % maps.shape[2], highest // maps.shape[2]], axis=1)
    far = np.abs(stock / cell - highest).max(axis=1) > FastUDPHeatmap.reach
    assert 5 < far.sum() < 100
    np.testing.assert_array_equal(fast[~far], stock[~far])
    np.testing.assert_allclose(fast[far], highest[far] * cell)


def test_a_heatmap_without_positive_values_does_not_affect_others():
    maps = noisy_heatmaps(3)
    codec = FastUDPHeatmap(sigma=2, **SIZES)
    expected = codec.decode(maps)[0][0]
    maps[1] = -maps[1]
    decoded, scores = codec.decode(maps)
    assert (decoded[0, 1] < 0).all()
    assert scores[0, 1] <= 0
    np.testing.assert_array_equal(decoded[0, [0, 2]], expected[[0, 2]])


@pytest.mark.filterwarnings('error')
def test_heatmaps_of_zeros_are_decoded_to_points_outside():
    codec = FastUDPHeatmap(sigma=2, **SIZES)
    decoded, scores = codec.decode(np.zeros((3, 64, 48), np.float32))
    assert (decoded < 0).all()
    assert scores.tolist() == [[0, 0, 0]]


def test_decoding_does_not_change_the_heatmaps():
    maps = noisy_heatmaps(3)
    FastUDPHeatmap(sigma=2, **SIZES).decode(maps)
    np.testing.assert_array_equal(maps, noisy_heatmaps(3))


def test_other_types_of_heatmaps_are_decoded_by_mmpose():
    codec = KEYPOINT_CODECS.build(dict(type='FastUDPHeatmap', heatmap_type='combined', **SIZES))
    inner = np.array([[[50.0, 60.0], [100.0, 200.0]]], np.float32)
    decoded, _ = codec.decode(codec.encode(inner)['heatmaps'])
    np.testing.assert_allclose(decoded * 0.99 + 0.5, inner, atol=2)
