"""The lengths of a garment, in pixels and in centimetres, with their margins."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from fashionkp.measurements.definitions import MEASUREMENTS
from fashionkp.measurements.lengths import (
    Lengths,
    by_name,
    distances,
    pixel_lengths,
)
from fashionkp.measurements.margins import half_widths
from fashionkp.measurements.plane import Plane
from fashionkp.measurements.reference import Reference, is_scale
from fashionkp.point_errors import drawn_points


def measure(
    category: str,
    keypoints: ArrayLike,
    present: ArrayLike,
    *,
    scale: Reference | Plane | None = None,
    scores: np.ndarray | None = None,
) -> Lengths:
    """Measure a garment.

    Args:
        category: Name of its category.
        keypoints: Key points of the category, in its order, (K, 2), pixels.
        present: Which of them are present, (K,) bool; lengths that need another one are None.
        scale: What is known of the garment's true size, or the plane that it lies in; for lengths
            in centimetres.
        scores: Calibrated scores of predicted key points, (K,), for margins, unless one is NaN.

    Raises:
        PlaneNotFound: If a key point lies beyond the horizon of the plane.

    Example:
        >>> points, present = [[0, 0], [60, 0], [-20, 80], [80, 80]], [True, True, True, False]
        >>> lengths = measure('skirt', points, present, scale=Reference({'waist': 30}))
        >>> lengths.pixels
        {'waist': 60.0, 'hem': None, 'skirt_length': None}
        >>> lengths.absent['hem'], lengths.cm['waist']
        (('hemline_right',), 30.0)
    """
    keypoints, present = np.asarray(keypoints), np.asarray(present, bool)
    lengths = pixel_lengths(category, keypoints, present)
    if isinstance(scale, Reference):
        lengths = scale.applied(lengths)
    elif scale is not None:
        values = distances(category, _points_in(scale, keypoints, present))
        lengths = replace(lengths, plane_cm=by_name(category, values, lengths.absent))
    if scores is None or np.isnan(scores).any():
        return lengths
    points = drawn_points(category, keypoints, present, scores)
    return _with_margins(lengths, category, points, scale)


def margins_per_cm(
    category: str, keypoints: ArrayLike, present: ArrayLike, scores: np.ndarray
) -> dict[str, dict[str, float]]:
    """Return margins of lengths in centimetres, whichever length will be known.

    Args:
        category: Name of the category.
        keypoints: Its key points, in its order, (K, 2), pixels.
        present: Which of them are present, (K,) bool.
        scores: Calibrated scores, (K,).

    Returns:
        For each length that may be known, by name, the margins of all that are measurable by name:
        those of :func:`measure` for a :class:`~fashionkp.measurements.reference.Reference` of that
        length, divided by its centimetres. Infinite if there is no bound.
    """
    keypoints, present = np.asarray(keypoints), np.asarray(present, bool)
    lengths = pixel_lengths(category, keypoints, present).pixels
    measured = np.array([value or 0.0 for value in lengths.values()])
    drawn = distances(category, drawn_points(category, keypoints, present, scores))
    known = [index for index, value in enumerate(lengths.values()) if is_scale(value)]
    ratios = (values[..., None] / values[..., None, known] for values in (drawn, measured))
    names, widths = list(lengths), half_widths(*ratios).T.tolist()
    return {
        names[index]: {
            name: width
            for name, width in zip(names, column, strict=True)
            if lengths[name] is not None
        }
        for index, column in zip(known, widths, strict=True)
    }


def _points_in(plane: Plane, keypoints: np.ndarray, present: np.ndarray) -> np.ndarray:
    """Return key points (K, 2) in centimetres; absent ones at 0."""
    points = np.zeros(keypoints.shape)
    points[present] = plane.cm(keypoints[present])
    return points


def _with_margins(
    lengths: Lengths, category: str, points: np.ndarray, scale: Reference | Plane | None
) -> Lengths:
    """Return lengths with their margins.

    Args:
        lengths: The measured lengths.
        category: Name of the category.
        points: Garments as the scores allow them, (D, K, 2).
        scale: As for :func:`measure`.
    """
    drawn = distances(category, points)
    lengths = replace(lengths, pixel_margins=_margins(category, drawn, lengths.pixels))
    if isinstance(scale, Plane):
        drawn = distances(category, scale.drawn_cm(points))
    elif scale is None or lengths.cm_per_pixel is None:
        return lengths
    elif scale.cm_per_pixel is not None:
        drawn = drawn * scale.cm_per_pixel
    else:
        known = scale.used(lengths)
        column = [m.name for m in MEASUREMENTS[category]].index(str(known))
        drawn = drawn * (scale.lengths[str(known)] / drawn[:, column : column + 1])
    return replace(lengths, cm_margins=_margins(category, drawn, lengths.cm))


def _margins(
    category: str, drawn: np.ndarray, lengths: Mapping[str, float | None]
) -> dict[str, float]:
    names = [measurement.name for measurement in MEASUREMENTS[category]]
    measured = np.array([lengths[name] or 0.0 for name in names])
    pairs = zip(names, half_widths(drawn, measured).tolist(), strict=True)
    return {name: width for name, width in pairs if lengths[name] is not None}
