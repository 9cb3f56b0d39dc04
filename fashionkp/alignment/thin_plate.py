"""Thin-plate splines: warps that bend a photo as little as possible to move its points."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from fashionkp.alignment.similarity import pixel_grid

_STEP = 4  # pixels of the image between exact positions; quarters are exact in cv2.remap
_ITERATIONS = 60
_CLOSE = 1e-6  # pixels


@dataclass(frozen=True, eq=False)
class ThinPlateWarp:
    """A thin-plate spline from an image to the photo that it is made from.

    The spline leads to the photo because each pixel of the image needs a position there; points are
    mapped the other way by Newton's method.

    Attributes:
        controls: Control points, (N, 2), pixels of the image.
        weights: Weight of each control point's bending, (N, 2), pixels of the photo.
        affine: The linear part, (3, 2): shift, then the factors of x and y.
        unit: Pixels of the image that are 1 in the spline.

    Reference:
        Bookstein, Principal warps: thin-plate splines and the decomposition of deformations, 1989.
    """

    controls: np.ndarray
    weights: np.ndarray
    affine: np.ndarray
    unit: float

    def to_photo(self, points: np.ndarray) -> np.ndarray:
        """Map points (..., 2) of the image to the photo."""
        scaled = np.asarray(points, np.float64) / self.unit
        kernel = _kernel(scaled, self.controls / self.unit)
        return kernel @ self.weights + self.affine[0] + scaled @ self.affine[1:]

    def jacobian(self, points: np.ndarray) -> np.ndarray:
        """Return the derivatives of :meth:`to_photo` at points (..., 2): (..., 2, 2).

        The first of the last two axes is that of the photo.
        """
        scaled = np.asarray(points, np.float64) / self.unit
        offset = scaled[..., None, :] - self.controls / self.unit
        squares = (offset**2).sum(-1)
        slope = 2 * (np.log(np.maximum(squares, 1e-300)) + 1) * (squares > 0)
        bending = np.einsum('...n,...nj,ni->...ij', slope, offset, self.weights)
        return (bending + self.affine[1:].T) / self.unit

    def to_image(self, points: np.ndarray) -> np.ndarray:
        """Map points (K, 2) of the photo to the image.

        Raises:
            ValueError: If there is no such point, because the warp folds there.
        """
        target = np.asarray(points, np.float64)
        found = (target - self.affine[0]) @ np.linalg.inv(self.affine[1:]) * self.unit
        error = self.to_photo(found) - target
        for _ in range(_ITERATIONS):
            distance = np.hypot(*error.T)
            if (distance < _CLOSE).all():
                return found
            step = np.linalg.solve(self.jacobian(found), error[..., None])[..., 0]
            found, error = self._descend(found, step, target, distance)
        raise ValueError('the warp folds: a point of the photo has no place in the image')

    def _descend(
        self, found: np.ndarray, step: np.ndarray, target: np.ndarray, distance: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Take the longest of ever shorter steps that leads each point closer."""
        best, error = found.copy(), self.to_photo(found) - target
        left = np.ones(len(found), bool)
        for halvings in range(12):
            trial = found - step * 0.5**halvings
            trial_error = self.to_photo(trial) - target
            closer = left & (np.hypot(*trial_error.T) < distance)
            best[closer], error[closer] = trial[closer], trial_error[closer]
            left &= ~closer
            if not left.any():
                break
        return best, error

    def positions(self, size: tuple[int, int]) -> np.ndarray:
        """Return where each pixel of an image (width, height) lies in the photo, (h, w, 2).

        Every fourth position is exact, those between are interpolated: the spline is smooth.
        """
        larger = (size[0] + _STEP, size[1] + _STEP)
        coarse = self.to_photo(pixel_grid(larger, _STEP)).astype(np.float32)
        x, y = np.moveaxis((pixel_grid(size) / _STEP).astype(np.float32), -1, 0)
        return cv2.remap(coarse, x, y, interpolation=cv2.INTER_LINEAR)

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python objects; see :func:`~fashionkp.alignment.transforms.transform_of`."""
        arrays = dict(controls=self.controls, weights=self.weights, affine=self.affine)
        lists = {name: array.tolist() for name, array in arrays.items()}
        return {'kind': 'thin_plate', **lists, 'unit': self.unit}


def fit_thin_plate(
    controls: np.ndarray, photo: np.ndarray, stiffness: np.ndarray, unit: float
) -> ThinPlateWarp:
    """Return the smoothest warp that maps control points close to points of a photo.

    Args:
        controls: Control points of the image, (N, 2), pixels; at least three, not on a line.
        photo: Where they lie in the photo, (N, 2), pixels.
        stiffness: For each point, what a distance from its target costs less than bending, (N,):
            0 maps it exactly, more smooths.
        unit: Pixels of the image that are 1, so that stiffness does not depend on its size.
    """
    scaled = controls / unit
    count = len(controls)
    linear = np.column_stack([np.ones(count), scaled])
    system = np.zeros((count + 3, count + 3))
    system[:count, :count] = _kernel(scaled, scaled) + np.diag(stiffness)
    system[:count, count:], system[count:, :count] = linear, linear.T
    solution = np.linalg.solve(system, np.vstack([photo, np.zeros((3, 2))]))
    return ThinPlateWarp(controls, solution[:count], solution[count:], float(unit))


def _kernel(points: np.ndarray, controls: np.ndarray) -> np.ndarray:
    """Return r^2 log r^2 for the distances of points (..., 2) and controls (N, 2), (..., N)."""
    squares = ((points[..., None, :] - controls) ** 2).sum(-1)
    return squares * np.log(np.maximum(squares, 1e-300))
