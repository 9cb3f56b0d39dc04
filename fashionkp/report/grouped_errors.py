"""Normalized errors of groups of key points, with bootstrap intervals."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORY_IDS, KEYPOINTS
from fashionkp.score import PointErrors, bootstrap_intervals

Groups = Mapping[str, Mapping[str, np.ndarray]]
"""For each kind and name of a group the mask of its key points, which broadcasts to (N, 24)."""


@dataclass(frozen=True)
class Mean:
    """Mean error of a group of key points.

    Attributes:
        ne: Normalized error, percent.
        low: Lower bound of its 95 % bootstrap interval over images.
        high: Upper bound.
        points: Number of key points.
        images: Number of images with any of them.
    """

    ne: float
    low: float
    high: float
    points: int
    images: int

    def to_dict(self) -> dict[str, object]:
        """Return the mean as a JSON object with the keys of a score."""
        return {
            'NE': self.ne,
            'interval': [self.low, self.high],
            'points': self.points,
            'images': self.images,
        }


def means(errors: PointErrors, groups: Groups) -> tuple[Mean | None, dict[str, dict[str, Mean]]]:
    """Return the mean error of all key points and of groups, with the same resamples.

    Args:
        errors: Errors of the key points.
        groups: The groups.

    Returns:
        The mean of all, None if no key point counts; and the means of the groups in which any does.
    """
    masks: list[bool | np.ndarray] = [True]
    masks += [mask for named in groups.values() for mask in named.values()]
    counts = np.stack([(errors.counted & mask).sum(1) for mask in masks], axis=1)
    sums = np.stack([(errors.errors * mask).sum(1) for mask in masks], axis=1)
    bounds = bootstrap_intervals(sums, counts)
    totals, num_points, num_images = sums.sum(0), counts.sum(0), (counts > 0).sum(0)
    group_means = iter(
        Mean(
            ne=float(totals[i] / num_points[i]),
            low=float(low),
            high=float(high),
            points=int(num_points[i]),
            images=int(num_images[i]),
        )
        if num_points[i]
        else None
        for i, (low, high) in enumerate(bounds)
    )
    total = next(group_means)
    return total, {
        kind: {name: mean for name in named if (mean := next(group_means)) is not None}
        for kind, named in groups.items()
    }


def category_groups(truth: AnnotationTable) -> dict[str, np.ndarray]:
    """Return the key points of the rows of each category."""
    return {name: truth.category_ids[:, None] == i for name, i in CATEGORY_IDS.items()}


def keypoint_groups() -> dict[str, np.ndarray]:
    """Return the key points of each name."""
    return {name: np.arange(len(KEYPOINTS)) == i for i, name in enumerate(KEYPOINTS)}


def occlusion_groups(truth: AnnotationTable) -> Groups:
    """Return key points by their visibility, and by their image's share of occluded ones."""
    visibility = truth.visibility
    annotated = (visibility >= 0).sum(1)
    share = ((visibility == 0).sum(1) / np.maximum(annotated, 1))[:, None]
    return {
        'points': {'visible': visibility == 1, 'occluded': visibility == 0},
        'images': {
            'none occluded': share == 0,
            'up to a quarter': (share > 0) & (share <= 0.25),
            'up to half': (share > 0.25) & (share <= 0.5),
            'more than half': share > 0.5,
        },
    }


def size_groups(truth: AnnotationTable, rows: np.ndarray, parts: int = 5) -> dict[str, np.ndarray]:
    """Return the key points of images by garment size, about as many images in each group.

    Args:
        truth: The annotations, N rows.
        rows: Rows to divide, (N,) bool.
        parts: Number of groups; there are fewer if many garments have the same size.
    """
    sizes = garment_sizes(truth)
    if not rows.any():
        return {}
    edges = np.unique(np.round(np.quantile(sizes[rows], np.linspace(0, 1, parts + 1))))
    group_ids = np.searchsorted(edges[1:-1], sizes, side='right')
    names = [f'{low:.0f} to {high:.0f} px' for low, high in pairwise(edges)]
    if not names:
        names = [f'{edges[0]:.0f} px']
    return {name: (group_ids == i)[:, None] for i, name in enumerate(names)}


def garment_sizes(truth: AnnotationTable) -> np.ndarray:
    """Return the long side of the box around each row's key points, (N,), pixels; 0 without any."""
    low, high = truth.extents()
    return (high - low).max(1)
