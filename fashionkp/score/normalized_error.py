"""Normalized Error (NE), the score of the FashionAI key point challenge.

NE is 100 times the mean distance of predicted from annotated points. Each distance is divided by
the normalizing distance of its image, which is that of the category's normalizing pair in the
ground truth. All counted points of all images have the same weight.

Reference:
    FashionAI Global Challenge 2018, track "Key points detection of apparel", evaluation.
"""

from dataclasses import dataclass

import numpy as np

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.point_errors import CORRECT as CORRECT_DISTANCE
from fashionkp.score.bootstrap import bootstrap_interval

RULES = ('official', 'round1')
"""``official`` is the published rule: visible points count, and images with a normalizing distance
below 10 px are skipped. ``round1`` is what the leaderboard of round 1 computed: occluded points
count too, and images are skipped only if the distance is zero. Both take the coordinates literally,
(-1, -1) for an absent point."""

MIN_DISTANCE = 10.0
"""The official rule skips images with a smaller normalizing distance, pixels."""

CORRECT = 100 * CORRECT_DISTANCE
"""A key point is correct if its error is less, percent; calibrated scores are the probability."""

# minimum visibility of points that count, and minimum normalizing distance in pixels
_LIMITS = {'official': (1, MIN_DISTANCE), 'round1': (0, 0.001)}

_PAIRS = np.array(
    [[KEYPOINTS.index(name) for name in c.normalizing_pair] for c in CATEGORIES.values()]
)


@dataclass(frozen=True)
class Score:
    """Normalized Error of a set of images.

    Attributes:
        ne: NE of all counted points, percent; NaN if no point counts.
        interval: Bounds of the 95 % bootstrap interval of ``ne`` over images, percent.
        per_category: NE of each category that has counted points, percent.
        per_keypoint: NE of each key point that has counted points, percent.
        points: Number of counted points.
        images: Number of images that were scored, including those without counted points.
        images_skipped: Number of images with a normalizing distance that is too small.
        images_missing: Number of images left out because they have no prediction.
    """

    ne: float
    interval: tuple[float, float]
    per_category: dict[str, float]
    per_keypoint: dict[str, float]
    points: int
    images: int
    images_skipped: int = 0
    images_missing: int = 0

    def to_dict(self) -> dict[str, object]:
        """Return the JSON object of ``fashionkp score --json``; no NE if no point counts."""
        return {
            'NE': self.ne if self.points else None,
            'interval': list(self.interval) if self.points else None,
            'per_category': self.per_category,
            'per_keypoint': self.per_keypoint,
            'points': self.points,
            'images': self.images,
            'images_skipped': self.images_skipped,
            'images_missing': self.images_missing,
        }

    def __str__(self) -> str:
        return format_score(self)


