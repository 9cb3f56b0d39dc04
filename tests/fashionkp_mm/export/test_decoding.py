"""Tests of decoding with tensors, against MMPose's decoding of the same outputs."""

import numpy as np
import pytest
import torch
from mmpose.registry import KEYPOINT_CODECS

from fashionkp_mm.export.decoding import tensor_decoder

BATCH, POINTS = 3, 24
SIZE, CELLS = (96, 128), (24, 32)


def build(**settings):
    return KEYPOINT_CODECS.build(settings)


def heatmaps(seed=0, noise=0.05):
    """Return Gaussians of random height and width with noise, (B, K, H, W)."""
    rng = np.random.default_rng(seed)
    w, h = CELLS
    x, y = np.meshgrid(np.arange(w), np.arange(h))
    shape = (BATCH, POINTS, 1, 1)
    cx, cy = rng.uniform(-1, w, shape), rng.uniform(-1, h, shape)
    gaussians = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * rng.uniform(1, 3, shape) ** 2))
    gaussians *= rng.uniform(0.1, 1.2, shape)
    return (gaussians + noise * rng.random((BATCH, POINTS, h, w)) ** 4).astype(np.float32)


def assert_same(codec, *outputs, atol=1e-3):
    """Assert that key points, within ``atol`` pixels, and scores are those of MMPose."""
    tensors = tuple(torch.from_numpy(output) for output in outputs)
    points, scores = tensor_decoder(codec)(tensors[0] if len(tensors) == 1 else tensors)
    expected = [
        codec.decode(*(part.copy() for part in item)) for item in zip(*outputs, strict=True)
    ]
    np.testing.assert_allclose(points, np.concatenate([p for p, _ in expected]), atol=atol)
    np.testing.assert_allclose(scores, np.concatenate([s for _, s in expected]), atol=1e-6)


@pytest.mark.parametrize('blur', [7, 11, 17])
@pytest.mark.parametrize('kind', ['UDPHeatmap', 'FastUDPHeatmap'])
def test_udp(kind, blur):
    codec = build(type=kind, input_size=SIZE, heatmap_size=CELLS, sigma=2, blur_kernel_size=blur)
    assert_same(codec, heatmaps())


def test_key_points_of_flat_heatmaps_are_the_highest_cell():
    rng = np.random.default_rng(3)
    maps = 0.02 * rng.random((BATCH, POINTS, *CELLS[::-1]), np.float32)
    maps[0, 0] = -1
    size = dict(input_size=SIZE, heatmap_size=CELLS, sigma=2)
    stock, _ = tensor_decoder(build(type='UDPHeatmap', **size))(torch.from_numpy(maps))
    points, _ = tensor_decoder(build(type='FastUDPHeatmap', **size))(torch.from_numpy(maps))
    assert ((stock - points).abs() > 10).any()
    assert_same(build(type='FastUDPHeatmap', **size), maps)


@pytest.mark.parametrize('unbiased', [True, False])
def test_msra(unbiased):
    codec = build(
        type='MSRAHeatmap', input_size=SIZE, heatmap_size=CELLS, sigma=2, unbiased=unbiased
    )
    assert_same(codec, heatmaps())


def test_cells_at_the_border():
    w, h = CELLS
    cells = [(x, y) for y in (0, 1, 2, h - 3, h - 2, h - 1) for x in range(w)]
    maps = np.zeros((1, len(cells), h, w), np.float32)
    for k, (x, y) in enumerate(cells):
        maps[0, k, y, x] = 1
    maps += 0.01 * heatmaps(1)[:1, :1]
    size = dict(input_size=SIZE, heatmap_size=CELLS, sigma=2)
    assert_same(build(type='UDPHeatmap', **size), maps)
    assert_same(build(type='FastUDPHeatmap', **size), maps)
    assert_same(build(type='MSRAHeatmap', unbiased=True, **size), maps)
    assert_same(build(type='MSRAHeatmap', unbiased=False, **size), maps)


def test_a_heatmap_without_positive_values_is_decoded_to_a_point_outside():
    size = dict(input_size=SIZE, heatmap_size=CELLS, sigma=2)
    maps = np.full((1, 2, *CELLS[::-1]), -0.2, np.float32)
    maps[0, 1, 5, 7] = 1
    # MMPose reads the heatmap of another key point here, so that there is nothing to compare
    points, scores = tensor_decoder(build(type='UDPHeatmap', **size))(torch.from_numpy(maps))
    assert (points[0, 0] < 0).all()
    assert scores[0, 0] < 0


def test_key_points_of_flat_heatmaps_are_finite():
    maps = np.full((1, 3, *CELLS[::-1]), 1e-4, np.float32)
    maps[0, 1] = 0
    maps[0, 2, 4, 4] = 2e-4
    for kind in (dict(type='UDPHeatmap'), dict(type='MSRAHeatmap', unbiased=True)):
        codec = build(**kind, input_size=SIZE, heatmap_size=CELLS, sigma=2)
        points, _ = tensor_decoder(codec)(torch.from_numpy(maps))
        assert points.isfinite().all()


def test_simcc():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(BATCH, POINTS, SIZE[0] * 2)).astype(np.float32)
    y = rng.normal(size=(BATCH, POINTS, SIZE[1] * 2)).astype(np.float32)
    x[0, 0] = -abs(x[0, 0])
    codec = build(type='SimCCLabel', input_size=SIZE, simcc_split_ratio=2.0, normalize=False)
    assert_same(codec, x, y, atol=0)


@pytest.mark.parametrize('columns', [2, 4])
def test_regression(columns):
    rng = np.random.default_rng(0)
    codec = build(type='RegressionLabel', input_size=SIZE)
    coordinates = rng.random((BATCH, 1, POINTS, columns), np.float32)
    assert_same(codec, coordinates, atol=1e-5)


@pytest.mark.parametrize(
    ('settings', 'message'),
    [
        (dict(type='MegviiHeatmap', heatmap_size=CELLS, kernel_size=11), 'MegviiHeatmap.*SimCC'),
        (dict(type='UDPHeatmap', heatmap_size=CELLS, heatmap_type='combined'), 'combined'),
        (dict(type='SimCCLabel', use_dark=True), 'use_dark'),
    ],
)
def test_unsupported_codecs_raise(settings, message):
    with pytest.raises(ValueError, match=message):
        tensor_decoder(build(input_size=SIZE, **settings))
