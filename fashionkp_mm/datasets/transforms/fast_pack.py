"""An image and what is known of it, for the model."""

from typing import Any

import cv2
import numpy as np
import torch
from mmpose.datasets.transforms import PackPoseInputs
from mmpose.registry import TRANSFORMS

_STAND_IN = np.zeros((1, 1, 3), np.uint8)


@TRANSFORMS.register_module()
class FastPack(PackPoseInputs):
    """MMPose's ``PackPoseInputs``, which takes an image apart into its channels by OpenCV.

    What is known of it is handed on as it is, without a copy. Arguments and keys are those of
    :class:`mmpose.datasets.transforms.PackPoseInputs`.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._handed_on: tuple[str, ...] = tuple(self.meta_keys)
        self.meta_keys: tuple[str, ...] = ()  # what MMPose's step would copy

    def transform(self, results: dict) -> dict:
        packed = super().transform({**results, 'img': _STAND_IN})
        packed['inputs'] = _channels(results['img'])
        for key in self._handed_on:
            if key in results:
                packed['data_samples'].set_field(results[key], key, field_type='metainfo')
        return packed


def _channels(image: np.ndarray) -> torch.Tensor:
    """An image (H, W, 3) as (3, H, W)."""
    planes = np.empty((image.shape[2], *image.shape[:2]), image.dtype)
    cv2.split(image, list(planes))
    return torch.from_numpy(planes)
