"""Weights of points under which each garment weighs the same."""

import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class BalanceGarment(BaseTransform):
    """Scale the weights of a garment's points so that they sum to the number of channels, K.

    MMPose's losses average over all channels. In a joint model a skirt, with at most 4 points of
    24, would weigh a quarter of a dress; with these weights their average over the channels is that
    over the garment's own annotated points. To be placed after ``GenerateTarget``. The loss must
    be proportional to the weights (``KeypointMSELoss``, ``KLDiscretLoss``, ``RLELoss``,
    ``SoftWeightSmoothL1Loss``; not ``SmoothL1Loss`` or ``L1Loss``, which weigh the coordinates).

    Modified Keys: ``keypoint_weights`` (1, K); all zero where there is no point to learn from.
    """

    def transform(self, results: dict) -> dict:
        weights = results['keypoint_weights']
        total = weights.sum(axis=-1, keepdims=True)
        share = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
        results['keypoint_weights'] = share * weights.shape[-1]
        return results
