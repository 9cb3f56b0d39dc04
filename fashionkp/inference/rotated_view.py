"""Views of a garment in the rotated image."""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from fashionkp.images.warping import reduced_image, warp_reduced_image
from fashionkp.inference.boxes import Box
from fashionkp.inference.query import Query
from fashionkp.predictions.prediction import Prediction

_SURROUNDINGS = 2.0  # side of what a view shows, relative to the longer side of the box
_PIXELS = 768  # a box of this length need not be shown larger


@dataclass(frozen=True, eq=False)
class RotatedFrame:
    """The upright rectangle around a rotated image.

    Attributes:
        size: Width and height of the rectangle, pixels.
        matrix: Affine map from pixels of the image to those of the rectangle, (2, 3).
        factor: Factor by which the image is reduced.
        quarters: Number of counterclockwise quarter turns, which copy pixels.
        warp: Map from pixels of the reduced image after these turns to those of the rectangle.
    """

    size: tuple[int, int]
    matrix: np.ndarray
    factor: int
    quarters: int
    warp: np.ndarray

    @classmethod
    def from_angle(cls, size: tuple[int, int], angle: float, factor: int = 1) -> 'RotatedFrame':
        """Return the frame of an image.

        Args:
            size: Width and height of the image, pixels.
            angle: Rotation of the image, degrees counterclockwise.
            factor: Factor by which it is reduced before.
        """
        quarters, rest = divmod(angle % 360, 90)
        width, height = (math.ceil(length / factor) for length in size)
        center = (1 / factor - 1) / 2  # of the pixels that become the first one
        turned = np.array([[1 / factor, 0, center], [0, 1 / factor, center], [0, 0, 1]])
        for _ in range(int(quarters)):
            turned = np.array([[0, 1, 0], [-1, 0, width - 1], [0, 0, 1]]) @ turned
            width, height = height, width
        cos, sin = math.cos(math.radians(rest)), math.sin(math.radians(rest))
        rotation = np.array([[cos, sin], [-sin, cos]])
        extent = np.abs(rotation) @ (width, height)
        frame = math.ceil(extent[0] - 1e-6), math.ceil(extent[1] - 1e-6)
        shift = np.subtract(frame, 1) / 2 - rotation @ (np.subtract((width, height), 1) / 2)
        warp = np.column_stack([rotation, shift])
        return cls(frame, warp @ turned, factor, int(quarters), warp)

    def points(self, points: np.ndarray) -> np.ndarray:
        """Map points (K, 2) of the image to the frame."""
        return _mapped(self.matrix, points)

    def box(self, box: Box) -> Box:
        """Return the box in the frame around the ellipse that fills a box of the image.

        Around the whole box it would be larger, and a garment in it smaller at each rotation.
        """
        edges = np.reshape(box, (2, 2)) - 0.5  # a box begins at the edge of its pixels
        (middle,) = self.points(edges.mean(axis=0)[None]) + 0.5
        reach = np.hypot(*(self.matrix[:, :2] * (edges[1] - edges[0]) / 2).T)
        return _box(middle - reach, middle + reach)

    def cut(self, image: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Return the part of the rotated image from one corner to another, whole pixels."""
        turned = np.rot90(reduced_image(image, self.factor), self.quarters)
        warp = np.column_stack([self.warp[:, :2], self.warp[:, 2] - low])
        width, height = (high - low).astype(int).tolist()
        return warp_reduced_image(np.ascontiguousarray(turned), 1, warp, (width, height))


@dataclass(frozen=True, eq=False)
class RotatedView:
    """A garment in the rotated image.

    Attributes:
        query: The garment in an image of its own.
        matrix: Affine map from pixels of the original image to those of the query's, (2, 3).
        original: The garment in the original image.
    """

    query: Query
    matrix: np.ndarray
    original: Query

    def to_image(self, prediction: Prediction) -> Prediction:
        """Return a prediction of the view's query, with its points in the original image."""
        return replace(
            prediction,
            size=self.original.size,
            box=self.original.region,
            keypoints=_mapped(cv2.invertAffineTransform(self.matrix), prediction.keypoints),
            heatmaps=None,
        )


def rotated_view(query: Query, angle: float) -> RotatedView:
    """Return a garment in the image rotated counterclockwise.

    The view shows the garment and its surroundings; a large garment is shown at 1/2, 1/4 or 1/8 of
    its size, so that views need little memory.

    Args:
        query: The garment.
        angle: Degrees.

    Returns:
        The view; that of the query itself for no rotation.
    """
    if angle % 360 == 0:
        return RotatedView(query, np.eye(2, 3), query)
    frame = RotatedFrame.from_angle(query.size, angle)
    edges = np.reshape(frame.box(query.region), (2, 2))
    side = float((edges[1] - edges[0]).max())
    factor = next((factor for factor in (8, 4, 2) if side >= factor * _PIXELS), 1)
    if factor > 1:
        frame = RotatedFrame.from_angle(query.size, angle, factor)
        edges = np.reshape(frame.box(query.region), (2, 2))
        side = float((edges[1] - edges[0]).max())
    reach, middle = _SURROUNDINGS * side / 2, edges.mean(axis=0)
    low = np.floor((middle - reach).clip(0, np.array(frame.size) - 1))
    high = np.ceil((middle + reach).clip(low + 1, frame.size))
    matrix = np.column_stack([frame.matrix[:, :2], frame.matrix[:, 2] - low])
    image = frame.cut(query.image, low, high)
    return RotatedView(replace(query, image=image, box=_box(*(edges - low))), matrix, query)


def _mapped(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    return points @ matrix[:, :2].T + matrix[:, 2]


def _box(low: np.ndarray, high: np.ndarray) -> Box:
    (x0, y0), (x1, y1) = low.tolist(), high.tolist()
    return x0, y0, x1, y1
