"""The camera: a homography from body units to pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Camera:
    """A projection with rotation, scale, translation and a slight tilt.

    Attributes:
        matrix: Homography from body units to pixels, (3, 3).
        scale: Approximate number of pixels per body unit.
        angle: Rotation of the downward direction, radians.
        size: Image size (width, height).
    """

    matrix: np.ndarray
    scale: float
    angle: float
    size: tuple[int, int]

    def __call__(self, points: ArrayLike) -> np.ndarray:
        """Project points (P, 2) from body units to pixels."""
        p = np.asarray(points, float)
        homogeneous = p @ self.matrix[:, :2].T + self.matrix[:, 2]
        return homogeneous[:, :2] / homogeneous[:, 2:]


def _rotate_and_tilt(points: np.ndarray, angle: float, tilt: np.ndarray) -> np.ndarray:
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    depth = 1 + points @ tilt
    return points @ rotation.T / depth[:, None]


def sample_camera(
    rng: np.random.Generator, points: np.ndarray, size: tuple[int, int], *, worn: bool
) -> Camera:
    """Sample a camera that shows a garment as large as shop photos do.

    Args:
        rng: Random generator.
        points: Key points of the garment, (P, 2), body units.
        size: Image size (width, height).
        worn: Whether someone wears the garment; a flat one is rotated more.
    """
    flat_angle = rng.normal(0, 25 if rng.random() < 0.3 else 4)
    angle = np.radians(rng.normal(0, 4.5 if rng.random() < 0.85 else 15) if worn else flat_angle)
    centre = (points.min(0) + points.max(0)) / 2
    tilt = rng.normal(0, 0.006, 2)
    projected = _rotate_and_tilt(points - centre, angle, tilt)
    low, high = projected.min(0), projected.max(0)
    extent = np.maximum(high - low, 0.3)
    share = rng.uniform(0.50, 0.90) if worn else rng.uniform(0.62, 0.92)
    scale = min(share * size[1] / extent[1], min(share + 0.12, 0.94) * size[0] / extent[0])
    margin = np.maximum(np.array(size) - extent * scale, 0)
    corner = rng.beta(2.5, 2.5, 2) * margin
    if rng.random() < 0.02:  # the image border cuts off a little
        axis = rng.integers(2)
        beyond = rng.uniform(0.01, 0.06) * size[axis]
        corner[axis] = -beyond if rng.random() < 0.5 else margin[axis] + beyond
    offset = corner - low * scale
    cos, sin = np.cos(angle), np.sin(angle)
    to_centre = np.array([[1, 0, -centre[0]], [0, 1, -centre[1]], [0, 0, 1.0]])
    rotation = np.array([[cos, -sin, 0], [sin, cos, 0], [tilt[0], tilt[1], 1.0]])
    to_pixels = np.array([[scale, 0, offset[0]], [0, scale, offset[1]], [0, 0, 1.0]])
    return Camera(to_pixels @ rotation @ to_centre, float(scale), float(-angle), size)
