"""Planes in photos: from pixels to centimetres, whatever the camera's tilt."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

CORNER_NOISE = 0.3
"""Standard deviation of a found corner along each axis, pixels, unless they disagree by more."""

_STEPS, _CONVERGED = 50, 1e-10
_AGREE = 0.015  # of a marker's side in the photo: how far its corners may be off the common plane


class PlaneNotFound(ValueError):
    """A photo does not show a plane whose centimetres are known."""


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane in a photo.

    Attributes:
        to_pixels: Homography from centimetres in the plane to pixels of the photo, (3, 3).
        deviations: How the noise of the corners moves it: a possible homography is ``to_pixels +
            deviations @ z`` with P standard normal numbers z, (3, 3, P).
        residual: Root mean square distance of the corners from where it puts them, along each axis,
            pixels; 0 of four corners, which any plane fits.
    """

    to_pixels: np.ndarray
    deviations: np.ndarray
    residual: float = 0.0

    def cm(self, points: np.ndarray) -> np.ndarray:
        """Return points of the photo in centimetres, in the plane.

        Args:
            points: (..., 2), pixels.

        Raises:
            PlaneNotFound: If a point lies beyond the horizon of the plane.
        """
        mapped, is_before = _project(np.linalg.inv(self.to_pixels), np.asarray(points, float))
        if not is_before.all():
            raise PlaneNotFound('key points lie beyond the horizon of the plane that was found')
        return mapped

    def drawn_cm(self, points: np.ndarray, seed: int = 0) -> np.ndarray:
        """Return points in centimetres, each row of them in another possible plane.

        Args:
            points: (D, K, 2), pixels.
            seed: Seed of the planes.

        Returns:
            (D, K, 2). Points beyond the horizon are far away, or NaN.
        """
        draws = np.random.default_rng(seed).standard_normal((len(points), self.deviations.shape[2]))
        matrices = self.to_pixels + np.einsum('ijp,dp->dij', self.deviations, draws)
        return _project(np.linalg.inv(matrices), points)[0]


def plane_of_points(pixels: np.ndarray, cm: np.ndarray) -> Plane:
    """Return the plane that shows known points.

    Args:
        pixels: Where the points are in the photo, (N, 2), N at least 4.
        cm: Where they are in the plane, (N, 2), centimetres.

    Raises:
        PlaneNotFound: If three of four points lie on a line.

    Example:
        >>> square = np.array([[0, 0], [100, 0], [100, 100], [0, 100]])
        >>> plane = plane_of_points(square, square / 10)
        >>> plane.cm(np.array([50, 70])).round(6).tolist()
        [5.0, 7.0]
    """
    pixels, cm = np.asarray(pixels, float), np.asarray(cm, float)
    return _fit(pixels, cm, np.zeros(0), lambda placement: cm)


def plane_of_squares(corners: np.ndarray, side: float) -> Plane:
    """Return the plane that shows one or several squares of the same size, anywhere in it.

    Args:
        corners: Corners of each square in the photo, in the same order around each, (M, 4, 2),
            pixels.
        side: Length of a side, centimetres.

    Raises:
        PlaneNotFound: If the squares do not lie in one plane or are not of one size.
    """
    corners = np.asarray(corners, float)
    square = side * np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
    first = plane_of_points(corners[0], square)
    if len(corners) == 1:
        return first
    found = first.cm(corners[1:])
    centers = found.mean(1)
    edges = found[:, 1] - found[:, 0]
    angles = np.arctan2(edges[:, 1], edges[:, 0])
    start = np.column_stack([centers, angles]).ravel()

    def placed(placement: np.ndarray) -> np.ndarray:
        x, y, angle = placement.reshape(-1, 3).T
        axes = np.stack([np.cos(angle), np.sin(angle), -np.sin(angle), np.cos(angle)], -1)
        others = square @ axes.reshape(-1, 2, 2) + np.stack([x, y], -1)[:, None]
        return np.vstack([square, others.reshape(-1, 2)])

    plane = _fit(corners.reshape(-1, 2), placed(start), start, placed)
    sides = np.hypot(*(corners - np.roll(corners, 1, axis=1)).T)
    if plane.residual > _AGREE * float(sides.mean()):
        raise PlaneNotFound(
            f'the {len(corners)} markers are not of one size or do not lie in one plane'
        )
    return plane


