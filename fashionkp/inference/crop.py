"""The part of an image that a model sees, and the way back to the image's pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from fashionkp.images.warping import warped


@dataclass(frozen=True, eq=False)
class InputCrop:
    """An upright rectangle of an image, in the shape of a model's input.

    The numbers are those of MMPose's ``GetBBoxCenterScale`` with padding 1 and ``TopdownAffine``,
    in single precision as there, so that the test pipelines of ``fashionkp_mm`` give the same
    pixels.

    Attributes:
        center: Its middle, (2,), float32, pixels of the image.
        scale: Its width and height, (2,), float32, pixels of the image.
        size: Width and height of the model's input, pixels.
        unbiased: As in :class:`~fashionkp.inference.model_card.ModelCard`.
    """

    center: np.ndarray
    scale: np.ndarray
    size: tuple[int, int]
    unbiased: bool

    @classmethod
    def of_box(cls, box: Sequence[float], size: tuple[int, int], unbiased: bool) -> 'InputCrop':
        """The smallest such rectangle around a box, with the same centre.

        Args:
            box: (x0, y0, x1, y1), pixels of the image.
            size: As the attribute.
            unbiased: As the attribute.

        Raises:
            ValueError: The box has no area, or is not finite.
        """
        corners = np.array(box, np.float32)
        if corners.shape != (4,) or not np.isfinite(corners).all():
            raise ValueError(f'box {tuple(box)}: expected four numbers, x0, y0, x1, y1')
        low, high = corners[:2], corners[2:]
        if not (low < high).all():
            raise ValueError(f'box {tuple(box)}: expected x0 < x1 and y0 < y1')
        (width, height), ratio = high - low, size[0] / size[1]
        wide = width > height * ratio
        scale = (width, width / ratio) if wide else (height * ratio, height)
        return cls((low + high) * np.float32(0.5), np.array(scale, np.float32), size, unbiased)

    def matrix(self) -> np.ndarray:
        """Affine map from pixels of the image to those of the input, (2, 3).

        Reference:
            Huang et al., The Devil is in the Details: Delving into Unbiased Data Processing for
            Human Pose Estimation, 2020, arXiv:1911.07524, section 3 (``unbiased``).
        """
        if self.unbiased:
            factor = (np.array(self.size, np.float32) - 1) / self.scale
            shift = factor * (np.float32(-0.5) * (self.center * 2) + np.float32(0.5) * self.scale)
            return np.hstack([np.diag(factor), shift[:, None]])
        middle, reach = np.array(self.size) / 2, np.array([self.size[0] / 2, 0])
        half = np.array([self.scale[0] / 2, 0])
        target = np.stack([middle, middle - reach, middle - reach + reach[::-1]])
        source = np.stack([self.center, self.center - half, self.center - half + half[::-1]])
        return cv2.getAffineTransform(source.astype(np.float32), target.astype(np.float32))

    def pixels(self, image: np.ndarray) -> np.ndarray:
        """What the model sees of an image (H, W, 3): (h, w, 3), black beyond the border."""
        return warped(image, self.matrix(), self.size)

    def to_image(self, points: np.ndarray) -> np.ndarray:
        """Points (K, 2) of the input, where this rectangle spans (0, 0) to ``size``, as pixels."""
        return points / np.array(self.size) * self.scale + self.center - 0.5 * self.scale
