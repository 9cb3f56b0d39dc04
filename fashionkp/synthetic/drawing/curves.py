"""Smooth outlines through a few points, and ribbons along a line."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike


@lru_cache
def _basis(samples: int) -> np.ndarray:
    """Weights of the four neighbouring points at ``samples`` places of a piece, (samples, 4)."""
    t = np.arange(samples) / samples
    return 0.5 * np.stack(
        [
            -t + 2 * t**2 - t**3,
            2 - 5 * t**2 + 3 * t**3,
            t + 4 * t**2 - 3 * t**3,
            -(t**2) + t**3,
        ],
        axis=1,
    )


def xy(x: float, y: float) -> np.ndarray:
    """A vector, (2,)."""
    return np.array([x, y])


def spline(points: ArrayLike, samples: int = 8) -> np.ndarray:
    """Smooth open curve (Catmull-Rom) through points, its ends included.

    Args:
        points: (P, 2), at least two.
        samples: Points of the curve for each piece between two given points.

    Returns:
        ((P - 1) * samples + 1, 2); every ``samples``-th of them is a given point.
    """
    p = np.asarray(points, float)
    padded = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    pieces = np.stack([padded[i : len(p) - 1 + i] for i in range(4)], axis=1)
    curve = np.einsum('sk,pkd->psd', _basis(samples), pieces).reshape(-1, 2)
    return np.vstack([curve, p[-1:]])


def closed_spline(points: ArrayLike, samples: int = 8) -> np.ndarray:
    """Smooth closed curve through points, (P * samples, 2)."""
    p = np.asarray(points, float)
    padded = np.vstack([p[-1:], p, p[:2]])
    pieces = np.stack([padded[i : len(p) + i] for i in range(4)], axis=1)
    return np.einsum('sk,pkd->psd', _basis(samples), pieces).reshape(-1, 2)


def normals(path: np.ndarray) -> np.ndarray:
    """Unit vectors a quarter turn from the direction of travel, (P, 2).

    On the image (y down) they point to the right hand of someone walking along the path.
    """
    tangent = np.gradient(path, axis=0)
    tangent /= np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-9)[:, None]
    return np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)


def sides(path: np.ndarray, radii: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """The two edges of a ribbon along a path: first left-hand, then right-hand of its direction.

    Args:
        path: (P, 2).
        radii: Half width at each point of the path, (P,).
    """
    offset = normals(path) * np.asarray(radii, float)[:, None]
    return path - offset, path + offset


def unlooped(edge: np.ndarray, path: np.ndarray) -> np.ndarray:
    """The edge of a ribbon without the loop that it ties at the inside of a sharp bend.

    Args:
        edge: One edge as :func:`sides` gives it, (P, 2).
        path: The ribbon's middle line, (P, 2).

    Returns:
        The points of ``edge`` that move on along the path, its ends included, (Q, 2).
    """
    way = np.gradient(path, axis=0)
    kept = [0]
    for i in range(1, len(edge) - 1):
        # A bend of less than a right angle: what lies beyond the new leg is cut off.
        while (
            len(kept) > 1
            and (edge[i] - edge[kept[-1]]) @ way[kept[-1]] < -1e-9 < way[i] @ way[kept[-1]]
        ):
            kept.pop()
        if (edge[i] - edge[kept[-1]]) @ way[i] > 0 and (edge[-1] - edge[i]) @ way[-1] > 0:
            kept.append(i)
    return edge[[*kept, len(edge) - 1]]


def limb(joints: ArrayLike, radii: Sequence[float] | np.ndarray, samples: int = 6) -> np.ndarray:
    """Outline of a limb through joints with a half width at each, (Q, 2)."""
    path = spline(joints, samples)
    at = np.linspace(0, len(radii) - 1, len(path))
    first, second = sides(path, np.interp(at, np.arange(len(radii)), radii))
    return np.vstack([unlooped(first, path), unlooped(second, path)[::-1]])


def ellipse(centre: ArrayLike, radius_x: float, radius_y: float, points: int = 24) -> np.ndarray:
    """Outline of an upright ellipse, (points, 2)."""
    angle = np.arange(points) * (2 * np.pi / points)
    return np.asarray(centre) + np.stack(
        [radius_x * np.cos(angle), radius_y * np.sin(angle)], axis=1
    )
