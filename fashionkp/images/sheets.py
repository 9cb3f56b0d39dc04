"""Sheets of paper in photos, which show the plane that they lie in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from fashionkp.images.quadrilaterals import find_quadrilaterals
from fashionkp.measurements.plane import Plane, PlaneNotFound, plane_of_points

SHEETS = {'a4': (21.0, 29.7), 'letter': (21.59, 27.94)}
"""Sizes of sheets by name, centimetres."""

_UNCLEAR = 'the longer side of the sheet is not clear: photograph it from further above'
_SIZE = re.compile(r'(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)')
_SIDES = 1.0, 1000.0  # centimetres
_CLEAR = 1.1  # by which one side of a sheet in the photo has to be longer than the other
# A sheet that a camera sees has equal scales and a right angle between its sides, in the unknown
# focal length; by how much they may be off, as the lens is a little off the middle of a photo.
_FOCAL_LENGTHS = np.geomspace(0.6, 4, 30)  # in units of the photo's longer side
_CAMERA_ERROR = 0.04


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper, or another rectangle of known size.

    Attributes:
        width: Its shorter side, centimetres.
        height: Its longer side.
        corners: Where its corners are in every photo, in any order, (4, 2), pixels; None to find
            them.

    Raises:
        ValueError: If a side is out of range, or the corners are not those of a convex shape.
    """

    width: float
    height: float
    corners: tuple[tuple[float, float], ...] | None = None

    def __post_init__(self) -> None:
        low, high = _SIDES
        if not all(low <= side <= high for side in (self.width, self.height)):
            raise ValueError(
                f'sheet of {self.width} x {self.height} cm: expected {low:.0f} to {high:.0f}'
            )
        if self.corners is not None:
            _check_corners(self.corners)

    def plane(self, image: np.ndarray | None) -> Plane:
        """Return the plane that a sheet lies in.

        Args:
            image: The photo, (H, W, 3) uint8, BGR; not needed if the corners are given.

        Raises:
            PlaneNotFound: If there is no sheet, or its longer side is not clear.
        """
        if self.corners is not None:
            return self._plane(_around(np.array(self.corners, float)))
        assert image is not None
        height, width = image.shape[:2]
        planes = []
        for corners in find_quadrilaterals(image):
            fitting = [
                plane
                for plane in self._planes(corners)
                if _camera_error(plane, (width, height)) < _CAMERA_ERROR
            ]
            if len(fitting) > 1:
                raise PlaneNotFound(_UNCLEAR)
            planes += fitting
        if len(planes) > 1:
            raise PlaneNotFound(
                f'{len(planes)} rectangles could be the sheet: leave one, or give its corners'
            )
        if not planes:
            raise PlaneNotFound(f'no sheet of {self.width:g} x {self.height:g} cm found')
        return planes[0]

    def _plane(self, corners: np.ndarray) -> Plane:
        """Return the plane of corners (4, 2), of which the longer sides are taken to be longer."""
        first, second = _mean_sides(corners)
        if self.width != self.height and max(first, second) < _CLEAR * min(first, second):
            raise PlaneNotFound(_UNCLEAR)
        planes = self._planes(corners)
        return planes[-1] if first > second else planes[0]

    def _planes(self, corners: np.ndarray) -> list[Plane]:
        """Return the planes of corners (4, 2), with the first side shorter and with it longer."""
        sides = sorted({self.width, self.height})
        pairs = [(sides[0], sides[-1]), (sides[-1], sides[0])][: len(sides)]
        return [
            plane_of_points(corners, np.array([(0, 0), (x, 0), (x, y), (0, y)])) for x, y in pairs
        ]


def sheet_size(text: str) -> tuple[float, float]:
    """Return the sides of a sheet given as text, centimetres.

    Raises:
        ValueError: If it is not a name of :data:`SHEETS` or WIDTHxHEIGHT.

    Example:
        >>> sheet_size('a4'), sheet_size('30x40.5')
        ((21.0, 29.7), (30.0, 40.5))
    """
    if text.lower() in SHEETS:
        return SHEETS[text.lower()]
    match = _SIZE.fullmatch(text)
    if match is None:
        raise ValueError(f'{text!r}: expected {", ".join(SHEETS)} or WIDTHxHEIGHT, centimetres')
    return float(match[1]), float(match[2])


def _check_corners(corners: Sequence[tuple[float, float]]) -> None:
    points = np.array(corners, np.float32)
    if points.shape != (4, 2) or not np.isfinite(points).all():
        raise ValueError(f'corners of a sheet {corners}: expected four points x,y')
    around = _around(points.astype(float)).astype(np.float32)
    if not cv2.isContourConvex(around) or cv2.contourArea(around) < 1:
        raise ValueError(f'corners of a sheet {corners}: expected those of a convex shape')


def _around(corners: np.ndarray) -> np.ndarray:
    """Return corners (4, 2) in their order around their centre, clockwise in the photo."""
    offsets = corners - corners.mean(0)
    return corners[np.argsort(np.arctan2(offsets[:, 1], offsets[:, 0]))]


def _camera_error(plane: Plane, size: tuple[int, int]) -> float:
    """Return how far a plane is from what a camera can see, 0 if it can.

    Args:
        plane: The plane.
        size: Width and height of the photo, pixels. The lens is taken to be in its middle.
    """
    matrix = plane.to_pixels.copy()
    matrix[:2] -= np.array(size)[:, None] / 2 * matrix[2]
    errors = []
    for focal in _FOCAL_LENGTHS * max(size):
        first, second = (matrix[:, axis] / [focal, focal, 1] for axis in (0, 1))
        lengths = float(np.linalg.norm(first)), float(np.linalg.norm(second))
        angle = first @ second / (lengths[0] * lengths[1])
        errors.append(float(np.hypot(lengths[0] / lengths[1] - 1, angle)))
    return min(errors)


def _mean_sides(corners: np.ndarray) -> tuple[float, float]:
    """Return the mean lengths of the first and third, and of the second and fourth side."""
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    return float(sides[[0, 2]].mean()), float(sides[[1, 3]].mean())