def normalized_distances(pred: np.ndarray, target: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Return the distance of each key point from its target, in units of its own image.

    Args:
        pred: Predicted key points, (N, K, 2), pixels of the original image.
        target: Annotated key points in the same frame, (N, K, 2).
        unit: Normalizing distance of each image, (N,), pixels, positive.

    Returns:
        (N, K), dimensionless.

    Example:
        >>> normalized_distances(np.array([[[3, 4]]]), np.array([[[0, 0]]]), np.array([10]))
        array([[0.5]])
    """
    return np.linalg.norm(np.subtract(pred, target, dtype=np.float64), axis=-1) / unit[:, None]


def normalizing_distances(keypoints: np.ndarray, category_ids: np.ndarray) -> np.ndarray:
    """Return the distance of the normalizing pair of each image.

    Args:
        keypoints: Annotated key points, (N, 24, 2), pixels; absent ones (-1, -1).
        category_ids: Index of each image's category in
            :data:`~fashionkp.categories.CATEGORIES`, (N,).

    Returns:
        (N,), pixels; 0 if both points are absent, meaningless if one is.
    """
    rows = np.arange(len(keypoints))[:, None]
    pair = np.asarray(keypoints, np.float64)[rows, _PAIRS[category_ids]]
    return np.linalg.norm(pair[:, 0] - pair[:, 1], axis=-1)


def num_normalizing_points(visibility: np.ndarray, category_ids: np.ndarray) -> np.ndarray:
    """Return how many points of the normalizing pair of each image are annotated.

    Args:
        visibility: (N, 24), 1 visible, 0 occluded, -1 absent.
        category_ids: Index of each image's category in
            :data:`~fashionkp.categories.CATEGORIES`, (N,).

    Returns:
        (N,), 0 to 2.
    """
    pairs = np.take_along_axis(np.asarray(visibility), _PAIRS[category_ids], axis=1)
    return (pairs >= 0).sum(1)


@dataclass(frozen=True, eq=False)
class PointErrors:
    """The errors of all points; NE is the mean of those that count.

    Attributes:
        errors: Error of each point, (N, 24), percent; 0 if it does not count.
        counted: Which points count, (N, 24) bool.
        scored: Which images are not skipped, (N,) bool.
    """

    errors: np.ndarray
    counted: np.ndarray
    scored: np.ndarray


def point_errors(
    pred: np.ndarray,
    keypoints: np.ndarray,
    visibility: np.ndarray,
    category_ids: np.ndarray,
    *,
    rule: str = 'official',
) -> PointErrors:
    """Return the error of each point; arguments and exceptions as for :func:`score_arrays`."""
    if rule not in RULES:
        raise ValueError(f'unknown rule {rule!r}: expected one of {", ".join(RULES)}')
    min_visibility, min_distance = _LIMITS[rule]
    unit = normalizing_distances(keypoints, category_ids)
    scored = unit >= min_distance
    counted = (np.asarray(visibility) >= min_visibility) & scored[:, None]
    distances = normalized_distances(pred, keypoints, np.where(scored, unit, 1))
    if not_finite := int((counted & ~np.isfinite(distances)).sum()):
        raise ValueError(f'{not_finite} predicted points are not finite: expected pixels')
    return PointErrors(100 * np.where(counted, distances, 0), counted, scored)


def score_arrays(
    pred: np.ndarray,
    keypoints: np.ndarray,
    visibility: np.ndarray,
    category_ids: np.ndarray,
    *,
    rule: str = 'official',
) -> Score:
    """Score predictions against annotations in the same rows.

    Args:
        pred: Predicted key points, (N, 24, 2), pixels of the original image.
        keypoints: Annotated key points in the same frame, (N, 24, 2); absent ones (-1, -1).
        visibility: Visibility of the annotated points, (N, 24): 1 visible, 0 occluded, -1 absent.
        category_ids: Index of each image's category in
            :data:`~fashionkp.categories.CATEGORIES`, (N,).
        rule: One of :data:`RULES`.

    Raises:
        ValueError: If the rule is unknown, or the prediction of a counted point is not finite.
    """
    result = point_errors(pred, keypoints, visibility, category_ids, rule=rule)
    errors, counted = result.errors, result.counted
    sums, counts = errors.sum(1), counted.sum(1)
    by_category = (np.bincount(category_ids, values, len(CATEGORIES)) for values in (sums, counts))
    return Score(
        ne=float(sums.sum() / counts.sum()) if counts.any() else float('nan'),
        interval=bootstrap_interval(sums, counts),
        per_category=_means(list(CATEGORIES), *by_category),
        per_keypoint=_means(list(KEYPOINTS), errors.sum(0), counted.sum(0)),
        points=int(counts.sum()),
        images=int(result.scored.sum()),
        images_skipped=int((~result.scored).sum()),
    )


def format_score(score: Score) -> str:
    """Return the score as text: overall, by category and by key point."""
    low, high = score.interval
    groups = {'category': score.per_category, 'key point': score.per_keypoint}
    width = max(map(len, KEYPOINTS))
    lines = [
        f'{"NE":{width}}{score.ne:8.3f} %   95 % interval {low:.3f} to {high:.3f}',
        f'{"points":{width}}{score.points:8d}',
        f'{"images":{width}}{score.images:8d}     {score.images_skipped} skipped, '
        f'{score.images_missing} without prediction',
    ]
    for title, values in groups.items():
        lines += ['', f'{title:{width}}    NE %']
        lines += [f'{name:{width}}{value:8.3f}' for name, value in values.items()]
    return '\n'.join(lines)


def _means(names: list[str], sums: np.ndarray, counts: np.ndarray) -> dict[str, float]:
    rows = zip(names, sums.tolist(), counts.tolist(), strict=True)
    return {name: total / count for name, total, count in rows if count}
