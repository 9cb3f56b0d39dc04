"""How sure a pooled mean is."""

import numpy as np

_RESAMPLES = 1000
_AT_ONCE = 100  # resamples whose sums are taken together: more would take memory, not save time


def bootstrap_interval(sums: np.ndarray, counts: np.ndarray) -> tuple[float, float]:
    """95 % percentile interval of a pooled mean under resampling of images.

    Args:
        sums: Sum of the errors of each image, (N,).
        counts: Number of the points in each sum, (N,); images without any are left out.

    Returns:
        Lower and upper bound in the unit of ``sums``. The same images give the same bounds in any
        order. NaN without points.

    Reference:
        Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    low, high = bootstrap_intervals(np.asarray(sums)[:, None], np.asarray(counts)[:, None])[0]
    return float(low), float(high)


def bootstrap_intervals(sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Intervals of several pooled means of the same images, as :func:`bootstrap_interval`.

    Args:
        sums: Sums of the errors of each image, one for each mean, (N, G).
        counts: Numbers of the points in them, (N, G); images without any are left out.

    Returns:
        Lower and upper bounds, (G, 2). The first mean gets the bounds that it gets alone if the
        others have points only where it has. Resamples without a point do not count.
    """
    used = np.asarray(counts).any(1)
    columns = np.hstack([sums, counts])[used].astype(np.float64)
    groups = columns.shape[1] // 2
    means = np.full((_RESAMPLES, groups), np.nan)
    # by the first mean, then by the others
    order = np.lexsort([key for g in range(groups)[::-1] for key in columns[:, [g + groups, g]].T])
    columns, size = columns[order], len(columns)
    rng = np.random.default_rng(0)
    for start in range(0, _RESAMPLES if size else 0, _AT_ONCE):
        draws = [np.bincount(rng.integers(0, size, size), minlength=size) for _ in range(_AT_ONCE)]
        totals = np.array(draws, np.float64) @ columns
        numbers = totals[:, groups:]
        np.divide(
            totals[:, :groups], numbers, out=means[start : start + _AT_ONCE], where=numbers > 0
        )
    bounds = np.full((groups, 2), np.nan)
    for place in np.flatnonzero(~np.isnan(means).all(0)):
        bounds[place] = np.nanpercentile(means[:, place], [2.5, 97.5])
    return bounds
