"""A JPEG that is decoded when it is known what is needed of it."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from fashionkp.images.warping import reduction, warped_reduced

_MODES = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


@dataclass(frozen=True, eq=False)
class EncodedImage:
    """A JPEG in memory, and what is to become of its pixels.

    Decoding takes most of the time that an image needs. Where the model sees a large image
    small, a smaller one is decoded, and mirroring costs nothing, as it is part of the map.

    Attributes:
        data: Content of the file.
        name: What errors call it.
        size: Width and height, pixels.
        mirrored: Whether left and right are swapped.
        colors: Affine map of its BGR values, (3, 4), for :func:`cv2.transform`; None keeps them.
    """

    data: bytes
    name: str
    size: tuple[int, int]
    mirrored: bool = False
    colors: np.ndarray | None = None

    def mirror(self) -> 'EncodedImage':
        """The image with left and right swapped."""
        return replace(self, mirrored=not self.mirrored)

    def recolor(self, colors: np.ndarray) -> 'EncodedImage':
        """The image, not recoloured yet, with its colours mapped as the attribute says."""
        if self.colors is not None:
            raise ValueError(f'{self.name}: colours are changed once, by one map')
        return replace(self, colors=colors)

    def pixels(self, matrix: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """What the image looks like under an affine map, as :func:`fashionkp.images.warping.warped`.

        Args:
            matrix: Map from the pixels of the image, mirrored where it is, (2, 3).
            size: Width and height of the result, pixels.

        Returns:
            (h, w, 3) uint8, BGR, black outside of the image.

        Raises:
            ValueError: OpenCV cannot decode it, or to another size only; the image is named.
        """
        factor = reduction(matrix)
        image = self._decoded(factor)
        if self.colors is not None:
            image = cv2.transform(image, self.colors)
        if self.mirrored:
            shift = matrix[:, 2] + matrix[:, 0] * (self.size[0] - 1)
            matrix = np.column_stack([-matrix[:, 0], matrix[:, 1], shift])
        return warped_reduced(image, factor, matrix, size)

    def _decoded(self, factor: int) -> np.ndarray:
        try:
            image = cv2.imdecode(np.frombuffer(self.data, np.uint8), _MODES[factor])
        except cv2.error as error:  # such as more pixels than OpenCV takes
            raise ValueError(f'cannot read image {self.name}: {error}') from error
        if image is None:
            raise ValueError(f'cannot read image {self.name}: OpenCV cannot decode it')
        height, width = image.shape[:2]
        expected = tuple(-(-length // factor) for length in self.size)
        if (width, height) != expected:
            raise ValueError(
                f'cannot read image {self.name}: decoded as {width} x {height} pixels, expected '
                f'{expected[0]} x {expected[1]} by its header'
            )
        return image
