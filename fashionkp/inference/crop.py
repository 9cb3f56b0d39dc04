"""The rectangle of an image that a model gets, and the map between both."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from fashionkp.images.warping import warp_image
from fashionkp.inference.boxes import check_box


@dataclass(frozen=True, eq=False)
class InputCrop:
    """An upright rectangle of an image with the aspect ratio of a model's input.

    The computation is that of MMPose's ``GetBBoxCenterScale`` with padding 1 and
    ``TopdownAffine``, in single precision as there, so that the test pipelines of ``fashionkp_mm``
    give the same pixels.

    Attributes:
        center: Center of the rectangle, (2,), float32, pixels of the image.
        scale: Width and height of the rectangle, (2,), float32, pixels of the image.
        size: Width and height of the model's input, pixels.
        unbiased: As in :class:`~fashionkp.inference.model_card.ModelCard`.
    """

    center: np.ndarray
    scale: np.ndarray
    size: tuple[int, int]
    unbiased: bool

    @classmethod
    def from_box(
        cls, box: Sequence[float], size: tuple[int, int], *, unbiased: bool
    ) -> 'InputCrop':
        """Return the smallest such rectangle that covers a box, with the same center.

        Args:
            box: (x0, y0, x1, y1), pixels of the image.
            size: Width and height of the model's input, pixels.
            unbiased: As in the attributes.

        Raises:
            ValueError: If the box has no area, or is not finite.
        """
        corners = check_box(box)
        low, high = corners[:2], corners[2:]
        (width, height), ratio = high - low, size[0] / size[1]
        wide = width > height * ratio
        scale = (width, width / ratio) if wide else (height * ratio, height)
        return cls((low + high) * np.float32(0.5), np.array(scale, np.float32), size, unbiased)

    def matrix(self) -> np.ndarray:
        """Return the affine map from pixels of the image to those of the input, (2, 3).

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

    def extract(self, image: np.ndarray) -> np.ndarray:
        """Return the crop (h, w, 3) of an image (H, W, 3), black beyond its border."""
        return warp_image(image, self.matrix(), self.size)

    def to_image(self, points: np.ndarray) -> np.ndarray:
        """Map points (K, 2) of the input, spanning (0, 0) to ``size``, to pixels of the image."""
        return points / np.array(self.size) * self.scale + self.center - 0.5 * self.scale
