"""Bootstrap intervals of pooled means."""

import numpy as np

_RESAMPLES = 1000
_BATCH = 100  # resamples at a time: more would need more memory without saving time


def bootstrap_interval(sums: np.ndarray, counts: np.ndarray) -> tuple[float, float]:
    """Return the 95 % percentile interval of a pooled mean when images are resampled.

    Args:
        sums: Sum of the errors of each image, (N,).
        counts: Number of points in each sum, (N,); images without points are left out.

    Returns:
        Lower and upper bound in the unit of ``sums``, whatever the order of the images; NaN
        without points.

    Reference:
        Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    low, high = bootstrap_intervals(np.asarray(sums)[:, None], np.asarray(counts)[:, None])[0]
    return float(low), float(high)


def bootstrap_intervals(sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the intervals of G pooled means of the same images.

    Args:
        sums: Sum of the errors of each image for each mean, (N, G).
        counts: Number of points in each sum, (N, G); images without points are left out.

    Returns:
        Lower and upper bounds, (G, 2), as :func:`bootstrap_interval` returns them for each mean;
        those of the first mean equal its own :func:`bootstrap_interval` if the other means have no
        points in further images. Resamples without points are left out.
    """
    used = np.asarray(counts).any(1)
    columns = np.hstack([sums, counts])[used].astype(np.float64)
    groups = columns.shape[1] // 2
    means = np.full((_RESAMPLES, groups), np.nan)
    # sorted, so that the order of the images does not matter: by the first mean, then the others
    order = np.lexsort([key for g in range(groups)[::-1] for key in columns[:, [g + groups, g]].T])
    columns, size = columns[order], len(columns)
    rng = np.random.default_rng(0)
    for start in range(0, _RESAMPLES if size else 0, _BATCH):
        draws = [np.bincount(rng.integers(0, size, size), minlength=size) for _ in range(_BATCH)]
        totals = np.array(draws, np.float64) @ columns
        points = totals[:, groups:]
        np.divide(totals[:, :groups], points, out=means[start : start + _BATCH], where=points > 0)
    bounds = np.full((groups, 2), np.nan)
    for group in np.flatnonzero(~np.isnan(means).all(0)):
        bounds[group] = np.nanpercentile(means[:, group], [2.5, 97.5])
    return bounds
