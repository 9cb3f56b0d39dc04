"""Calibration of the predicted presence of key points on the validation split."""

from typing import Any

import numpy as np
import torch
from mmengine.dist import all_gather_object
from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS

from fashionkp_mm.channels import annotated_channels, category_index
from fashionkp_mm.checkpoints.loading import unwrapped
from fashionkp_mm.evaluation.calibration import fit_calibration, log_loss
from fashionkp_mm.models import GarmentHead

_BUFFERS = ('presence_scale', 'presence_offset')


@HOOKS.register_module()
class PresenceCalibrationHook(Hook):
    """Fit the calibration of a :class:`GarmentHead` after each validation.

    Afterwards a presence of 0.5 means that a point is as likely there as not. The groups of
    :func:`~fashionkp_mm.evaluation.calibration.fit_calibration` are the points of each category.

    The calibration is that of the validated weights, also if these are averaged ones, and is
    written into each copy of the model in a checkpoint. The best checkpoint is saved after the
    fit. The checkpoint of an epoch is saved before its validation, and has the calibration of the
    validation before, unless the epoch is the best so far: then MMEngine saves it again.

    Models without the head, and validation without labels, are ignored.
    """

    # after hooks that swap in averaged weights, before the one that saves the best checkpoint
    priority = 'LOW'

    def before_val_epoch(self, runner: Runner) -> None:
        """Forget the predictions of an earlier validation."""
        self.predictions: list[tuple[int, np.ndarray, np.ndarray]] = []

    def after_val_iter(
        self, runner: Runner, batch_idx: int, data_batch: Any = None, outputs: Any = None
    ) -> None:
        """Keep category, logits (K,) and truth (K,) of each labelled sample."""
        head = _garment_head(runner)
        if head is None:
            return
        for sample in outputs:
            row = sample.metainfo['raw_ann_info']
            if row['labelled']:
                logits = sample.pred_instances.keypoint_presence_logits[0]
                annotated = annotated_channels(sample, head.categories)
                index = category_index(sample, head.categories)
                assert index is not None  # rows with labels have a category
                self.predictions.append((index, logits, annotated))

    def after_val_epoch(self, runner: Runner, metrics: dict | None = None) -> None:
        """Fit on the predictions of all processes; each gets the same result."""
        head = _garment_head(runner)
        predictions = [item for part in all_gather_object(self.predictions) for item in part]
        if head is None or not predictions:
            return
        category_ids, logits, annotated = map(np.stack, zip(*predictions, strict=True))
        channels = head.category_channels.cpu().numpy()
        groups = np.arange(channels.size).reshape(channels.shape)[category_ids]
        counted = channels[category_ids]
        z, truth, groups = logits[counted], annotated[counted], groups[counted]
        scale, offset = fit_calibration(z, truth, groups, channels.size)
        head.presence_scale.fill_(scale)
        head.presence_offset.copy_(torch.from_numpy(offset).view(channels.shape))
        runner.logger.info(
            f'Presence calibrated on {len(predictions)} garments: slope {scale:.2f}, log loss '
            f'{log_loss(z, truth):.4f} without and '
            f'{log_loss(scale * z + offset[groups], truth):.4f} with it'
        )

    def before_save_checkpoint(self, runner: Runner, checkpoint: dict) -> None:
        """Write the calibration into averaged copies of the model too."""
        head = _garment_head(runner)
        for name in _BUFFERS if head else ():
            for states in ('state_dict', 'ema_state_dict'):
                for key in checkpoint.get(states, {}):
                    if key.endswith(f'garment_head.{name}'):
                        checkpoint[states][key] = getattr(head, name).detach().cpu().clone()


def _garment_head(runner: Runner) -> GarmentHead | None:
    return getattr(unwrapped(runner.model), 'garment_head', None)
