"""The lengths of one garment, from its key points."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from fashionkp.categories import CATEGORIES, category_by_name
from fashionkp.measurements.definitions import MEASUREMENTS

LENGTH_DECIMALS = 1
"""Decimals of lengths in files."""


class _Segments(NamedTuple):
    """The straight lines that the lengths of a category consist of.

    Attributes:
        vectors: Matrix that turns K key points into the vectors of S lines, (S, K).
        starts: Index of the first line of each length, (M,).
    """

    vectors: np.ndarray
    starts: np.ndarray


def _segments(name: str) -> _Segments:
    keypoints = CATEGORIES[name].keypoints
    vectors: list[np.ndarray] = []
    starts: list[int] = []
    for measurement in MEASUREMENTS[name]:
        waypoints = np.zeros((len(measurement.path), len(keypoints)))
        for row, waypoint in zip(waypoints, measurement.path, strict=True):
            for keypoint, weight in waypoint.weights:
                row[keypoints.index(keypoint)] = weight
        starts.append(len(vectors))
        vectors += [*np.diff(waypoints, axis=0)]
    return _Segments(np.array(vectors).reshape(-1, len(keypoints)), np.array(starts, np.intp))


_SEGMENTS = {name: _segments(name) for name in CATEGORIES}


def distances(category: str, keypoints: np.ndarray) -> np.ndarray:
    """Return all lengths of garments of a category.

    Args:
        category: Its name.
        keypoints: (..., K, 2), finite.

    Returns:
        (..., M), in the unit of the key points and the order of
        :data:`~fashionkp.measurements.definitions.MEASUREMENTS`.
    """
    vectors, starts = _SEGMENTS[category]
    lines = vectors @ keypoints
    return np.add.reduceat(np.hypot(lines[..., 0], lines[..., 1]), starts, axis=-1)


@dataclass(frozen=True)
class Lengths:
    """The lengths of a garment.

    Attributes:
        pixels: Each length of its category by name, pixels; None if a key point is absent.
        absent: Absent key points of the lengths that are None.
        cm_per_pixel: Size of a pixel on the garment; None if unknown, or not the same everywhere.
        plane_cm: Each length in a :class:`~fashionkp.measurements.plane.Plane`, centimetres; None
            without a plane.
        pixel_margins: Half the width of each length's 95 % interval, pixels; infinite if there is
            no bound. See :mod:`fashionkp.point_errors`.
        cm_margins: The same in centimetres.
    """

    pixels: dict[str, float | None]
    absent: dict[str, tuple[str, ...]]
    cm_per_pixel: float | None = None
    plane_cm: dict[str, float | None] | None = None
    pixel_margins: Mapping[str, float] = field(default_factory=dict)
    cm_margins: Mapping[str, float] = field(default_factory=dict)

    @property
    def cm(self) -> dict[str, float | None]:
        """Each length in centimetres; None if it or the scale is unknown."""
        if self.plane_cm is not None:
            return self.plane_cm
        scale = self.cm_per_pixel
        return {
            name: None if scale is None or length is None else length * scale
            for name, length in self.pixels.items()
        }

    def in_unit(self, unit: str) -> dict[str, float | None]:
        """Return lengths by name in a unit, 'pixels' or 'cm'."""
        return self.pixels if unit == 'pixels' else self.cm

    def margins_in_unit(self, unit: str) -> Mapping[str, float]:
        """Return the margins of measurable lengths by name in a unit, 'pixels' or 'cm'."""
        return self.pixel_margins if unit == 'pixels' else self.cm_margins

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Return ``pixels``, ``cm`` and ``absent`` (key points) of each length, for JSON.

        With margins also ``margin_pixels`` and ``margin_cm``.
        """
        cm = self.cm
        return {
            name: dict(
                pixels=_rounded(length),
                cm=_rounded(cm[name]),
                absent=list(self.absent.get(name, ())),
                **self._margins(name),
            )
            for name, length in self.pixels.items()
        }

    def _margins(self, name: str) -> dict[str, float | None]:
        if not self.pixel_margins:
            return {}
        return dict(
            margin_pixels=_rounded(self.pixel_margins.get(name)),
            margin_cm=_rounded(self.cm_margins.get(name)),
        )


def pixel_lengths(category: str, keypoints: np.ndarray, present: np.ndarray) -> Lengths:
    """Return the lengths of a garment in pixels; see :func:`fashionkp.measurements.measure`."""
    names = category_by_name(category).keypoints
    is_present = dict(zip(names, np.asarray(present, bool).tolist(), strict=True))
    absent = {}
    for measurement in MEASUREMENTS[category]:
        if missing := tuple(name for name in measurement.keypoints if not is_present[name]):
            absent[measurement.name] = missing
    values = distances(category, finite_points(keypoints, present))
    return Lengths(by_name(category, values, absent), absent)


def by_name(category: str, values: np.ndarray, absent: Collection[str]) -> dict[str, float | None]:
    """Return the lengths (M,) of a category by name; None for absent ones."""
    pairs = zip(MEASUREMENTS[category], values.tolist(), strict=True)
    return {m.name: None if m.name in absent else value for m, value in pairs}


def finite_points(keypoints: np.ndarray, present: np.ndarray) -> np.ndarray:
    """Return key points (K, 2) with absent ones at 0: NaN would spread to all lengths."""
    return np.where(np.asarray(present, bool)[:, None], keypoints, 0.0)


def _rounded(value: float | None) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return round(value, LENGTH_DECIMALS)
