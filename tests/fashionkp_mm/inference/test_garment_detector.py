"""Tests of the detection of garments, with random weights of a detector."""

from pathlib import Path

import mmdet
import numpy as np
import pytest
import torch
from mmdet.registry import MODELS
from mmengine.config import Config
from mmengine.registry import DefaultScope
from random_models import save_random_weights

from fashionkp_mm.apis import FashionInferencer
from fashionkp_mm.config import input_size_options, load_config
from fashionkp_mm.inference.garment_detector import GarmentDetector

CONFIGS = Path(mmdet.__file__).parent / '.mim' / 'configs'
IMAGE = np.random.default_rng(0).integers(0, 256, (96, 128, 3), dtype=np.uint8)


@pytest.fixture(scope='module')
def config():
    cfg = Config.fromfile(CONFIGS / 'rtmdet' / 'rtmdet_tiny_8xb32-300e_coco.py')
    cfg.model.backbone.init_cfg = None
    cfg.model.test_cfg.score_thr = 0.0  # random weights have low scores
    for step in cfg.test_dataloader.dataset.pipeline:
        if step['type'] == 'Resize':
            step['scale'] = (128, 128)
        if step['type'] == 'Pad':
            step['size'] = (128, 128)
    return cfg


@pytest.fixture(scope='module')
def weights(config, tmp_path_factory):
    path = tmp_path_factory.mktemp('detector') / 'detector.pth'
    torch.manual_seed(0)
    with DefaultScope.overwrite_default_scope('mmdet'):
        model = MODELS.build(config.model)
        model.init_weights()
    torch.save({'state_dict': model.state_dict()}, path)
    return str(path)


@pytest.fixture(scope='module')
def detector(config, weights):
    return GarmentDetector(config, weights, 'cpu', threshold=0.0)


def iou(a, b):
    low, high = np.maximum(a[:2], b[:2]), np.minimum(a[2:], b[2:])
    intersection = np.prod(np.clip(high - low, 0, None))
    union = np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - intersection
    return intersection / union


def test_boxes_are_in_the_image_and_do_not_overlap(detector):
    boxes = detector(IMAGE)
    assert len(boxes) > 1
    assert boxes.shape[1] == 4
    assert (boxes >= 0).all()
    assert (boxes[:, 2:] <= (128, 96)).all()
    assert (boxes[:, :2] < boxes[:, 2:]).all()
    pairs = [(i, j) for i in range(len(boxes)) for j in range(i)]
    assert max(iou(boxes[i], boxes[j]) for i, j in pairs) <= 0.55


def test_boxes_below_the_threshold_are_ignored(detector, monkeypatch):
    monkeypatch.setattr(detector, 'threshold', 1.1)
    assert detector(IMAGE).shape == (0, 4)


def test_boxes_of_other_classes_are_ignored(detector, monkeypatch):
    of_all_classes = detector(IMAGE)
    monkeypatch.setattr(detector, 'classes', [0])
    assert len(detector(IMAGE)) < len(of_all_classes)


def test_an_unknown_class_lists_the_choices(config, weights):
    with pytest.raises(ValueError, match=r'class 80: .*0 to 79 .*person'):
        GarmentDetector(config, weights, 'cpu', classes=[80])


def test_random_weights_are_never_used(config, tmp_path):
    for model in (config, 'rtmdet.py', tmp_path / 'rtmdet.py'):
        with pytest.raises(ValueError, match='no weights: expected a checkpoint'):
            GarmentDetector(model)


def test_the_inferencer_predicts_each_detected_garment(config, weights, tmp_path):
    pose = load_config('cpn_small_skirt')
    pose.merge_from_dict(input_size_options(pose, 64))
    pose_weights = save_random_weights(pose, tmp_path / 'pose.pth')
    inferencer = FashionInferencer(
        pose, pose_weights, 'cpu', det_model=config, det_weights=weights, bbox_thr=0.0
    )
    boxes = inferencer.detector(IMAGE)
    garments = inferencer(IMAGE)
    assert len(garments) == len(boxes) > 1
    np.testing.assert_allclose([garment.box for garment in garments], boxes, atol=1e-3)
    (given,) = inferencer(IMAGE, bboxes=[[0, 0, 64, 64]])
    assert given.box == (0, 0, 64, 64)
