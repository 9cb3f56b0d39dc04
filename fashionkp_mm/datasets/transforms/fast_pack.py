"""Packing of a sample for the model, faster than MMPose's."""

from typing import Any

import cv2
import numpy as np
import torch
from mmpose.datasets.transforms import PackPoseInputs
from mmpose.registry import TRANSFORMS

_PLACEHOLDER = np.zeros((1, 1, 3), np.uint8)


@TRANSFORMS.register_module()
class FastPack(PackPoseInputs):
    """MMPose's ``PackPoseInputs`` that splits channels with OpenCV and does not copy metadata.

    Arguments and keys are those of :class:`mmpose.datasets.transforms.PackPoseInputs`.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._shared_keys: tuple[str, ...] = tuple(self.meta_keys)
        self.meta_keys: tuple[str, ...] = ()  # keys that MMPose's transform would copy

    def transform(self, results: dict) -> dict:
        packed = super().transform({**results, 'img': _PLACEHOLDER})
        packed['inputs'] = _channels(results['img'])
        for key in self._shared_keys:
            if key in results:
                packed['data_samples'].set_field(results[key], key, field_type='metainfo')
        return packed


def _channels(image: np.ndarray) -> torch.Tensor:
    """Return an image (H, W, 3) as (3, H, W)."""
    planes = np.empty((image.shape[2], *image.shape[:2]), image.dtype)
    cv2.split(image, list(planes))
    return torch.from_numpy(planes)
