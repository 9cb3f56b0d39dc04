"""The camera: a homography from body units to pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

_WHOLE_SHARE = 0.20  # photos of the whole person, from head to toe
_CUT_SHARE = 0.012


@dataclass(frozen=True)
class Camera:
    """A projection with rotation, scale, translation, tilt and stretching.

    Attributes:
        matrix: Homography from body units to pixels, (3, 3).
        scale: Approximate number of pixels per body unit.
        angle: Rotation of the downward direction, radians.
        size: Image size (width, height).
        frame: Box of the photo in the image (x, y, width, height); a collage has more than one.
    """

    matrix: np.ndarray
    scale: float
    angle: float
    size: tuple[int, int]
    frame: tuple[int, int, int, int]

    def __call__(self, points: ArrayLike) -> np.ndarray:
        """Project points (P, 2) from body units to pixels."""
        return _transformed(np.asarray(points, float), self.matrix)


def _view(rng: np.random.Generator, *, worn: bool) -> tuple[np.ndarray, float]:
    """Sample rotation, foreshortening and stretching, a homography (3, 3), and the angle, radians.

    Some photos are taken from above or below, and shops fit some to a shape that they did not have.
    """
    flat_angle = rng.normal(0, 25 if rng.random() < 0.3 else 4)
    angle = np.radians(rng.normal(0, 4.5 if rng.random() < 0.85 else 15) if worn else flat_angle)
    tilt = np.clip(rng.normal(0, 0.022 if rng.random() < 0.25 else 0.006, 2), -0.05, 0.05)
    stretch = np.exp(np.clip(rng.normal(0, 0.05), -0.12, 0.12))
    cos, sin = np.cos(angle), np.sin(angle)
    rotation = np.array([[cos, -sin, 0], [sin, cos, 0], [tilt[0], tilt[1], 1.0]])
    return np.diag([stretch, 1.0, 1.0]) @ rotation, float(angle)


def _transformed(points: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Apply a homography to points (P, 2)."""
    homogeneous = points @ matrix[:, :2].T + matrix[:, 2]
    return homogeneous[:, :2] / homogeneous[:, 2:]


def sample_camera(
    rng: np.random.Generator,
    points: np.ndarray,
    size: tuple[int, int],
    *,
    worn: bool,
    around: np.ndarray | None = None,
    frame: tuple[int, int, int, int] | None = None,
) -> Camera:
    """Sample a camera that shows a garment as large as shop photos do.

    Args:
        rng: Random generator.
        points: Key points of the garment, (P, 2), body units.
        size: Image size (width, height).
        worn: Whether someone wears the garment; a flat one is rotated more.
        around: Points of everything that is shown with it, such as the whole person, (Q, 2), body
            units. Some photos show all of it, others the garment alone.
        frame: Box of the photo in the image (x, y, width, height); by default, all of it.
    """
    frame = frame or (0, 0, *size)
    view, angle = _view(rng, worn=worn)
    centre = (points.min(0) + points.max(0)) / 2
    garment = _transformed(points - centre, view)
    shown = garment if around is None else _transformed(around - centre, view)
    scale, offset = _framing(rng, garment, shown, frame, worn=worn)
    to_centre = np.array([[1, 0, -centre[0]], [0, 1, -centre[1]], [0, 0, 1.0]])
    to_pixels = np.array([[scale, 0, offset[0]], [0, scale, offset[1]], [0, 0, 1.0]])
    matrix = to_pixels @ view @ to_centre
    return Camera(matrix, float(scale), float(-angle), size, frame)


def _framing(
    rng: np.random.Generator,
    garment: np.ndarray,
    shown: np.ndarray,
    frame: tuple[int, int, int, int],
    *,
    worn: bool,
) -> tuple[float, np.ndarray]:
    """Sample the scale, pixels per unit, and the offset, (2,) pixels, of rotated points.

    Args:
        rng: Random generator.
        garment: Key points of the garment, (P, 2).
        shown: Points of everything that is shown with it, (Q, 2).
        frame: Box of the photo in the image (x, y, width, height).
        worn: Whether someone wears the garment.
    """
    size = np.array(frame[2:], float)
    low, high = garment.min(0), garment.max(0)
    margins = np.maximum([low[1] - shown[:, 1].min(), shown[:, 1].max() - high[1]], 0)
    reach = np.ones(2) if rng.random() < _WHOLE_SHARE else rng.beta(0.6, 2.0, 2)
    top, bottom = low[1] - reach[0] * margins[0], high[1] + reach[1] * margins[1]
    share = rng.uniform(0.74, 0.98) if worn else rng.uniform(0.58, 0.95)
    widest = rng.uniform(0.70, 0.96)
    extent = np.maximum(high - low, 0.3)
    scale = min(share * size[1] / max(bottom - top, 0.3), widest * size[0] / extent[0])
    spread = 0.12 if rng.random() < 0.15 else 0.035
    middle = size[0] * (0.5 + rng.normal(0, spread)) - scale * (low[0] + high[0]) / 2
    x = np.clip(middle, -scale * low[0], size[0] - scale * high[0])
    y = rng.beta(2.5, 2.5) * max(size[1] - scale * (bottom - top), 0) - scale * top
    offset = np.array([x, y])
    if rng.random() < _CUT_SHARE:  # the border of the photo cuts off a little
        axis = rng.integers(2)
        beyond = rng.uniform(0.01, 0.06) * size[axis]
        at_start = rng.random() < 0.5
        offset[axis] = -beyond - scale * low[axis]
        if not at_start:
            offset[axis] = size[axis] + beyond - scale * high[axis]
    return float(scale), offset + frame[:2]
