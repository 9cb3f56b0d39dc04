"""Normalized Error (NE), the score of the FashionAI key point challenge.

NE is 100 times the mean distance of a point from its annotation, each distance in units of its
own image: the distance of the category's normalizing pair in the ground truth. All counted points
of all images weigh the same.

Reference:
    FashionAI Global Challenge 2018, track "Key points detection of apparel", evaluation.
"""

from dataclasses import dataclass

import numpy as np

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.score.bootstrap import bootstrap_interval

RULES = ('official', 'round1')
"""``official`` is the published rule: visible points count, an image whose normalizing distance is
under 10 px is skipped. ``round1`` is what the leaderboard of round 1 computed: occluded points
count too, an image is skipped only where the distance is zero. Under both the distance is that of
the coordinates as they are written, (-1, -1) for an absent point."""

SHORTEST_UNIT = 10.0
"""The official rule skips an image whose normalizing points are closer than this, pixels."""

# Lowest visibility that counts, and the normalizing distance in pixels under which an image is
# skipped.
_LIMITS = {'official': (1, SHORTEST_UNIT), 'round1': (0, 0.001)}

_PAIRS = np.array(
    [[KEYPOINTS.index(name) for name in c.normalizing_pair] for c in CATEGORIES.values()]
)


@dataclass(frozen=True)
class Score:
    """Normalized Error of a set of images.

    Attributes:
        ne: Over all counted points, percent; NaN where no point counts.
        interval: Bounds of the 95 % bootstrap interval of ``ne`` over images, percent.
        per_category: NE of each category that has counted points, percent.
        per_keypoint: NE of each key point that was counted, percent.
        points: Number of counted points.
        images: Number of images that were scored, also those without a point that counts.
        images_skipped: Number of images whose normalizing points are too close to each other.
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
        """The score under the keys of ``fashionkp score --json``; null where no point counts."""
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
    """Distance of each key point from its target, in units of its own image.

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
    """Distance of the normalizing pair of each image, as its coordinates are written.

    Args:
        keypoints: Annotated key points, (N, 24, 2), pixels; absent ones (-1, -1).
        category_ids: Place of each image's category in
            :data:`~fashionkp.categories.CATEGORIES`, (N,).

    Returns:
        (N,), pixels; 0 where both points are absent, and of no meaning where one is.
    """
    rows = np.arange(len(keypoints))[:, None]
    pair = np.asarray(keypoints, np.float64)[rows, _PAIRS[category_ids]]
    return np.linalg.norm(pair[:, 0] - pair[:, 1], axis=-1)


def normalizing_points(visibility: np.ndarray, category_ids: np.ndarray) -> np.ndarray:
    """How many points of the normalizing pair of each image are annotated.

    Args:
        visibility: Of the annotations, (N, 24): 1 visible, 0 occluded, -1 absent.
        category_ids: Place of each image's category in
            :data:`~fashionkp.categories.CATEGORIES`, (N,).

    Returns:
        (N,): 0, 1 or 2.
    """
    pairs = np.take_along_axis(np.asarray(visibility), _PAIRS[category_ids], axis=1)
    return (pairs >= 0).sum(1)


@dataclass(frozen=True, eq=False)
class PointErrors:
    """Errors of the single points, of which a score is the mean.

    Attributes:
        errors: Of each point, (N, 24), percent; 0 where it does not count.
        counted: Which points count, (N, 24) bool.
        scored: Images that are not skipped, (N,) bool.
    """

    errors: np.ndarray
    counted: np.ndarray
    scored: np.ndarray


def point_errors(
    pred: np.ndarray,
    keypoints: np.ndarray,
    visibility: np.ndarray,
    category_ids: np.ndarray,
    rule: str = 'official',
) -> PointErrors:
    """Error of each point; the arguments and errors are those of :func:`score_arrays`."""
    if rule not in RULES:
        raise ValueError(f'unknown rule {rule!r}: expected one of {", ".join(RULES)}')
    lowest, shortest = _LIMITS[rule]
    unit = normalizing_distances(keypoints, category_ids)
    scored = unit >= shortest
    counted = (np.asarray(visibility) >= lowest) & scored[:, None]
    distances = normalized_distances(pred, keypoints, np.where(scored, unit, 1))
    if bad := int((counted & ~np.isfinite(distances)).sum()):
        raise ValueError(f'{bad} predicted points are not finite: expected pixels')
    return PointErrors(100 * np.where(counted, distances, 0), counted, scored)


def score_arrays(
    pred: np.ndarray,
    keypoints: np.ndarray,
    visibility: np.ndarray,
    category_ids: np.ndarray,
    rule: str = 'official',
) -> Score:
    """Score predictions against the annotations in the same rows.

    Args:
        pred: Predicted key points, (N, 24, 2), pixels of the original image.
        keypoints: Annotated key points in the same frame, (N, 24, 2); absent ones (-1, -1).
        visibility: Of the annotations, (N, 24): 1 visible, 0 occluded, -1 absent.
        category_ids: Place of each image's category in
            :data:`~fashionkp.categories.CATEGORIES`, (N,).
        rule: One of :data:`RULES`.

    Returns:
        The score.

    Raises:
        ValueError: Unknown rule, or a counted point whose prediction is not finite.
    """
    found = point_errors(pred, keypoints, visibility, category_ids, rule)
    errors, counted = found.errors, found.counted
    sums, counts = errors.sum(1), counted.sum(1)
    by_category = (np.bincount(category_ids, values, len(CATEGORIES)) for values in (sums, counts))
    return Score(
        ne=float(sums.sum() / counts.sum()) if counts.any() else float('nan'),
        interval=bootstrap_interval(sums, counts),
        per_category=_means(list(CATEGORIES), *by_category),
        per_keypoint=_means(list(KEYPOINTS), errors.sum(0), counted.sum(0)),
        points=int(counts.sum()),
        images=int(found.scored.sum()),
        images_skipped=int((~found.scored).sum()),
    )


def format_score(score: Score) -> str:
    """The score as a table for people: overall, by category, by key point."""
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
