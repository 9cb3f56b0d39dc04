"""Mirroring an image that is not decoded yet."""

import numpy as np
from mmpose.datasets.transforms import RandomFlip
from mmpose.registry import TRANSFORMS

_STAND_IN = np.zeros((1, 1, 3), np.uint8)


@TRANSFORMS.register_module()
class FastFlip(RandomFlip):
    """MMPose's ``RandomFlip`` to the side, which leaves the pixels to ``FastAffine``.

    Keys are those of :class:`mmpose.datasets.transforms.RandomFlip`, with ``encoded`` of
    :class:`OpenImage` instead of ``img`` where there is one.

    Args:
        prob: Share of the images that are mirrored.
    """

    def __init__(self, prob: float = 0.5) -> None:
        super().__init__(prob=prob, direction='horizontal')

    def _choose_direction(self) -> str | None:
        """As MMPose's draws it, without making arrays of the choices."""
        return self.direction if np.random.random() < self.prob else None

    def transform(self, results: dict) -> dict:
        if 'img' in results:
            return super().transform(results)
        results = super().transform({**results, 'img': _STAND_IN})
        del results['img']
        if results['flip']:
            results['encoded'] = results['encoded'].mirror()
        return results
