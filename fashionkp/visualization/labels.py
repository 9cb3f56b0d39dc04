"""Placing labels beside points so that they cover neither each other nor the points."""

from collections.abc import Sequence

import numpy as np

Rectangle = tuple[int, int, int, int]
"""x0, y0, x1, y1, pixels."""

_DIRECTIONS = 16
_DISTANCES = (1.0, 1.7, 2.6, 3.6)  # tried in turn, in units of the smallest distance


def place_labels(
    points: Sequence[tuple[int, int]],
    sizes: Sequence[tuple[int, int]],
    *,
    distance: float,
    canvas: tuple[int, int],
    taken: Sequence[Rectangle] = (),
) -> list[Rectangle]:
    """Return where the labels of points go.

    Each label is near its point, on the side away from the centre of all points if there is room,
    and where it covers the least of other points and labels.

    Args:
        points: Points, column and row.
        sizes: Width and height of each label, pixels.
        distance: Smallest distance of a label from its point, pixels.
        canvas: Width and height of the image.
        taken: What labels should not cover besides.

    Returns:
        A rectangle for each label, inside the canvas.
    """
    if not points:
        return []
    reach = distance / 2
    dots = [(x - reach, y - reach, x + reach, y + reach) for x, y in points]
    obstacles = np.array([*taken, *dots], float).reshape(-1, 4)
    center = np.mean(points, axis=0)
    placed: list[Rectangle] = []
    for point, size in zip(points, sizes, strict=True):
        candidates = _candidates(
            np.array(point), size, center=center, distance=distance, canvas=canvas
        )
        covered = _overlaps(candidates, obstacles).sum(axis=1)
        best = candidates[int(np.argmin(covered))]  # the first of the best
        placed.append(tuple(best.tolist()))
        obstacles = np.vstack([obstacles, best])
    return placed


def _candidates(
    point: np.ndarray,
    size: tuple[int, int],
    *,
    center: np.ndarray,
    distance: float,
    canvas: tuple[int, int],
) -> np.ndarray:
    """Return rectangles (N, 4) for a label: near ones, and those away from the centre, first."""
    outward = float(np.arctan2(*(point - center)[::-1]))
    steps = (np.arange(_DIRECTIONS) + 1) // 2 * np.where(np.arange(_DIRECTIONS) % 2, 1, -1)
    angles = outward + steps * (2 * np.pi / _DIRECTIONS)
    directions = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    factors = np.array(_DISTANCES)[:, None, None]
    half = np.array(size) / 2
    centers = (point + directions * (factors * distance + half)).reshape(-1, 2)
    low = np.clip(np.round(centers - half), 0, np.maximum(np.array(canvas) - size, 0))
    return np.hstack([low, low + size]).astype(int)


def _overlaps(rectangles: np.ndarray, obstacles: np.ndarray) -> np.ndarray:
    """Return the area that each of N rectangles shares with each of M obstacles, (N, M)."""
    low = np.maximum(rectangles[:, None, :2], obstacles[None, :, :2])
    high = np.minimum(rectangles[:, None, 2:], obstacles[None, :, 2:])
    return np.clip(high - low, 0, None).prod(axis=-1)
