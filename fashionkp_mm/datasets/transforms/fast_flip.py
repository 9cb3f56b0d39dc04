"""Horizontal flip of an image that is not decoded."""

import numpy as np
from mmpose.datasets.transforms import RandomFlip
from mmpose.registry import TRANSFORMS

_PLACEHOLDER = np.zeros((1, 1, 3), np.uint8)


@TRANSFORMS.register_module()
class FastFlip(RandomFlip):
    """MMPose's horizontal ``RandomFlip`` for images of :class:`OpenImage`.

    Keys are those of :class:`mmpose.datasets.transforms.RandomFlip`, with ``encoded`` instead of
    ``img`` for an image that is not decoded; ``FastAffine`` then flips its pixels.

    Args:
        prob: Probability that an image is flipped.
    """

    def __init__(self, prob: float = 0.5) -> None:
        super().__init__(prob=prob, direction='horizontal')

    def _choose_direction(self) -> str | None:
        """Return the direction with MMPose's random numbers, but without making arrays."""
        return self.direction if np.random.random() < self.prob else None

    def transform(self, results: dict) -> dict:
        if 'img' in results:
            return super().transform(results)
        results = super().transform({**results, 'img': _PLACEHOLDER})
        del results['img']
        if results['flip']:
            results['encoded'] = results['encoded'].mirror()
        return results
