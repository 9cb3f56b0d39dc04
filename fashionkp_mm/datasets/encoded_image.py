"""A JPEG whose decoding is deferred until its final size is known."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from fashionkp.images.warping import reduction, warp_reduced_image

_MODES = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


@dataclass(frozen=True, eq=False)
class EncodedImage:
    """A JPEG in memory with deferred operations: flip, change of colors, affine map.

    Decoding takes most of the time of loading an image. If the affine map shrinks a large image, a
    smaller one is decoded; a flip takes no time, because it becomes part of the map.

    Attributes:
        data: Content of the file.
        name: Name of the image, for errors.
        size: Width and height, pixels.
        mirrored: Whether the image is flipped horizontally.
        colors: Affine map of the BGR values, (3, 4), for :func:`cv2.transform`; None for no change.
    """

    data: bytes
    name: str
    size: tuple[int, int]
    mirrored: bool = False
    colors: np.ndarray | None = None

    def mirror(self) -> 'EncodedImage':
        """Return the image flipped horizontally."""
        return replace(self, mirrored=not self.mirrored)

    def recolor(self, colors: np.ndarray) -> 'EncodedImage':
        """Return the image with a change of colors, see ``colors``.

        Raises:
            ValueError: If the colors have been changed before.
        """
        if self.colors is not None:
            raise ValueError(f'{self.name}: colors can be changed only once')
        return replace(self, colors=colors)

    def pixels(self, matrix: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """Return the pixels under an affine map, see :mod:`fashionkp.images.warping`.

        Args:
            matrix: Map from the pixels of the (flipped) image, (2, 3).
            size: Width and height of the result, pixels.

        Returns:
            (h, w, 3) uint8, BGR, black outside of the image.

        Raises:
            ValueError: If OpenCV cannot decode the image, or decodes it to another size.
        """
        factor = reduction(matrix)
        image = self._decode(factor)
        if self.colors is not None:
            image = cv2.transform(image, self.colors)
        if self.mirrored:
            shift = matrix[:, 2] + matrix[:, 0] * (self.size[0] - 1)
            matrix = np.column_stack([-matrix[:, 0], matrix[:, 1], shift])
        return warp_reduced_image(image, factor, matrix, size)

    def _decode(self, factor: int) -> np.ndarray:
        try:
            image = cv2.imdecode(np.frombuffer(self.data, np.uint8), _MODES[factor])
        except cv2.error as error:  # for example, too many pixels
            raise ValueError(f'cannot read image {self.name}: {error}') from error
        if image is None:
            raise ValueError(f'cannot read image {self.name}: OpenCV cannot decode it')
        height, width = image.shape[:2]
        expected = tuple(-(-length // factor) for length in self.size)
        if (width, height) != expected:
            raise ValueError(
                f'cannot read image {self.name}: decoded to {width} x {height} pixels, expected '
                f'{expected[0]} x {expected[1]} as in its header'
            )
        return image
