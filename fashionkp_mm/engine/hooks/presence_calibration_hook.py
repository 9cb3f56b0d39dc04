"""Calibration of the predicted presence of key points on the validation split."""

from typing import Any

import numpy as np
import torch
from mmpose.registry import HOOKS
from mmpose.structures import PoseDataSample

from fashionkp_mm.channels import annotated_channels, category_index
from fashionkp_mm.engine.hooks.calibration_hook import CalibrationHook
from fashionkp_mm.evaluation.calibration import fit_calibration, log_loss
from fashionkp_mm.models import GarmentHead


@HOOKS.register_module()
class PresenceCalibrationHook(CalibrationHook):
    """Fit the calibration of a :class:`GarmentHead` after each validation.

    Afterwards a presence of 0.5 means that a point is as likely there as not. The groups of
    :func:`~fashionkp_mm.evaluation.calibration.fit_calibration` are the points of each category.
    """

    part = 'garment_head'
    buffers = ('presence_scale', 'presence_offset')

    def observation(self, model: Any, sample: PoseDataSample) -> tuple[int, np.ndarray, np.ndarray]:
        """Return category, logits (K,) and truth (K,)."""
        logits = sample.pred_instances.keypoint_presence_logits[0]
        index = category_index(sample, model.garment_head.categories)
        assert index is not None  # rows with labels have a category
        return index, logits, annotated_channels(sample, model.garment_head.categories)

    def fit(self, part: GarmentHead, observations: list) -> str:
        """Fit scale and offsets."""
        category_ids, logits, annotated = map(np.stack, zip(*observations, strict=True))
        channels = part.category_channels.cpu().numpy()
        groups = np.arange(channels.size).reshape(channels.shape)[category_ids]
        counted = channels[category_ids]
        z, truth, groups = logits[counted], annotated[counted], groups[counted]
        scale, offset = fit_calibration(z, truth, groups, channels.size)
        part.presence_scale.fill_(scale)
        part.presence_offset.copy_(torch.from_numpy(offset).view(channels.shape))
        return (
            f'Presence calibrated on {len(observations)} garments: slope {scale:.2f}, log loss '
            f'{log_loss(z, truth):.4f} without and '
            f'{log_loss(scale * z + offset[groups], truth):.4f} with it'
        )
