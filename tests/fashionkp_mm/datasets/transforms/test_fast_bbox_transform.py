"""Tests of random boxes: they equal MMPose's."""

import numpy as np
from mmengine.runner import set_random_seed
from mmpose.datasets.transforms import RandomBBoxTransform

from fashionkp_mm.datasets import FastBBoxTransform


def random_box(step, seed: int) -> dict:
    set_random_seed(seed)
    center, scale = np.array([[200.0, 256.0]]), np.array([[400.0, 512.0]])
    return step(dict(bbox_center=center, bbox_scale=scale))


def test_it_has_the_random_numbers_of_mmpose():
    settings = dict(shift_factor=0.1, shift_prob=0.5, scale_factor=(0.8, 1.25), rotate_prob=0.4)
    fast, stock = FastBBoxTransform(**settings), RandomBBoxTransform(**settings)
    rotations = set()
    for seed in range(50):
        box, expected = random_box(fast, seed), random_box(stock, seed)
        for key in ('bbox_center', 'bbox_scale', 'bbox_rotation'):
            np.testing.assert_allclose(box[key], expected[key], rtol=1e-6)
        rotations.add(float(box['bbox_rotation'][0]))
    assert len(rotations) > 10
