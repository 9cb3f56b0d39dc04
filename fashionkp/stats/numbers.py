"""The statistics of a data set as numbers."""

from collections import Counter
from typing import Any

import numpy as np

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.stats.sample import Sample

QUANTILES = {'min': 0.0, 'p5': 0.05, 'median': 0.5, 'p95': 0.95, 'max': 1.0}
"""Names of the quantiles that describe a distribution."""

_MAX_SIZES = 5  # most common sizes of images that are listed


def stats_numbers(sample: Sample) -> dict[str, Any]:
    """Return the statistics of a data set as a JSON object.

    Args:
        sample: The data set.

    Returns:
        ``source`` and ``rows``; ``categories`` by name; ``pictures``, or None where no image size
        is known. A category has ``rows``, ``labelled``, ``normalizing`` (number of rows with
        ``both``, ``one`` or ``none`` of the normalizing points, quantiles of the ``distance`` in
        pixels) and ``points`` by name (how often ``visible``, ``occluded`` and ``absent``,
        quantiles of ``x`` and ``y`` relative to the image). ``pictures`` has the ``count`` of
        images of known size, quantiles of their ``long`` side in pixels and of their ``aspect``,
        width by height, and the most common ``sizes``.
    """
    return {
        'source': str(sample.source),
        'rows': len(sample.table),
        'categories': {name: _category_numbers(sample, name) for name in sample.categories},
        'pictures': _image_numbers(sample.known_sizes),
    }


def _category_numbers(sample: Sample, name: str) -> dict[str, Any]:
    rows = sample.categories[name]
    labelled = rows & sample.table.labelled
    none, one, both = np.bincount(sample.num_normalizing_points[labelled], minlength=3).tolist()
    return {
        'rows': int(rows.sum()),
        'labelled': int(labelled.sum()),
        'normalizing': {
            'both': both,
            'one': one,
            'none': none,
            'distance': _quantiles(sample.normalizing_distances(name)),
        },
        'points': {
            key: _point_numbers(sample, labelled, key) for key in CATEGORIES[name].keypoints
        },
    }


def _point_numbers(sample: Sample, rows: np.ndarray, keypoint: str) -> dict[str, Any]:
    i = KEYPOINTS.index(keypoint)
    visibility = sample.table.visibility[rows, i]
    points = sample.relative_keypoints[rows, i][visibility >= 0]
    counts = {'visible': 1, 'occluded': 0, 'absent': -1}
    return {
        **{name: int((visibility == value).sum()) for name, value in counts.items()},
        'x': _quantiles(points[:, 0]),
        'y': _quantiles(points[:, 1]),
    }


def _image_numbers(sizes: np.ndarray) -> dict[str, Any] | None:
    if not len(sizes):
        return None
    common = Counter(map(tuple, sizes.tolist())).most_common(_MAX_SIZES)
    return {
        'count': len(sizes),
        'long': _quantiles(sizes.max(1)),
        'aspect': _quantiles(sizes[:, 0] / sizes[:, 1]),
        'sizes': [{'width': w, 'height': h, 'count': count} for (w, h), count in common],
    }


def _quantiles(values: np.ndarray) -> dict[str, float] | None:
    """Return the quantiles of numbers, (M,), to four digits; None without numbers."""
    if not len(values):
        return None
    quantiles = np.quantile(values, list(QUANTILES.values()))
    return {name: float(f'{value:.4g}') for name, value in zip(QUANTILES, quantiles, strict=True)}
