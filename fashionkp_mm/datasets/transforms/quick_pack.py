"""A picture's pixels as a tensor."""

import cv2
import numpy as np
import torch
from mmpose.datasets.transforms import PackPoseInputs
from mmpose.registry import TRANSFORMS

_STAND_IN = np.zeros((1, 1, 3), np.uint8)


@TRANSFORMS.register_module()
class QuickPack(PackPoseInputs):
    """MMPose's ``PackPoseInputs``, which takes a picture apart into its channels by OpenCV.

    Arguments and keys are those of :class:`mmpose.datasets.transforms.PackPoseInputs`.
    """

    def transform(self, results: dict) -> dict:
        packed = super().transform({**results, 'img': _STAND_IN})
        packed['inputs'] = _channels(results['img'])
        return packed


def _channels(picture: np.ndarray) -> torch.Tensor:
    """A picture (H, W, 3) as (3, H, W)."""
    planes = np.empty((picture.shape[2], *picture.shape[:2]), picture.dtype)
    cv2.split(picture, list(planes))
    return torch.from_numpy(planes)
