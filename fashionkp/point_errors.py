"""How far predicted key points may be off, given their scores.

A calibrated score s is the probability that a key point is closer to its true position than
:data:`CORRECT`, in normalizing distances. Its error, in the same unit, is taken to be log-logistic:
the logit of the probability that it is less than r is ``logit(s) + b * ln(r / CORRECT)``, where b
grows with the score, in any direction. The points of a left and right pair are off as in a mirror
in half of the cases, because what misleads a model about one mostly does about both.

The numbers below were fitted on drawn garments; benchmarks/length_intervals.py fits and checks
them.
"""

from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from fashionkp.categories import category_by_name

CORRECT = 0.2
"""Errors below, in normalizing distances, are what scores are the probability of."""

DRAWS = 400
"""Positions that are drawn for each key point."""

_SHAPE, _SHAPE_PER_LOGIT = 1.654, 0.173
_MIRRORED = 0.5  # share of the draws
_SCORES = 1e-3, 1 - 1e-3  # scores beyond are as these
_SMALLEST_UNIT = 0.1  # of the diagonal of the garment, for a pair that was taken for one point


def drawn_points(
    category: str, keypoints: np.ndarray, present: np.ndarray, scores: np.ndarray
) -> np.ndarray:
    """Return garments as the scores allow them.

    Args:
        category: Name of the category.
        keypoints: Key points, (K, 2), pixels; absent ones may be NaN.
        present: Which of them are present, (K,) bool.
        scores: Calibrated scores, (K,); a key point without one, NaN, is exact.

    Returns:
        (D, K, 2), pixels, with D = :data:`DRAWS`, or 1 if all key points are exact; absent ones are
        around 0. The same, read-only array for the same arguments.
    """
    arrays = (np.asarray(array) for array in (keypoints, present, scores))
    return _drawn_points(category, *((array.dtype.str, array.tobytes()) for array in arrays))


@lru_cache(maxsize=8)  # lengths, attributes and margins of a garment need the same ones
def _drawn_points(category: str, *contents: tuple[str, bytes]) -> np.ndarray:
    """See :func:`drawn_points`, whose arrays come as data type and content."""
    keypoints, present, scores = (np.frombuffer(data, dtype) for dtype, data in contents)
    keypoints = keypoints.reshape(-1, 2)
    positions = np.where(present[:, None], keypoints, 0.0)
    if np.isnan(scores).all():
        positions.setflags(write=False)
        return positions[None]
    errors = _errors(category)
    directions = errors.directions.copy()
    across = np.nan_to_num(keypoints[errors.firsts] - keypoints[errors.seconds])
    across = across / np.maximum(np.hypot(across[:, 0], across[:, 1]), 1e-9)[:, None]
    partners = directions[np.ix_(errors.mirrored, errors.firsts)]
    along = (partners * across).sum(-1, keepdims=True)
    directions[np.ix_(errors.mirrored, errors.seconds)] = partners - 2 * along * across
    radius = np.nan_to_num(_unit(category, keypoints) * error_quantiles(errors.ranks, scores))
    points = positions + radius[..., None] * directions
    points.setflags(write=False)  # they are shared
    return points


def error_quantiles(ranks: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return quantiles of the errors of key points, in normalizing distances.

    Args:
        ranks: Probability of a smaller error, (..., K), between 0 and 1.
        scores: Calibrated scores, (K,).

    Example:
        >>> error_quantiles(np.array([0.9]), np.array([0.9])).round(3).tolist()
        [0.2]
    """
    logits = _logit(np.clip(scores, *_SCORES))
    shape = _SHAPE + _SHAPE_PER_LOGIT * np.maximum(logits, 0)
    return CORRECT * np.exp((_logit(ranks) - logits) / shape)


def _unit(category: str, keypoints: np.ndarray) -> float:
    """Return the normalizing distance, pixels."""
    facts = category_by_name(category)
    first, second = (keypoints[facts.keypoints.index(n)] for n in facts.normalizing_pair)
    finite = keypoints[np.isfinite(keypoints).all(1)]
    diagonal = float(np.hypot(*np.ptp(finite, axis=0))) if len(finite) else 0.0
    pair = float(np.nan_to_num(np.hypot(*(second - first))))
    return max(pair, _SMALLEST_UNIT * diagonal)


class _Errors(NamedTuple):
    """Errors of the key points of a category, apart from their scale.

    Attributes:
        ranks: Share of smaller errors, (D, K).
        directions: Unit vectors, (D, K, 2).
        firsts: Index of one key point of each pair, (P,).
        seconds: Index of its partner, (P,).
        mirrored: Index of the draws in which the second one is off like the first, mirrored.
    """

    ranks: np.ndarray
    directions: np.ndarray
    firsts: np.ndarray
    seconds: np.ndarray
    mirrored: np.ndarray


@cache
def _errors(category: str) -> _Errors:
    flip = category_by_name(category).flip_indices
    pairs = [(partner, index) for index, partner in enumerate(flip) if partner < index]
    firsts, seconds = np.array(pairs, np.intp).reshape(-1, 2).T
    rng = np.random.default_rng(0)
    ranks = np.stack([(rng.permutation(DRAWS) + 0.5) / DRAWS for _ in flip], axis=1)
    angles = rng.uniform(0, 2 * np.pi, ranks.shape)
    mirrored = np.flatnonzero(rng.permutation(DRAWS) < _MIRRORED * DRAWS)
    ranks[np.ix_(mirrored, seconds)] = ranks[np.ix_(mirrored, firsts)]
    directions = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return _Errors(ranks, directions, firsts, seconds, mirrored)


def _logit(probability: np.ndarray) -> np.ndarray:
    return np.log(probability) - np.log1p(-probability)
