"""Normalized errors of groups of points, with how sure they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.score import PointErrors, bootstrap_intervals

Groups = Mapping[str, Mapping[str, np.ndarray]]
"""For each kind and name of a group, which points belong to it: a mask that goes with (N, 24)."""


@dataclass(frozen=True)
class Mean:
    """Mean error of a group of points.

    Attributes:
        ne: Normalized error, percent.
        low: Lower bound of its 95 % bootstrap interval over images.
        high: Upper bound.
        points: Number of points.
        images: Number of images that have any of them.
    """

    ne: float
    low: float
    high: float
    points: int
    images: int

    def to_dict(self) -> dict[str, object]:
        """As plain Python objects, under the keys of a score."""
        return {
            'NE': self.ne,
            'interval': [self.low, self.high],
            'points': self.points,
            'images': self.images,
        }


def means(found: PointErrors, groups: Groups) -> tuple[Mean | None, dict[str, dict[str, Mean]]]:
    """Mean errors of all points and of groups of them, under the same resamples.

    Args:
        found: The errors.
        groups: The groups.

    Returns:
        The mean of all, None where no point counts; and those of the groups that have points.
    """
    masks = [mask for named in groups.values() for mask in named.values()]
    counts = np.stack([(found.counted & mask).sum(1) for mask in [True, *masks]], axis=1)
    sums = np.stack([(found.errors * mask).sum(1) for mask in [True, *masks]], axis=1)
    bounds = bootstrap_intervals(sums, counts)
    numbers, images = counts.sum(0), (counts > 0).sum(0)
    all_means = [
        Mean(float(total / number), float(low), float(high), int(number), int(seen))
        if number
        else None
        for total, number, (low, high), seen in zip(
            sums.sum(0), numbers, bounds, images, strict=True
        )
    ]
    own = iter(all_means[1:])
    named_means = {
        kind: {name: mean for name in named if (mean := next(own)) is not None}
        for kind, named in groups.items()
    }
    return all_means[0], named_means


def category_groups(truth: AnnotationTable) -> dict[str, np.ndarray]:
    """Points of the rows of each category."""
    return {name: truth.category_ids[:, None] == i for i, name in enumerate(CATEGORIES)}


def keypoint_groups() -> dict[str, np.ndarray]:
    """Points of each name."""
    return {name: np.arange(len(KEYPOINTS)) == i for i, name in enumerate(KEYPOINTS)}


def occlusion_groups(truth: AnnotationTable) -> Groups:
    """Points by whether they are seen, and points of images by the share that is not."""
    seen = truth.visibility
    annotated = (seen >= 0).sum(1)
    share = ((seen == 0).sum(1) / np.maximum(annotated, 1))[:, None]
    return {
        'points': {'visible': seen == 1, 'occluded': seen == 0},
        'images': {
            'none occluded': share == 0,
            'up to a quarter': (share > 0) & (share <= 0.25),
            'up to half': (share > 0.25) & (share <= 0.5),
            'more than half': share > 0.5,
        },
    }


def size_groups(truth: AnnotationTable, found: np.ndarray, parts: int = 5) -> dict[str, np.ndarray]:
    """Points of images by the size of their garments, about as many images in each group.

    Args:
        truth: The annotations, N rows.
        found: Which rows are to be divided, (N,) bool.
        parts: Number of groups; fewer where many are of the same size.
    """
    sizes = garment_sizes(truth)
    if not found.any():
        return {}
    edges = np.unique(np.round(np.quantile(sizes[found], np.linspace(0, 1, parts + 1))))
    place = np.searchsorted(edges[1:-1], sizes, side='right')
    names = [f'{low:.0f} to {high:.0f} px' for low, high in pairwise(edges)]
    if not names:
        names = [f'{edges[0]:.0f} px']
    return {name: (place == i)[:, None] for i, name in enumerate(names)}


def garment_sizes(truth: AnnotationTable) -> np.ndarray:
    """Long side of the box around each row's annotated points, (N,), pixels; 0 without any."""
    annotated = truth.visibility[..., None] >= 0
    high = np.where(annotated, truth.keypoints, -np.inf).max(1)
    low = np.where(annotated, truth.keypoints, np.inf).min(1)
    return np.where(annotated.any((1, 2)), np.nan_to_num((high - low).max(1), neginf=0.0), 0.0)
