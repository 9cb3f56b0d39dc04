"""Random changes of an image's colours."""

import cv2
import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS

# NTSC's luma and chroma (Y, I, Q) of RGB: grey has no chroma, and turning I and Q changes the hue
# at equal luma.
_YIQ = np.array([[0.299, 0.587, 0.114], [0.5959, -0.2746, -0.3213], [0.2115, -0.5227, 0.3112]])
_RGB = np.linalg.inv(_YIQ)
_MIDDLE = 127.5


@TRANSFORMS.register_module()
class ColorJitter(BaseTransform):
    """Change brightness, contrast, saturation and hue at random, all in one pass over the image.

    MMPose's ``PhotometricDistortion`` has no contrast in one of its two modes and squares it in the
    other, turns skin green where the hue falls below 0, and swaps channels in every second image.

    Before ``TopdownAffine`` it leaves what lies outside of the image black, as in testing.

    Required and Modified Keys: ``img`` (H, W, 3), uint8, BGR, or ``encoded`` of :class:`OpenImage`.

    Args:
        brightness: The image is multiplied by a factor from 1 - brightness to 1 + brightness.
        contrast: So is the distance of each pixel from middle grey.
        saturation: So is the distance of each pixel from its own grey.
        hue: The hue turns by up to so many degrees either way.
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
        drawn = np.array([1, 1, 1, 0]) + self.spread * np.random.uniform(-1, 1, 4)
        colors = color_matrix(*drawn)
        if 'img' in results:
            results['img'] = cv2.transform(results['img'], colors)
        else:
            results['encoded'] = results['encoded'].recolor(colors)
        return results


def color_matrix(brightness: float, contrast: float, saturation: float, hue: float) -> np.ndarray:
    """Affine map of BGR values 0..255, (3, 4), for :func:`cv2.transform`.

    Args:
        brightness: Factor of all values.
        contrast: Factor of the distance from middle grey.
        saturation: Factor of the distance from the pixel's own grey, its luma.
        hue: Angle in the plane of chroma, degrees.

    Example:
        >>> color_matrix(1, 1, 1, 0).round(6).tolist() == np.eye(3, 4).tolist()
        True
    """
    cos, sin = np.cos(np.deg2rad(hue)), np.sin(np.deg2rad(hue))
    turn = np.eye(3)
    turn[1:, 1:] = saturation * np.array([[cos, -sin], [sin, cos]])
    rgb = _RGB @ turn @ _YIQ
    offset = np.full((3, 1), (1 - contrast) * _MIDDLE)
    return np.hstack([contrast * brightness * rgb[::-1, ::-1], offset])
