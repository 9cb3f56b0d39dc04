"""Curves: splines, ribbons along a path, ellipses."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike


@lru_cache
def _basis(samples: int) -> np.ndarray:
    """Weights of the four neighbouring points in each sample of a segment, (samples, 4)."""
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


@lru_cache(maxsize=512)
def _weights(count: int, samples: int) -> np.ndarray:
    """Weights of the control points of an open spline in its samples, (Q, count)."""
    padded = np.vstack([np.eye(count)[:1] * 2 - np.eye(count)[1:2], np.eye(count)])
    padded = np.vstack([padded, np.eye(count)[-1:] * 2 - np.eye(count)[-2:-1]])
    segments = np.stack([padded[i : count - 1 + i] for i in range(4)], axis=1)
    inner = np.einsum('sk,pkd->psd', _basis(samples), segments).reshape(-1, count)
    return np.vstack([inner, np.eye(count)[-1:]])


def xy(x: float, y: float) -> np.ndarray:
    """Return a vector, (2,)."""
    return np.array([x, y])


def spline(points: ArrayLike, samples: int = 8) -> np.ndarray:
    """Open Catmull-Rom spline through points, including both ends.

    Args:
        points: Control points, (P, 2), at least two.
        samples: Number of samples per segment between two control points.

    Returns:
        ((P - 1) * samples + 1, 2); every ``samples``-th of them is a control point.
    """
    p = np.asarray(points, float)
    return _weights(len(p), samples) @ p


def closed_spline(points: ArrayLike, samples: int = 8) -> np.ndarray:
    """Closed Catmull-Rom spline through points (P, 2), (P * samples, 2)."""
    p = np.asarray(points, float)
    padded = np.vstack([p[-1:], p, p[:2]])
    segments = np.stack([padded[i : len(p) + i] for i in range(4)], axis=1)
    return np.einsum('sk,pkd->psd', _basis(samples), segments).reshape(-1, 2)


def _tangents(path: np.ndarray) -> np.ndarray:
    """Differences between the neighbours of each point of a path, halved, (P, 2)."""
    tangents = np.empty_like(path)
    tangents[1:-1] = (path[2:] - path[:-2]) / 2
    tangents[0], tangents[-1] = path[1] - path[0], path[-1] - path[-2]
    return tangents


def normals(path: np.ndarray) -> np.ndarray:
    """Unit normals of a path (P, 2), (P, 2).

    In an image (y down) they point to the right of the direction of travel.
    """
    tangent = _tangents(path)
    tangent /= np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-9)[:, None]
    return np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)


def ribbon_edges(path: np.ndarray, radii: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Left and right edge of a ribbon, seen in the direction of travel, (P, 2) each.

    Args:
        path: Middle line, (P, 2).
        radii: Half width at each point of the path, (P,).
    """
    offset = normals(path) * np.asarray(radii, float)[:, None]
    return path - offset, path + offset


def remove_loops(edge: np.ndarray, path: np.ndarray) -> np.ndarray:
    """Remove the loop that an edge of a ribbon forms on the inside of a sharp bend.

    Args:
        edge: Edge from :func:`ribbon_edges`, (P, 2).
        path: Middle line of the ribbon, (P, 2).

    Returns:
        The points of ``edge`` that advance along the path, including its ends, (Q, 2).
    """
    tangents = _tangents(path).tolist()
    points = edge.tolist()  # Python floats: indexing arrays in this loop is slow
    kept = [0]
    for i in range(1, len(points) - 1):
        # At a bend of less than 90 degrees, drop the points beyond the new direction.
        while len(kept) > 1:
            last = kept[-1]
            advance = _projection(points[last], points[i], tangents[last])
            if not advance < -1e-9 < _dot(tangents[i], tangents[last]):
                break
            kept.pop()
        advances = _projection(points[kept[-1]], points[i], tangents[i]) > 0
        if advances and _projection(points[i], points[-1], tangents[-1]) > 0:
            kept.append(i)
    return edge[[*kept, len(edge) - 1]]


def _dot(a: list[float], b: list[float]) -> float:
    return a[0] * b[0] + a[1] * b[1]


def _projection(start: list[float], end: list[float], direction: list[float]) -> float:
    """Dot product of the vector from ``start`` to ``end`` with ``direction``."""
    return (end[0] - start[0]) * direction[0] + (end[1] - start[1]) * direction[1]


def limb_outline(
    joints: ArrayLike, radii: Sequence[float] | np.ndarray, samples: int = 6
) -> np.ndarray:
    """Outline of a limb, (Q, 2).

    Args:
        joints: Points on its middle line, (P, 2).
        radii: Half widths, evenly spaced along the limb.
        samples: Number of samples per segment between two joints.
    """
    path = spline(joints, samples)
    positions = np.linspace(0, len(radii) - 1, len(path))
    left, right = ribbon_edges(path, np.interp(positions, np.arange(len(radii)), radii))
    return np.vstack([remove_loops(left, path), remove_loops(right, path)[::-1]])


def ellipse(centre: ArrayLike, radius_x: float, radius_y: float, points: int = 24) -> np.ndarray:
    """Outline of an axis-aligned ellipse, (points, 2)."""
    angle = np.arange(points) * (2 * np.pi / points)
    return np.asarray(centre) + np.stack(
        [radius_x * np.cos(angle), radius_y * np.sin(angle)], axis=1
    )
