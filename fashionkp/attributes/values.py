"""The value of an attribute, for many positions of the key points at once."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from fashionkp.attributes.definitions import UPPER_ARM, Definition
from fashionkp.keypoints import side
from fashionkp.measurements import Measurement, Waypoint

Points = Mapping[str, np.ndarray]
"""Key points that are present, by name; S positions of each, (S, 2)."""

_SLANTED = 0.94, 0.65
"""Cosines of the angle between cuff and sleeve that show a bent elbow, for a cuff that is farther
from the shoulder than the elbow is, and for a closer one, as those of short sleeves are."""


def absent_points(definition: Definition, points: Points) -> tuple[str, ...]:
    """Return the key points that are absent and would make the value known; empty if it is."""
    if not any(_is_measurable(length, points) for length in definition.lengths):
        return tuple(
            point
            for length in definition.lengths
            for point in length.keypoints
            if point not in points
        )
    if not any(_is_measurable(reference.length, points) for reference in definition.references):
        needed = (p for reference in definition.references for p in reference.length.keypoints)
        return tuple(dict.fromkeys(point for point in needed if point not in points))
    return ()


def attribute_values(definition: Definition, points: Points) -> np.ndarray:
    """Return the attribute's values, (S,), for points of which none is absent that it needs."""
    scale = _scale(definition, points)
    lengths = [
        _sleeve(length, points, scale) if definition.is_sleeve else _length(length, points)
        for length in definition.lengths
        if _is_measurable(length, points)
    ]
    return definition.start + np.max(lengths, axis=0) / scale


def _is_measurable(length: Measurement, points: Points) -> bool:
    return all(point in points for point in length.keypoints)


def _position(waypoint: Waypoint, points: Points) -> np.ndarray:
    return sum((weight * points[name] for name, weight in waypoint.weights), np.zeros(2))


def _length(length: Measurement, points: Points) -> np.ndarray:
    path = [_position(waypoint, points) for waypoint in length.path]
    return sum((np.hypot(*(end - start).T) for start, end in pairwise(path)), np.zeros(1))


def _scale(definition: Definition, points: Points) -> np.ndarray:
    """Size of a unit of the values, (S,) pixels; positive."""
    used = [each for each in definition.references if _is_measurable(each.length, points)]
    sizes = [np.maximum(_length(each.length, points), 1e-3) / each.size for each in used]
    weights = [each.weight for each in used]
    return np.exp(np.average(np.log(sizes), axis=0, weights=weights))


def _sleeve(length: Measurement, points: Points, scale: np.ndarray) -> np.ndarray:
    """Length of a sleeve along the arm, (S,) pixels.

    The forearm is perpendicular to the cuff. Where it does not point away from the shoulder, the
    elbow is bent: it is the point on the forearm that is as far from the shoulder as an upper arm
    is long.
    """
    shoulder, outer = length.keypoints
    line = points[outer] - points[shoulder]
    straight = np.hypot(*line.T)
    inner = outer.replace('_out', '_in')
    if inner not in points:
        return straight
    x, y = (points[inner] - points[outer]).T
    width = np.maximum(np.hypot(x, y), 1e-9)
    outwards = -1 if side(outer) == 'left' else 1
    forearm = np.stack([y, -x], axis=1) * (outwards / width)[:, None]
    upper_arm = UPPER_ARM * scale
    along = (forearm * line).sum(1)
    root = np.sqrt(np.maximum(along**2 - straight**2 + upper_arm**2, 0))
    covered = np.where(along > root, along - root, along + root)  # of the forearm
    slanted = along < np.where(straight > upper_arm, *_SLANTED) * straight
    return np.where(slanted & (covered > 0), upper_arm + covered, straight)
