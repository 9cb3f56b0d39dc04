"""How far predicted key points may be off, given their scores.

A calibrated score s is the probability that a key point is closer to its true position than
:data:`CORRECT`, in normalizing distances. Its error, in the same unit, is taken to be log-logistic:
the logit of the probability that it is less than r is ``logit(s) + b * ln(r / CORRECT)``, where b
grows with the score, in any direction. The points of a left and right pair are off as in a mirror
in half of the cases, because what misleads a model about one mostly does about both.

The numbers below were fitted on drawn garments; benchmarks/length_intervals.py fits and checks
them.
"""

from functools import cache

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
        around 0. The same for the same arguments.
    """
    positions = np.where(present[:, None], keypoints, 0.0)
    if np.isnan(scores).all():
        return positions[None]
    ranks, directions, mirrored = _errors(category)
    opposite = list(category_by_name(category).flip_indices)
    across = np.nan_to_num(keypoints[opposite] - keypoints)
    across = across / np.maximum(np.hypot(across[:, 0], across[:, 1]), 1e-9)[:, None]
    partner = directions[:, opposite]
    reflected = partner - 2 * (partner * across).sum(-1, keepdims=True) * across
    radius = np.nan_to_num(_unit(category, keypoints) * error_quantiles(ranks, scores))
    return positions + radius[..., None] * np.where(mirrored[..., None], reflected, directions)


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


@cache
def _errors(category: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return ranks (D, K), directions (D, K, 2), and which errors are the partner's, (D, K)."""
    flip = category_by_name(category).flip_indices
    rng = np.random.default_rng(0)
    ranks = np.stack([(rng.permutation(DRAWS) + 0.5) / DRAWS for _ in flip], axis=1)
    angles = rng.uniform(0, 2 * np.pi, ranks.shape)
    is_second = np.array([partner < index for index, partner in enumerate(flip)])
    mirrored = (rng.permutation(DRAWS) < _MIRRORED * DRAWS)[:, None] & is_second
    ranks = np.where(mirrored, ranks[:, list(flip)], ranks)
    return ranks, np.stack([np.cos(angles), np.sin(angles)], axis=-1), mirrored


def _logit(probability: np.ndarray) -> np.ndarray:
    return np.log(probability) - np.log1p(-probability)
