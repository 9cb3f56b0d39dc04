"""ArUco markers in photos, which show the plane that they lie in."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from fashionkp.images.quadrilaterals import refined_corners
from fashionkp.measurements.plane import Plane, PlaneNotFound, plane_of_squares
from fashionkp.optional_packages import MissingPackage

DEFAULT_DICTIONARY = 'DICT_4X4_50'

_SIDES = 0.01, 1000.0  # centimetres
_REACH = 0.06  # of a marker's side, less than its black border: where its edge is looked for
_NEWER_OPENCV = "pip install 'opencv-python>=4.7'"


@dataclass(frozen=True)
class Markers:
    """ArUco markers of one size.

    Attributes:
        side: Length of a side, the black border included, centimetres.
        dictionary: OpenCV's name of the dictionary that the markers are from.

    Raises:
        MissingPackage: If OpenCV is older than its detector of markers.
        ValueError: If the side is out of range or the dictionary is unknown.
    """

    side: float
    dictionary: str = DEFAULT_DICTIONARY

    def __post_init__(self) -> None:
        low, high = _SIDES
        if not low <= self.side <= high:  # nor NaN
            raise ValueError(f'marker of {self.side} cm: expected {low} to {high:.0f}')
        known = dictionaries()
        if self.dictionary not in known:
            raise ValueError(
                f'unknown dictionary {self.dictionary!r}: expected one of {", ".join(known)}'
            )

    def plane(self, image: np.ndarray) -> Plane:
        """Return the plane that the markers of a photo lie in.

        Args:
            image: (H, W, 3) uint8, BGR.

        Raises:
            PlaneNotFound: If there is no marker, or the markers do not lie in one plane or are of
                several sizes.
        """
        corners = self.corners(image)
        if not len(corners):
            raise PlaneNotFound(f'no marker of {self.dictionary} found')
        return plane_of_squares(corners, self.side)

    def corners(self, image: np.ndarray) -> np.ndarray:
        """Return the corners of the markers in a photo, the largest first, (M, 4, 2), pixels.

        Markers whose sides are not straight are left out: they are crumpled, or part of a pattern.
        """
        aruco = _aruco()
        parameters = aruco.DetectorParameters()
        parameters.cornerRefinementMethod = aruco.CORNER_REFINE_SUBPIX
        dictionary = aruco.getPredefinedDictionary(getattr(aruco, self.dictionary))
        detector = aruco.ArucoDetector(dictionary, parameters)
        gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        found, _, _ = detector.detectMarkers(gray)
        squares = np.array(found, np.float64).reshape(-1, 4, 2)
        refined = [_refined(255 - gray, square) for square in squares]
        corners = np.array([each for each in refined if each is not None]).reshape(-1, 4, 2)
        areas = [-cv2.contourArea(square.astype(np.float32)) for square in corners]
        return corners[np.argsort(areas, kind='stable')]


def dictionaries() -> list[str]:
    """Return the names of OpenCV's dictionaries of markers."""
    return sorted(name for name in vars(_aruco()) if name.startswith('DICT_') and name.isupper())


def _refined(inverted: np.ndarray, square: np.ndarray) -> np.ndarray | None:
    """Return where the lines along the sides of a marker cross, (4, 2); None if not straight."""
    side = float(np.hypot(*(square - np.roll(square, 1, axis=0)).T).min())
    refined = refined_corners(inverted, square, _REACH * side)
    return None if refined is None else refined[1]


def _aruco() -> Any:
    aruco = getattr(cv2, 'aruco', None)
    if aruco is None or not hasattr(aruco, 'ArucoDetector'):
        raise MissingPackage(f'OpenCV {cv2.__version__} cannot detect markers: {_NEWER_OPENCV}')
    return aruco
