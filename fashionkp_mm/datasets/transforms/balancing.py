"""Key point weights that give each garment the same weight in a loss."""

import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class BalanceGarment(BaseTransform):
    """Scale the key point weights of a garment so that they sum to the number of channels, K.

    MMPose's losses average over all channels. In a joint model a skirt, with at most 4 of 24 key
    points, would have a quarter of the weight of a dress. With these weights the average over the
    channels equals that over the garment's annotated key points.

    Place it after ``GenerateTarget``. The loss must be proportional to the weights, as are
    ``KeypointMSELoss``, ``KLDiscretLoss``, ``RLELoss`` and ``SoftWeightSmoothL1Loss``, but not
    ``SmoothL1Loss`` or ``L1Loss``, which multiply the coordinates by the weights.

    Modified Keys: ``keypoint_weights`` (1, K); all zero if no key point is annotated.
    """

    def transform(self, results: dict) -> dict:
        weights = results['keypoint_weights']
        total = weights.sum(axis=-1, keepdims=True)
        share = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
        results['keypoint_weights'] = share * weights.shape[-1]
        return results
