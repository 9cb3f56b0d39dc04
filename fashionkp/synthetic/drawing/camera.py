"""From body units to pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Camera:
    """A view: turned, scaled, moved, slightly tilted.

    Attributes:
        matrix: Homography from body units to pixels, (3, 3).
        scale: Pixels of a body unit, about.
        angle: How far downwards is turned, radians.
        size: Of the image (width, height).
    """

    matrix: np.ndarray
    scale: float
    angle: float
    size: tuple[int, int]

    def __call__(self, points: ArrayLike) -> np.ndarray:
        """Points (P, 2) in body units as pixels."""
        p = np.asarray(points, float)
        seen = p @ self.matrix[:, :2].T + self.matrix[:, 2]
        return seen[:, :2] / seen[:, 2:]


def _turned(points: np.ndarray, angle: float, tilt: np.ndarray) -> np.ndarray:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    depth = 1 + points @ tilt
    return points @ turn.T / depth[:, None]


def framed(
    rng: np.random.Generator, points: np.ndarray, size: tuple[int, int], worn: bool
) -> Camera:
    """A camera that shows ``points`` (P, 2, body units) as large as photos of clothes do."""
    flat_angle = rng.normal(0, 25 if rng.random() < 0.3 else 4)
    angle = np.radians(rng.normal(0, 4.5 if rng.random() < 0.85 else 15) if worn else flat_angle)
    centre = (points.min(0) + points.max(0)) / 2
    tilt = rng.normal(0, 0.006, 2)
    seen = _turned(points - centre, angle, tilt)
    low, high = seen.min(0), seen.max(0)
    extent = np.maximum(high - low, 0.3)
    share = rng.uniform(0.50, 0.90) if worn else rng.uniform(0.62, 0.92)
    scale = min(share * size[1] / extent[1], min(share + 0.12, 0.94) * size[0] / extent[0])
    room = np.maximum(np.array(size) - extent * scale, 0)
    corner = rng.beta(2.5, 2.5, 2) * room
    if rng.random() < 0.02:  # the border cuts a little off
        across = rng.integers(2)
        beyond = rng.uniform(0.01, 0.06) * size[across]
        corner[across] = -beyond if rng.random() < 0.5 else room[across] + beyond
    at = corner - low * scale
    cos, sin = np.cos(angle), np.sin(angle)
    move = np.array([[1, 0, -centre[0]], [0, 1, -centre[1]], [0, 0, 1.0]])
    view = np.array([[cos, -sin, 0], [sin, cos, 0], [tilt[0], tilt[1], 1.0]])
    place = np.array([[scale, 0, at[0]], [0, scale, at[1]], [0, 0, 1.0]])
    return Camera(place @ view @ move, float(scale), float(-angle), size)
