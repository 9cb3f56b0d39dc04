"""A sample in numbers."""

from collections import Counter
from typing import Any

import numpy as np

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.stats.sample import Sample

QUANTILES = {'min': 0.0, 'p5': 0.05, 'median': 0.5, 'p95': 0.95, 'max': 1.0}
"""What is told of a distribution, by name."""

_COMMON = 5  # sizes that are listed


def numbers(sample: Sample) -> dict[str, Any]:
    """What a data set consists of.

    Args:
        sample: The data set.

    Returns:
        A JSON object: ``source``, ``rows``; ``categories`` by name with ``rows``, ``labelled``,
        ``normalizing`` (how many rows have ``both``, ``one`` or ``none`` of the points, quantiles
        of the ``distance`` in pixels) and ``points`` by name (how many are ``visible``,
        ``occluded`` or ``absent``, quantiles of ``x`` and ``y`` relative to the image);
        ``images`` (how many have a known size, quantiles of the ``long`` side in pixels and of
        ``aspect``, width by height, and the commonest ``sizes``) or None.
    """
    return {
        'source': str(sample.source),
        'rows': len(sample.table),
        'categories': {name: _category(sample, name) for name in sample.categories},
        'pictures': _images(sample.known_sizes),
    }


def _category(sample: Sample, name: str) -> dict[str, Any]:
    rows = sample.categories[name]
    labelled = rows & sample.table.labelled
    none, one, both = np.bincount(sample.pair_points[labelled], minlength=3).tolist()
    return {
        'rows': int(rows.sum()),
        'labelled': int(labelled.sum()),
        'normalizing': {
            'both': both,
            'one': one,
            'none': none,
            'distance': _quantiles(sample.units(name)),
        },
        'points': {key: _point(sample, labelled, key) for key in CATEGORIES[name].keypoints},
    }


def _point(sample: Sample, rows: np.ndarray, keypoint: str) -> dict[str, Any]:
    i = KEYPOINTS.index(keypoint)
    seen, places = sample.table.visibility[rows, i], sample.places[rows, i]
    counts = {'visible': 1, 'occluded': 0, 'absent': -1}
    found = places[seen >= 0]
    return {
        **{name: int((seen == value).sum()) for name, value in counts.items()},
        'x': _quantiles(found[:, 0]),
        'y': _quantiles(found[:, 1]),
    }


def _images(sizes: np.ndarray) -> dict[str, Any] | None:
    if not len(sizes):
        return None
    common = Counter(map(tuple, sizes.tolist())).most_common(_COMMON)
    return {
        'count': len(sizes),
        'long': _quantiles(sizes.max(1)),
        'aspect': _quantiles(sizes[:, 0] / sizes[:, 1]),
        'sizes': [{'width': w, 'height': h, 'count': count} for (w, h), count in common],
    }


def _quantiles(values: np.ndarray) -> dict[str, float] | None:
    """Quantiles of numbers (M,), to four digits; None where there are none."""
    if not len(values):
        return None
    found = np.quantile(values, list(QUANTILES.values()))
    return {name: float(f'{value:.4g}') for name, value in zip(QUANTILES, found, strict=True)}
