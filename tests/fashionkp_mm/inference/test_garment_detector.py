"""Garments found by a detector of MMDetection with random weights."""

from pathlib import Path

import mmdet
import numpy as np
import pytest
import torch
from mmengine.config import Config

from fashionkp_mm.apis import FashionInferencer
from fashionkp_mm.config import input_size_options, load_config
from fashionkp_mm.inference.garment_detector import GarmentDetector

CONFIGS = Path(mmdet.__file__).parent / '.mim' / 'configs'
IMAGE = np.random.default_rng(0).integers(0, 256, (96, 128, 3), dtype=np.uint8)


@pytest.fixture(scope='module')
def config():
    cfg = Config.fromfile(CONFIGS / 'rtmdet' / 'rtmdet_tiny_8xb32-300e_coco.py')
    cfg.model.backbone.init_cfg = None
    cfg.model.test_cfg.score_thr = 0.0  # random weights are sure of nothing
    for step in cfg.test_dataloader.dataset.pipeline:
        if step['type'] == 'Resize':
            step['scale'] = (128, 128)
        if step['type'] == 'Pad':
            step['size'] = (128, 128)
    return cfg


@pytest.fixture(scope='module')
def finder(config):
    torch.manual_seed(0)
    return GarmentDetector(config, device='cpu', threshold=0.0)


def overlap(a, b):
    low, high = np.maximum(a[:2], b[:2]), np.minimum(a[2:], b[2:])
    shared = np.prod(np.clip(high - low, 0, None))
    return shared / (np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - shared)


def test_boxes_lie_in_the_image_and_no_garment_is_found_twice(finder):
    boxes = finder(IMAGE)
    assert len(boxes) > 1
    assert boxes.shape[1] == 4
    assert (boxes >= 0).all()
    assert (boxes[:, 2:] <= (128, 96)).all()
    assert (boxes[:, :2] < boxes[:, 2:]).all()
    pairs = [(i, j) for i in range(len(boxes)) for j in range(i)]
    assert max(overlap(boxes[i], boxes[j]) for i, j in pairs) <= 0.55


def test_only_garments_that_are_sure_enough(finder):
    finder.threshold, before = 1.1, finder.threshold
    try:
        assert finder(IMAGE).shape == (0, 4)
    finally:
        finder.threshold = before


def test_only_the_classes_that_are_asked_for(finder):
    every = finder(IMAGE)
    finder.classes = [0]
    try:
        assert len(finder(IMAGE)) < len(every)
    finally:
        finder.classes = None


def test_a_class_that_the_detector_lacks_is_refused(config):
    with pytest.raises(ValueError, match=r'no class 80: expected 0 to 79 .*person'):
        GarmentDetector(config, device='cpu', classes=[80])


def test_the_inferencer_looks_at_each_garment_that_is_found(config):
    pose = load_config('cpn_small_skirt')
    pose.merge_from_dict(input_size_options(pose, 64))
    inferencer = FashionInferencer(pose, device='cpu', det_model=config, bbox_thr=0.0)
    boxes = inferencer.detector(IMAGE)
    garments = inferencer(IMAGE)
    assert len(garments) == len(boxes) > 1
    np.testing.assert_allclose([one.box for one in garments], boxes, atol=1e-3)
    (own,) = inferencer(IMAGE, bboxes=[[0, 0, 64, 64]])
    assert own.box == (0, 0, 64, 64)
