"""Weight of occluded key points in a loss."""

import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class WeightOccluded(BaseTransform):
    """Multiply the weights of occluded key points, which the official score does not count.

    Place it after ``GenerateTarget``, and before :class:`BalanceGarment` if there is one.

    Required Keys: ``raw_ann_info`` of :class:`FashionAIDataset`, and ``flip`` and ``flip_indices``
    if the image was flipped.
    Modified Keys: ``keypoint_weights`` (1, K), or a list with those of each level.

    Args:
        weight: Factor on the weight of an occluded key point, from 0, which ignores it, to 1.

    Raises:
        ValueError: If the weight is not in [0, 1].
    """

    def __init__(self, weight: float) -> None:
        if not 0 <= weight <= 1:
            raise ValueError(f'weight={weight}: expected a number from 0 to 1')
        self.weight = weight

    def transform(self, results: dict) -> dict:
        row = results['raw_ann_info']
        occluded = row['visibility'][row['channels']] == 0
        if results.get('flip'):
            occluded = occluded[list(results['flip_indices'])]
        factors = np.where(occluded, self.weight, 1).astype(np.float32)
        weights = results['keypoint_weights']
        several = isinstance(weights, list)
        results['keypoint_weights'] = (
            [level * factors for level in weights] if several else weights * factors
        )
        return results
