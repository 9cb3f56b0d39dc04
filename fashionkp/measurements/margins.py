"""Margins of lengths: half the width of a 95 % interval, from the scores of the key points.

A calibrated score s is the probability that a key point is within 20 % of the normalizing distance
of its true place. Its error, in units of that distance, is taken to be log-logistic: the logit of
the probability that it is less than r is ``logit(s) + b * ln(r / 0.2)``, where b grows with the
score, in any direction. Garments with such errors are drawn, and 95 % of their lengths differ from
the measured one by the margin or less. The points of a left and right pair are displaced as in a
mirror in some of the draws, because what misleads a model about one mostly does about both.

The numbers below were fitted on drawn garments; benchmarks/length_intervals.py fits and checks
them.
"""

from functools import cache

import numpy as np

from fashionkp.categories import category_by_name

COVERAGE = 0.95
"""Share of lengths whose true value is to lie within the margin."""

_CORRECT = 0.2  # of the normalizing distance: what a score is the probability of
_SHAPE, _SHAPE_PER_LOGIT = 1.654, 0.173
_MIRRORED = 0.5  # share of the draws
_DRAWS = 400
_SCORES = 1e-3, 1 - 1e-3
_SMALLEST_UNIT = 0.1  # of the diagonal of the garment, for a pair that was taken for one point


def drawn_points(category: str, keypoints: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return garments as the scores allow them.

    Args:
        category: Name of the category.
        keypoints: Predicted key points, (K, 2), pixels, finite.
        scores: Their calibrated scores, (K,).

    Returns:
        (D, K, 2), pixels; the same for the same arguments.
    """
    facts = category_by_name(category)
    ranks, directions, mirrored = _errors(category)
    first, second = (facts.keypoints.index(n) for n in facts.normalizing_pair)
    unit = max(
        float(np.hypot(*(keypoints[second] - keypoints[first]))),
        _SMALLEST_UNIT * float(np.hypot(*np.ptp(keypoints, axis=0))),
    )
    radius = unit * error_quantiles(ranks, scores)
    errors = radius[..., None] * directions
    opposite = list(facts.flip_indices)
    across = keypoints[opposite] - keypoints
    across = across / np.maximum(np.hypot(across[:, 0], across[:, 1]), 1e-9)[:, None]
    partner = errors[:, opposite] * (radius / np.maximum(radius[:, opposite], 1e-12))[..., None]
    reflected = partner - 2 * (partner * across).sum(-1, keepdims=True) * across
    return keypoints + np.where(mirrored[..., None], reflected, errors)


def error_quantiles(ranks: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return quantiles of the errors of key points, in units of the normalizing distance.

    Args:
        ranks: Probability of a smaller error, (..., K), between 0 and 1.
        scores: Calibrated scores, (K,).

    Example:
        >>> error_quantiles(np.array([0.9]), np.array([0.9])).round(3).tolist()
        [0.2]
    """
    logits = _logit(np.clip(scores, *_SCORES))
    shape = _SHAPE + _SHAPE_PER_LOGIT * np.maximum(logits, 0)
    return _CORRECT * np.exp((_logit(ranks) - logits) / shape)


def half_widths(drawn: np.ndarray, measured: np.ndarray) -> np.ndarray:
    """Return the margin of each length, (M,), infinite if there is no bound.

    Args:
        drawn: Lengths of drawn garments, (D, M).
        measured: The lengths, (M,).
    """
    differences = np.nan_to_num(np.abs(drawn - measured), nan=np.inf, posinf=np.inf)
    return np.quantile(differences, COVERAGE, axis=0, method='higher')


@cache
def _errors(category: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return ranks (D, K), directions (D, K, 2), and which errors are the partner's, (D, K)."""
    flip = category_by_name(category).flip_indices
    rng = np.random.default_rng(0)
    ranks = np.stack([(rng.permutation(_DRAWS) + 0.5) / _DRAWS for _ in flip], axis=1)
    angles = rng.uniform(0, 2 * np.pi, ranks.shape)
    is_second = np.array([partner < index for index, partner in enumerate(flip)])
    mirrored = (rng.permutation(_DRAWS) < _MIRRORED * _DRAWS)[:, None] & is_second
    ranks = np.where(mirrored, ranks[:, list(flip)], ranks)
    return ranks, np.stack([np.cos(angles), np.sin(angles)], axis=-1), mirrored


def _logit(probability: np.ndarray) -> np.ndarray:
    return np.log(probability) - np.log1p(-probability)
