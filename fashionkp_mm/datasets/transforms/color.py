"""Random changes of the colors of an image."""

import cv2
import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS

# From RGB to NTSC's luma and chroma (Y, I, Q): grey has no chroma, and a rotation of (I, Q) changes
# the hue but not the luma.
_YIQ = np.array([[0.299, 0.587, 0.114], [0.5959, -0.2746, -0.3213], [0.2115, -0.5227, 0.3112]])
_RGB = np.linalg.inv(_YIQ)
_MIDDLE_GREY = 127.5
_NEUTRAL = np.array([1, 1, 1, 0])  # brightness, contrast, saturation, hue


@TRANSFORMS.register_module()
class ColorJitter(BaseTransform):
    """Change brightness, contrast, saturation and hue at random, in one pass over the image.

    MMPose's ``PhotometricDistortion`` applies the contrast twice or not at all, makes skin green if
    the hue gets negative, and swaps the channels of every second image.

    Place it before ``TopdownAffine``, so that the area outside of the image stays black, as in
    testing.

    Required and Modified Keys: ``img`` (H, W, 3), uint8, BGR, or ``encoded`` of :class:`OpenImage`.

    Args:
        brightness: Values are multiplied by a factor of 1 - brightness to 1 + brightness.
        contrast: Likewise the difference of each value from middle grey.
        saturation: Likewise the difference of each pixel from its luma.
        hue: Largest rotation of the hue, degrees.
    """

    def __init__(
        self,
        brightness: float = 0.2,
        contrast: float = 0.3,
        saturation: float = 0.5,
        hue: float = 30.0,
    ) -> None:
        self.spread = np.array([brightness, contrast, saturation, hue])

    def transform(self, results: dict) -> dict:
        brightness, contrast, saturation, hue = _NEUTRAL + self.spread * np.random.uniform(-1, 1, 4)
        colors = color_matrix(brightness, contrast, saturation, hue)
        if 'img' in results:
            results['img'] = cv2.transform(results['img'], colors)
        else:
            results['encoded'] = results['encoded'].recolor(colors)
        return results


def color_matrix(brightness: float, contrast: float, saturation: float, hue: float) -> np.ndarray:
    """Return the affine map of BGR values, 0 to 255, (3, 4), for :func:`cv2.transform`.

    Args:
        brightness: Factor of all values.
        contrast: Factor of the difference of each value from middle grey.
        saturation: Factor of the difference of each pixel from its luma.
        hue: Rotation in the plane of chroma, degrees.

    Example:
        >>> color_matrix(1, 1, 1, 0).round(6).tolist() == np.eye(3, 4).tolist()
        True
    """
    cos, sin = np.cos(np.deg2rad(hue)), np.sin(np.deg2rad(hue))
    rotation = np.eye(3)
    rotation[1:, 1:] = saturation * np.array([[cos, -sin], [sin, cos]])
    rgb = _RGB @ rotation @ _YIQ
    offset = np.full((3, 1), (1 - contrast) * _MIDDLE_GREY)
    return np.hstack([contrast * brightness * rgb[::-1, ::-1], offset])
