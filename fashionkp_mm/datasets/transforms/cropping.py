"""Random crops that contain all key points of a garment."""

import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS


@TRANSFORMS.register_module()
class KeypointSafeRandomCrop(BaseTransform):
    """Crop the garment's box at random without losing a key point.

    Each side of the box moves inwards by a random share of its distance to the key points, which
    keep a margin from it. If a key point is outside of the box, because the box was shifted, scaled
    or rotated before, the side moves out to the key point, even if the box is not cropped. The
    rotation of the box does not change. Place the transform between ``RandomBBoxTransform`` and
    ``TopdownAffine``, which pads the box to the aspect ratio of the model.

    Key points count if ``keypoints_visible`` is positive; without any, the box does not change.

    Required Keys: ``img_shape``, ``keypoints`` (1, K, 2), ``keypoints_visible`` (1, K),
    ``bbox_center`` (1, 2), ``bbox_scale`` (1, 2), and ``bbox_rotation`` (1,), degrees, if rotated.
    Modified Keys: ``bbox_center``, ``bbox_scale``.

    Args:
        prob: Probability that a box is cropped.
        margin: Smallest distance of a key point from a side that moves inwards, relative to the
            longer side of the image. The default is the reference solution's 25 of 512 pixels.
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
            rotation = _rotation(results['bbox_rotation'][0] if 'bbox_rotation' in results else 0.0)
            margin = self.margin * max(results['img_shape'])
            low, high = _crop((points - center) @ rotation.T, scale / 2, margin, shares)
            center = center + (low + high) / 2 @ rotation
            results['bbox_center'] = center[None].astype(np.float32)
            results['bbox_scale'] = (high - low)[None].astype(np.float32)
        return results


def _rotation(degrees: float) -> np.ndarray:
    """Return the rotation, (2, 2), from pixels of the image to the frame of a rotated box."""
    cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return np.array([[cos, -sin], [sin, cos]])


def _crop(
    points: np.ndarray, half: np.ndarray, margin: float, shares: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower and upper corner, each (2,), of a crop of a box.

    All lengths are pixels, in the frame of the box, whose center is the origin.

    Args:
        points: Key points to keep, (P, 2).
        half: Half of the width and height of the box, (2,).
        margin: Distance of the key points from a side that moves inwards.
        shares: Share of the way that each side moves, 0 to 1, (2, 2): lower corner, upper corner.
    """
    outer = np.array([np.minimum(-half, points.min(axis=0)), np.maximum(half, points.max(axis=0))])
    inner = np.array([points.min(axis=0) - margin, points.max(axis=0) + margin])
    inner = np.minimum(np.maximum(inner, outer[0]), outer[1])  # np.clip takes three times as long
    low, high = outer + shares * (inner - outer)
    return low, high
