"""Tests of packing: it equals MMPose's."""

import numpy as np
import pytest
import torch
from mmpose.datasets.transforms import PackPoseInputs

from fashionkp_mm.datasets import FastPack


@pytest.mark.parametrize('dtype', [np.uint8, np.float32])
def test_it_packs_as_mmpose_does(dtype):
    image = np.random.default_rng(0).integers(0, 256, (60, 40, 3)).astype(dtype)
    results = dict(img=image, img_shape=(60, 40), bbox=np.ones((1, 4)), heatmaps=np.ones((2, 3)))
    packed, expected = (step(results) for step in (FastPack(), PackPoseInputs()))
    assert packed['inputs'].dtype == expected['inputs'].dtype
    assert torch.equal(packed['inputs'], expected['inputs'])
    assert packed['inputs'].is_contiguous()
    assert packed['data_samples'].metainfo == expected['data_samples'].metainfo
    assert packed['data_samples'].all_keys() == expected['data_samples'].all_keys()
    assert results['img'] is image
