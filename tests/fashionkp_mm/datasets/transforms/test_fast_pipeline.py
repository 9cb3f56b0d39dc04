"""Tests of the recipes' training pipeline against the same pipeline of MMPose's transforms."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from fashionkp_mm.datasets import FashionAIDataset
from fashionkp_mm.recipes import pyramid_sigmas, topdown_pipelines

# the transforms that the benchmark compares with
STOCK = Path(__file__).parents[4] / 'benchmarks' / 'data_sets' / 'stock.py'
mmpose_pipeline = runpy.run_path(str(STOCK))['mmpose_pipeline']
UDP = dict(type='FastUDPHeatmap', input_size=(96, 96), heatmap_size=(24, 24), sigma=2)
MAX_ERROR = 16
"""Grey levels: 1/32 pixel in each axis of an image of noise."""
SIMCC = dict(type='SimCCLabel', input_size=(96, 96), sigma=4.9, simcc_split_ratio=2.0)


def samples(root, pipeline, **settings):
    """Yield each sample of the archive ``train`` in two epochs."""
    pipeline[-1]['pack_transformed'] = True
    dataset = FashionAIDataset(data_root=str(root), ann_file='train', pipeline=pipeline, **settings)
    for i in range(min(20, len(dataset))):
        for epoch in (0, 1):
            dataset.set_epoch(epoch, seed=0)
            yield dataset[i]


def compare(root, codec, sigmas=(), **settings):
    """Assert that both pipelines have the same key points and targets, and similar pixels."""
    pipeline, _ = topdown_pipelines(codec, sigmas=sigmas)
    stock_steps = mmpose_pipeline(pipeline)
    assert not [step for step in stock_steps if step['type'].startswith('Fast')]
    pairs = zip(
        samples(root, pipeline, **settings), samples(root, stock_steps, **settings), strict=True
    )
    num_flipped = 0
    for own, stock in pairs:
        a, b = own['data_samples'], stock['data_samples']
        num_flipped += a.flip
        np.testing.assert_equal(a.metainfo, b.metainfo)
        for key, value in b.gt_instances.items():
            np.testing.assert_array_equal(a.gt_instances[key], value, err_msg=key)
        for key, value in b.gt_instance_labels.items():
            np.testing.assert_array_equal(a.gt_instance_labels[key], value, err_msg=key)
        if 'gt_fields' in b:
            for x, y in zip(heatmaps(a), heatmaps(b), strict=True):
                np.testing.assert_allclose(x, y, rtol=0, atol=1e-6)
        error = np.abs(own['inputs'].numpy().astype(int) - stock['inputs'].numpy())
        assert own['inputs'].shape == stock['inputs'].shape
        assert own['inputs'].dtype == stock['inputs'].dtype
        assert error.max() <= MAX_ERROR
        assert error.mean() < 0.5
    assert num_flipped > 2


def heatmaps(sample):
    fields = sample.gt_fields.heatmaps
    return fields if isinstance(fields, list | tuple) else [fields]


@pytest.mark.parametrize('category', [None, 'dress'])
@pytest.mark.parametrize('sigmas', [(), pyramid_sigmas(2)])
def test_udp_heatmaps(data_root, category, sigmas):
    compare(data_root, UDP, sigmas, category=category)


def test_simcc_labels(data_root):
    compare(data_root, SIMCC)


@pytest.mark.realdata
def test_the_sample_data(fashionai_root):
    codec = dict(UDP, input_size=(384, 384), heatmap_size=(96, 96))
    compare(fashionai_root, codec)
