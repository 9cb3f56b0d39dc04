"""Turning, scaling and moving a garment: the similarity that fits key points best."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Similarity:
    """A rotation, a scale and a shift between a photo and an image made from it.

    Attributes:
        matrix: From pixels of the photo to those of the image, (2, 3).
    """

    matrix: np.ndarray

    @classmethod
    def of(cls, factor: complex, shift: complex) -> 'Similarity':
        """Return the map z -> factor * z + shift of points z = x + iy."""
        a, b = factor.real, factor.imag
        return cls(np.array([[a, -b, shift.real], [b, a, shift.imag]]))

    @property
    def scale(self) -> float:
        """Pixels of the image for a pixel of the photo."""
        return math.hypot(*self.matrix[:, 0])

    @property
    def angle(self) -> float:
        """By how much the photo is turned clockwise, degrees."""
        return math.degrees(math.atan2(self.matrix[1, 0], self.matrix[0, 0]))

    def to_image(self, points: np.ndarray) -> np.ndarray:
        """Map points (K, 2) of the photo to the image."""
        return points @ self.matrix[:, :2].T + self.matrix[:, 2]

    def to_photo(self, points: np.ndarray) -> np.ndarray:
        """Map points (..., 2) of the image back to the photo."""
        return (points - self.matrix[:, 2]) @ np.linalg.inv(self.matrix[:, :2]).T

    def positions(self, size: tuple[int, int]) -> np.ndarray:
        """Return where each pixel of an image (width, height) lies in the photo, (h, w, 2)."""
        return self.to_photo(pixel_grid(size))

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python objects; see :func:`~fashionkp.alignment.transforms.transform_of`."""
        return {'kind': 'similarity', 'matrix': self.matrix.tolist()}


def pixel_grid(size: tuple[int, int], step: int = 1) -> np.ndarray:
    """Return x and y of every ``step``-th pixel of an image (width, height), (h, w, 2)."""
    x, y = np.meshgrid(*(np.arange(0, length, step, dtype=np.float64) for length in size))
    return np.stack([x, y], axis=-1)


def fit_similarity(
    source: np.ndarray, target: np.ndarray, weights: np.ndarray | None = None
) -> Similarity:
    """Return the similarity that maps points to others with the least sum of squares.

    A mirror image is never fitted: left points stay left points.

    Args:
        source: Points of the photo, (K, 2).
        target: Where they are to be, (K, 2).
        weights: Weight of each point, (K,), positive; by default all are equal.

    Raises:
        ValueError: If there are fewer than two points, or all coincide.

    Example:
        >>> points = np.array([[0.0, 0], [1, 0], [0, 1]])
        >>> fit_similarity(points, points * 2 + (5, 7)).matrix.round(9) + 0
        array([[2., 0., 5.],
               [0., 2., 7.]])

    Reference:
        Umeyama, Least-squares estimation of transformation parameters between two point patterns,
        1991; in the plane, with points as complex numbers, its solution is a quotient.
    """
    share = np.ones(len(source)) if weights is None else np.asarray(weights, np.float64)
    if len(source) < 2:
        raise ValueError(f'{len(source)} points: expected at least 2')
    share = share / share.sum()
    z, w = (np.asarray(points, np.float64) @ (1, 1j) for points in (source, target))
    z_mean, w_mean = share @ z, share @ w
    z, w = z - z_mean, w - w_mean
    variance = float(share @ (z.conj() * z).real)
    factor = complex(share @ (z.conj() * w))
    if not variance or not factor:
        raise ValueError('all points coincide: expected at least two different ones')
    factor /= variance
    return Similarity.of(factor, w_mean - factor * z_mean)
