"""How far a predicted key point may be off, given its score."""

from functools import cache

import numpy as np

SAMPLES = 256
"""Positions that are tried for each key point."""

CORRECT = 0.2
"""A score is the probability that a key point is closer to its true place than this part of the
normalizing distance, see :data:`fashionkp.score.CORRECT`."""

_SCORES = 1e-3, 1 - 1e-6  # scores beyond are as these
_FARTHEST = 3.0  # normalizing distances


def possible_points(keypoints: np.ndarray, scores: np.ndarray, unit: float) -> np.ndarray:
    """Return positions that key points may truly have.

    Errors follow a bivariate t distribution with two degrees of freedom: most are small and a few
    large, as those of a heatmap model are. The score determines its width.

    Args:
        keypoints: Key points (K, 2), pixels.
        scores: Calibrated scores (K,); a key point without one, NaN, is exact.
        unit: Normalizing distance, pixels.

    Returns:
        (S, K, 2), the same for the same arguments, with S = :data:`SAMPLES`; (1, K, 2) if all key
        points are exact.
    """
    if np.isnan(scores).all():
        return keypoints[None]
    p = np.clip(scores, *_SCORES)
    median = np.nan_to_num(CORRECT * np.sqrt((1 - p) / p))
    distances, directions = _draws(len(keypoints))
    lengths = np.minimum(median * distances, _FARTHEST) * unit
    return keypoints + lengths[..., None] * directions


@cache
def _draws(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return distances in units of their median, (S, K), and directions, (S, K, 2)."""
    rng = np.random.default_rng(0)
    # one draw from each part of the distribution, in another order for each key point
    shares = (np.arange(SAMPLES) + 0.5) / SAMPLES
    shares = rng.permuted(np.tile(shares[:, None], (1, count)), axis=0)
    angles = rng.uniform(0, 2 * np.pi, (SAMPLES, count))
    return np.sqrt(shares / (1 - shares)), np.stack([np.cos(angles), np.sin(angles)], axis=-1)
