"""Ensembles: the combined predictions of several models."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.annotations import CATEGORY_POINTS, AnnotationTable, read_submission
from fashionkp.categories import KEYPOINTS, category_by_name
from fashionkp.fileio.error_list import error_list
from fashionkp.predictions.files import read_predictions
from fashionkp.predictions.table import prediction_table

METHODS = ('mean', 'score', 'median')
"""How to combine: mean, mean weighted by the score of each point, median of each coordinate."""

_WEIGHTS = 1e-6, 1e6  # smallest and largest: beyond, means lose their digits


@dataclass(frozen=True, eq=False)
class Member:
    """Predictions of one model.

    Attributes:
        name: Name of the model, for errors.
        table: Its predictions, one for each image, N rows.
        scores: Scores of its key points, (N, 24); None if unknown.
    """

    name: str
    table: AnnotationTable
    scores: np.ndarray | None = None


def read_member(path: str | Path) -> Member:
    """Read a submission (.csv), or JSON lines or Parquet, which have scores.

    Raises:
        ValueError: If it is another kind of file, or malformed.
    """
    path = Path(path)
    if path.suffix.lower() == '.csv':
        return Member(str(path), read_submission(path))
    predictions = read_predictions(path)
    try:
        table = prediction_table(predictions)
    except ValueError as error:
        raise ValueError(f'{path}: {error}') from None
    scores = np.zeros((len(predictions), len(KEYPOINTS)))
    for row, prediction in zip(scores, predictions, strict=True):
        row[list(category_by_name(prediction.category).keypoint_ids)] = prediction.scores
    return Member(str(path), table, scores)


def ensemble(
    members: Sequence[Member], method: str = 'mean', weights: Sequence[float] | None = None
) -> AnnotationTable:
    """Combine the predictions of several models.

    A key point at (-1, -1) was not found: the other models decide. If none found it, it stays at
    (-1, -1).

    Args:
        members: M models. Their rows may be in any order but must have the same images.
        method: One of :data:`METHODS`. With ``'score'``, a negative score counts as 0; if all
            scores of a point are 0, only ``weights`` count.
        weights: Weight of each model, (M,), from 1e-6 to 1e6; by default all are equal. Not for
            the median.

    Returns:
        The combined predictions, in the row order of the first member.

    Raises:
        ValueError: If the method is unknown, there are fewer than two members, a weight is invalid,
            a member's images or categories differ from the first one's, or a member has no scores.
    """
    if method not in METHODS:
        raise ValueError(f'unknown method {method!r}: expected one of {", ".join(METHODS)}')
    if len(members) < 2:
        raise ValueError(f'{len(members)} predictions to combine: expected two or more')
    factors = _check_weights(weights, len(members), method)
    first = members[0].table
    orders = [_row_order(member, members[0]) for member in members]
    points = np.stack([m.table.keypoints[o] for m, o in zip(members, orders, strict=True)])
    valid = CATEGORY_POINTS[first.category_ids] & (points != -1).any(-1)
    if method == 'median':
        combined = _median(points, valid)
    else:
        point_weights = valid * factors[:, None, None]
        if method == 'score':
            scores = np.stack([_scores(m)[o] for m, o in zip(members, orders, strict=True)])
            point_weights = _weigh_by_scores(point_weights, scores)
        combined = _mean(points, point_weights)
    return _table(first, combined, valid.any(0))


def _table(first: AnnotationTable, combined: np.ndarray, valid: np.ndarray) -> AnnotationTable:
    """Return the table of the combined points (N, 24, 2), of which some are valid (N, 24)."""
    return AnnotationTable(
        image_ids=first.image_ids,
        category_ids=first.category_ids,
        keypoints=np.where(valid[..., None], combined, -1.0),
        visibility=np.where(valid, 1, -1).astype(np.int8),
        labelled=np.ones(len(first), bool),
    )


def _weigh_by_scores(weights: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return weights times scores, (M, N, 24); points whose scores are all 0 keep their weights."""
    weighted = weights * np.clip(scores, 0, _WEIGHTS[1])
    return np.where(weighted.sum(0) > _WEIGHTS[0] ** 2, weighted, weights)


def distance_to(member: Member, combined: AnnotationTable) -> float:
    """Return the mean distance between a model's key points and the combined ones.

    Args:
        member: A member of the ensemble.
        combined: What :func:`ensemble` returned.

    Returns:
        Pixels; NaN if there are no points.
    """
    points = member.table.keypoints[_row_order(member, Member('the ensemble', combined))]
    both = (combined.visibility == 1) & (points != -1).any(-1)
    distances = np.linalg.norm(points - combined.keypoints, axis=-1)[both]
    return float(distances.mean()) if len(distances) else math.nan


def _check_weights(weights: Sequence[float] | None, count: int, method: str) -> np.ndarray:
    if weights is None:
        return np.ones(count)
    if method == 'median':
        raise ValueError('weights apply to the means, not to the median')
    if len(weights) != count:
        raise ValueError(f'{len(weights)} weights for {count} predictions: expected one for each')
    for weight in weights:
        if not _WEIGHTS[0] <= weight <= _WEIGHTS[1]:  # nor NaN
            raise ValueError(f'weight {weight}: expected a positive number, 1e-6 to 1e6')
    return np.array(weights, float)


def _scores(member: Member) -> np.ndarray:
    if member.scores is None:
        raise ValueError(
            f'{member.name} has no scores: expected predictions as JSON lines or Parquet'
        )
    return member.scores


def _row_order(member: Member, first: Member) -> np.ndarray:
    """Return the indices of a member's rows in the row order of the first member, (N,)."""
    rows = {image: row for row, image in enumerate(member.table.image_ids.tolist())}
    images = first.table.image_ids.tolist()
    known = {*images}
    differences = [f'no row for {image}' for image in images if image not in rows]
    differences += [
        f'{member.table.location(row)}: {image}, which {first.name} lacks'
        for image, row in rows.items()
        if image not in known
    ]
    order = np.array([], np.int64)
    if not differences:
        order = np.array([rows[image] for image in images], np.int64)
        pairs = zip(first.table.category_names, member.table.category_names[order], strict=True)
        differences = [
            f'{member.table.location(order[row])}: {images[row]} is {theirs}, not {ours}'
            for row, (ours, theirs) in enumerate(pairs)
            if ours != theirs
        ]
    if differences:
        title = (
            f'{member.name} and {first.name} do not have the same garments: '
            f'{len(differences)} differences'
        )
        raise ValueError(error_list(title, differences))
    return order


def _mean(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the mean (N, 24, 2) over members of points (M, N, 24, 2), by weights (M, N, 24)."""
    total = weights.sum(0)
    sums = (points * weights[..., None]).sum(0)
    return sums / np.where(total > 0, total, 1)[..., None]


def _median(points: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Return the median (N, 24, 2) over the valid members of points (M, N, 24, 2)."""
    ranked = np.sort(np.where(valid[..., None], points, np.inf), axis=0)
    count = np.maximum(valid.sum(0), 1)[None, ..., None]
    lower = np.take_along_axis(ranked, (count - 1) // 2, axis=0)[0]
    return (lower + np.take_along_axis(ranked, count // 2, axis=0)[0]) / 2
