"""Detectors of MMDetection with random weights, end to end on the stand-ins."""

from pathlib import Path

import mmdet
import numpy as np
import pytest
import torch
from mmdet.apis import inference_detector, init_detector
from mmdet.structures.bbox import bbox_overlaps
from mmengine.config import Config

CONFIGS = Path(mmdet.__file__).parent / '.mim' / 'configs'
SIZE = (128, 96)


def detections(name: str):
    """Return the detections of a detector with random weights in a random image of ``SIZE``."""
    config = Config.fromfile(CONFIGS / name)
    config.model.backbone.init_cfg = None
    test_cfg = config.model.test_cfg
    test_cfg.get('rcnn', test_cfg).score_thr = 0.0  # random weights give low scores
    if 'rpn' in test_cfg:
        test_cfg.rpn.max_per_img = 40
    for transform in config.test_dataloader.dataset.pipeline:
        if transform['type'] == 'Resize':
            transform['scale'] = SIZE
        if transform['type'] == 'Pad':
            transform['size'] = (SIZE[0], SIZE[0])
    torch.manual_seed(0)
    model = init_detector(config, device='cpu', palette='coco')
    image = np.random.default_rng(0).integers(0, 255, (SIZE[1], SIZE[0], 3), dtype=np.uint8)
    return inference_detector(model, image).pred_instances


@pytest.mark.parametrize(
    ('name', 'iou_threshold'),
    [
        ('rtmdet/rtmdet_tiny_8xb32-300e_coco.py', 0.65),
        ('faster_rcnn/faster-rcnn_r50_fpn_1x_coco.py', 0.5),  # RoIAlign
        ('dcn/faster-rcnn_r50-dconv-c3-c5_fpn_1x_coco.py', 0.5),  # deformable convolution
    ],
)
def test_detections_are_sorted_inside_the_image_and_do_not_overlap(name, iou_threshold):
    instances = detections(name)
    assert len(instances) > 1
    assert torch.isfinite(instances.bboxes).all()
    assert (instances.bboxes >= 0).all()
    assert (instances.bboxes <= max(SIZE)).all()
    assert (instances.scores.diff() <= 0).all()
    for label in instances.labels.unique():
        boxes = instances.bboxes[instances.labels == label]
        overlaps = bbox_overlaps(boxes, boxes).fill_diagonal_(0)
        assert (overlaps <= iou_threshold + 1e-5).all()
