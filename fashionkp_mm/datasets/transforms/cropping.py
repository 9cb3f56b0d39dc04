"""Random crops that keep a garment's points."""

import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class KeypointSafeRandomCrop(BaseTransform):
    """Draw a random part of the garment's box in which all of its points lie.

    Each side of the box moves inwards by a random share of the way to the points, which stay a
    margin away from it. A side that has a point beyond it, because the box was shifted, scaled or
    rotated before, moves out to that point, whether the box is cropped or not. The box keeps its
    rotation, so one warp does it all: the step stands between ``RandomBBoxTransform`` and
    ``TopdownAffine``, which adds what the model's aspect ratio lacks.

    Points count where ``keypoints_visible`` is positive; without any the box stays as it is.

    Required Keys: ``img_shape``, ``keypoints`` (1, K, 2), ``keypoints_visible`` (1, K),
    ``bbox_center`` (1, 2), ``bbox_scale`` (1, 2), and ``bbox_rotation`` (1,), degrees, if rotated.
    Modified Keys: ``bbox_center``, ``bbox_scale``.

    Args:
        prob: Share of the boxes that are cropped.
        margin: Least distance of the points from a side that moves inwards, as a share of the
            image's longer side. The default is the reference solution's 25 of 512 pixels.
    """

    def __init__(self, prob: float = 0.5, margin: float = 25 / 512) -> None:
        self.prob = prob
        self.margin = margin

    def transform(self, results: dict) -> dict:
        cropped = np.random.rand() < self.prob
        shares = np.random.rand(2, 2) * cropped
        points = results['keypoints'][0, results['keypoints_visible'][0] > 0]
        if len(points):
            center, scale = results['bbox_center'][0], results['bbox_scale'][0]
            turn = _rotation(results['bbox_rotation'][0] if 'bbox_rotation' in results else 0.0)
            margin = self.margin * max(results['img_shape'])
            low, high = _part((points - center) @ turn.T, scale / 2, margin, shares)
            results['bbox_center'] = (center + (low + high) / 2 @ turn)[None].astype(np.float32)
            results['bbox_scale'] = (high - low)[None].astype(np.float32)
        return results


def _rotation(degrees: float) -> np.ndarray:
    """Matrix (2, 2) that turns pixels of the image into the frame of a box, as MMPose does."""
    cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return np.array([[cos, -sin], [sin, cos]])


def _part(
    points: np.ndarray, half: np.ndarray, margin: float, shares: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper corner, each (2,), of the part of a box that spans from -half to half.

    Args:
        points: What stays inside, (P, 2), in the frame of the box; pixels, as all of this.
        half: Half of the box's width and height, (2,).
        margin: Distance of the points from a side that moves inwards.
        shares: How far the sides move, from 0 to 1: of the lower corner and of the upper, (2, 2).
    """
    outer = np.array([np.minimum(-half, points.min(axis=0)), np.maximum(half, points.max(axis=0))])
    inner = np.array([points.min(axis=0) - margin, points.max(axis=0) + margin])
    inner = np.minimum(np.maximum(inner, outer[0]), outer[1])  # np.clip takes three times as long
    low, high = outer + shares * (inner - outer)
    return low, high
