"""Calibration of the scores of key points on the validation split."""

from typing import Any

import numpy as np
import torch
from mmpose.registry import HOOKS
from mmpose.structures import PoseDataSample

from fashionkp.score import CORRECT
from fashionkp_mm.channels import channel_keypoints
from fashionkp_mm.engine.hooks.calibration_hook import CalibrationHook
from fashionkp_mm.evaluation.calibration import fit_logistic, log_loss
from fashionkp_mm.evaluation.normalized_error import garment_errors
from fashionkp_mm.models.score_calibration import ScoreCalibration


@HOOKS.register_module()
class ScoreCalibrationHook(CalibrationHook):
    """Fit the :class:`ScoreCalibration` of a model after each validation.

    Afterwards a score is the probability that the key point is correct. The fit is that of the
    validated views: the scores of a model that was validated with mirrored images are a little too
    high without them.
    """

    part = 'score_calibration'
    buffers = ('coefficients',)

    def observation(self, model: Any, sample: PoseDataSample) -> tuple[np.ndarray, np.ndarray]:
        """Return features (M, F) and truth (M,) of the key points that count."""
        channels, row = list(channel_keypoints(model.categories)), sample.metainfo['raw_ann_info']
        result = garment_errors(sample.pred_instances.keypoints[0], channels, row)
        counted = result.counted[0, channels]
        features = sample.pred_instances.keypoint_score_features[0]
        return features[counted], result.errors[0, channels][counted] < CORRECT

    def fit(self, part: ScoreCalibration, observations: list) -> str:
        """Fit the coefficients."""
        features, truth = map(np.concatenate, zip(*observations, strict=True))
        if not len(truth):
            return 'Scores not calibrated: no key point counts'
        coefficients = fit_logistic(features.astype(np.float64), truth)
        part.coefficients.copy_(torch.from_numpy(coefficients))
        logits = coefficients[0] + features @ coefficients[1:]
        return (
            f'Scores calibrated on {len(truth)} key points, of which {truth.mean():.1%} have an '
            f'error of less than {CORRECT:g} %: log loss {log_loss(logits, truth):.4f}'
        )
