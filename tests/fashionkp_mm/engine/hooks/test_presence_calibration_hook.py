"""Tests of the calibration of presence after a validation."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from mmengine.logging import MMLogger
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample
from scipy.special import expit

from fashionkp.categories import CATEGORIES
from fashionkp_mm.engine.hooks import PresenceCalibrationHook
from fashionkp_mm.models import GarmentHead

JOINT = list(CATEGORIES)


def runner():
    model = torch.nn.Module()
    model.garment_head = GarmentHead(8, JOINT)
    return SimpleNamespace(model=model, logger=MMLogger.get_instance('test'))


def outputs(num, seed=0, *, labelled=True):
    """Yield predictions of a model whose true logits are ``2 * logit - 1``."""
    rng = np.random.default_rng(seed)
    for _ in range(num):
        logits = rng.normal(0, 2, 24)
        visibility = np.where(rng.random(24) < expit(2 * logits - 1), 1, -1)
        row = dict(visibility=visibility, labelled=labelled)
        info = dict(category_id=int(rng.integers(len(JOINT))), raw_ann_info=row)
        sample = PoseDataSample(metainfo=info)
        sample.pred_instances = InstanceData(keypoint_presence_logits=logits[None])
        yield sample


def fitted(samples):
    """Return scale and offsets after a validation on ``samples`` in two batches."""
    hook, run = PresenceCalibrationHook(), runner()
    hook.before_val_epoch(run)
    hook.after_val_iter(run, 0, outputs=samples[: len(samples) // 2])
    hook.after_val_iter(run, 1, outputs=samples[len(samples) // 2 :])
    hook.after_val_epoch(run)
    head = run.model.garment_head
    return head.presence_scale.item(), head.presence_offset.numpy()[head.category_channels.numpy()]


def test_scale_and_offset_of_distorted_logits_are_found():
    scale, offsets = fitted(list(outputs(1500)))
    assert scale == pytest.approx(2, abs=0.1)
    assert offsets.mean() == pytest.approx(-1, abs=0.1)
    assert offsets.std() < 0.3


def test_nothing_changes_without_labels():
    scale, offsets = fitted(list(outputs(20, labelled=False)))
    assert scale == 1
    assert not offsets.any()