def _fit(
    pixels: np.ndarray,
    cm: np.ndarray,
    placement: np.ndarray,
    placed: Callable[[np.ndarray], np.ndarray],
) -> Plane:
    """Return the plane with the least squared distances from its corners.

    Args:
        pixels: (N, 2).
        cm: First estimate of where they are in the plane, (N, 2).
        placement: Numbers that the places depend on, beside the homography, (Q,).
        placed: Function from such numbers to places, (N, 2).
    """
    # both frames are centred and scaled, for the sake of the numbers
    image, flat = _normalizer(pixels), _normalizer(cm)
    target = _project(image, pixels)[0]
    start = _direct(target, _project(flat, cm)[0])
    if abs(start[2, 2]) < 1e-9:
        raise PlaneNotFound('the corners of a marker or sheet lie on a line')
    parameters = np.concatenate([(start / start[2, 2]).ravel()[:8], placement])

    def residuals(values: np.ndarray) -> np.ndarray:
        matrix = np.append(values[:8], 1).reshape(3, 3)
        return (_project(matrix, _project(flat, placed(values[8:]))[0])[0] - target).ravel()

    parameters, jacobian = _least_squares(residuals, parameters)
    rest = residuals(parameters)
    residual = float(np.sqrt(rest @ rest / max(len(rest) - len(parameters), 1))) / image[0, 0]
    if np.linalg.cond(jacobian) > 1e7:
        raise PlaneNotFound('the corners of a marker or sheet lie on a line')
    # a root of the covariance, as (J'J)^-1 = R^-1 R^-T
    noise = max(CORNER_NOISE, residual) * image[0, 0]
    root = noise * np.linalg.inv(np.linalg.qr(jacobian, mode='r'))[:8]
    matrix, back = np.append(parameters[:8], 1).reshape(3, 3), np.linalg.inv(image)
    deviations = np.vstack([root, np.zeros_like(root[:1])]).reshape(3, 3, -1)
    moved = np.einsum('ij,jkp,kl->ilp', back, deviations, flat)
    return Plane(back @ matrix @ flat, moved, residual)


def _least_squares(
    residuals: Callable[[np.ndarray], np.ndarray], parameters: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the parameters of the least sum of squares, and the Jacobian there.

    Reference:
        Marquardt, An algorithm for least-squares estimation of nonlinear parameters, 1963.
    """
    damping, current = 1e-3, residuals(parameters)
    jacobian = _jacobian(residuals, parameters)
    for _ in range(_STEPS):
        normal = jacobian.T @ jacobian
        system = normal + damping * np.diag(np.diag(normal) + 1e-12)
        step = np.linalg.solve(system, -jacobian.T @ current)
        tried = residuals(parameters + step)
        if tried @ tried <= current @ current:
            parameters, current, damping = parameters + step, tried, damping / 10
            jacobian = _jacobian(residuals, parameters)
            if np.abs(step).max() < _CONVERGED:
                break
        else:
            damping *= 10
    return parameters, jacobian


def _jacobian(
    residuals: Callable[[np.ndarray], np.ndarray], parameters: np.ndarray, step: float = 1e-6
) -> np.ndarray:
    """Return the derivatives by central differences, (R, P)."""
    columns = []
    for shift in step * np.eye(len(parameters)):
        columns.append((residuals(parameters + shift) - residuals(parameters - shift)) / (2 * step))
    return np.stack(columns, axis=1)


def _direct(target: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return the homography of points to targets by the direct linear transform, (3, 3)."""
    ones, zeros = np.ones((len(points), 1)), np.zeros((len(points), 3))
    rows = np.hstack([points, ones])
    x, y = target[:, :1], target[:, 1:]
    system = np.vstack([np.hstack([rows, zeros, -x * rows]), np.hstack([zeros, rows, -y * rows])])
    return np.linalg.svd(system)[2][-1].reshape(3, 3)


def _normalizer(points: np.ndarray) -> np.ndarray:
    """Return the matrix that moves the centre of points to 0 and scales their spread to 1."""
    center, spread = points.mean(0), max(float(points.std()), 1e-9)
    return np.array([[1, 0, -center[0]], [0, 1, -center[1]], [0, 0, spread]]) / spread


def _project(matrices: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return points under homographies, and whether they lie before the horizon.

    Args:
        matrices: (..., 3, 3), whose last element is positive for what is before the horizon.
        points: (..., K, 2) or (2,).
    """
    homogeneous = np.concatenate([points, np.ones((*points.shape[:-1], 1))], axis=-1)
    mapped = homogeneous @ np.swapaxes(matrices, -1, -2)
    with np.errstate(divide='ignore', invalid='ignore'):
        return mapped[..., :2] / mapped[..., 2:], mapped[..., 2] > 0
