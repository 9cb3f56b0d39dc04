"""How sure a pooled mean is."""

import numpy as np

_RESAMPLES = 1000


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
    used = counts > 0
    sums, counts = sums[used], counts[used]
    if not len(counts):
        return float('nan'), float('nan')
    order = np.lexsort((counts, sums))
    columns = np.stack([sums, counts], axis=1)[order]
    rng = np.random.default_rng(0)
    means = np.empty(_RESAMPLES)
    for i in range(_RESAMPLES):
        drawn = rng.integers(0, len(columns), len(columns))
        total, number = np.bincount(drawn, minlength=len(columns)) @ columns
        means[i] = total / number
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
