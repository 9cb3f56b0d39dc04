"""One prediction out of those of several models."""

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
"""How to unite: mean, mean weighted by the score of each point, median of each coordinate."""


@dataclass(frozen=True, eq=False)
class Member:
    """Predictions of one model.

    Attributes:
        name: What errors call it.
        table: Its garments, one for each image.
        scores: How sure it is of each point, (N, 24); None where that is not known.
    """

    name: str
    table: AnnotationTable
    scores: np.ndarray | None = None


def read_member(path: str | Path) -> Member:
    """Read a submission (.csv), or predictions as JSON lines or Parquet, which have scores.

    Raises:
        ValueError: Another kind of file, or a malformed one.
    """
    path = Path(path)
    if path.suffix == '.csv':
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
    """Unite the predictions of several models.

    A point that a model puts at (-1, -1) is one that it did not find: the others decide. Where none
    found it, it stays at (-1, -1).

    Args:
        members: The models, M, in any order of their rows, which must be for the same images.
        method: One of :data:`METHODS`. With ``'score'``, a score below 0 counts as 0; where all
            are 0 the weights of the models alone count.
        weights: How much each model counts, (M,), positive; alike by default. Not for the median.

    Returns:
        The united points, in the row order of the first member.

    Raises:
        ValueError: Unknown method, fewer than two members, wrong weights, other images or
            categories than those of the first member, or a member without scores.
    """
    if method not in METHODS:
        raise ValueError(f'unknown method {method!r}: expected one of {", ".join(METHODS)}')
    if len(members) < 2:
        raise ValueError(f'{len(members)} predictions to unite: expected two or more')
    factors = _factors(weights, len(members), method)
    first = members[0].table
    orders = [_order(member, members[0]) for member in members]
    points = np.stack([m.table.keypoints[o] for m, o in zip(members, orders, strict=True)])
    valid = CATEGORY_POINTS[first.category_ids] & (points != -1).any(-1)
    if method == 'median':
        united = _median(points, valid)
    else:
        shares = valid * factors[:, None, None]
        if method == 'score':
            sure = np.stack([_scores(m)[o] for m, o in zip(members, orders, strict=True)])
            scored = shares * np.maximum(sure, 0)
            shares = np.where(scored.sum(0) > 0, scored, shares)
        united = _mean(points, shares)
    found = valid.any(0)
    return AnnotationTable(
        image_ids=first.image_ids,
        category_ids=first.category_ids,
        keypoints=np.where(found[..., None], united, -1.0),
        visibility=np.where(found, 1, -1).astype(np.int8),
        labelled=np.ones(len(first), bool),
    )


def distance_to(member: Member, united: AnnotationTable) -> float:
    """Mean distance of a model's points from the united ones, pixels; NaN without any point.

    Args:
        member: A model that is part of ``united``.
        united: What :func:`ensemble` has returned.
    """
    points = member.table.keypoints[_order(member, Member('the ensemble', united))]
    both = (united.visibility == 1) & (points != -1).any(-1)
    distances = np.linalg.norm(points - united.keypoints, axis=-1)[both]
    return float(distances.mean()) if len(distances) else math.nan


def _factors(weights: Sequence[float] | None, count: int, method: str) -> np.ndarray:
    if weights is None:
        return np.ones(count)
    if method == 'median':
        raise ValueError('weights are for the means, not for the median')
    if len(weights) != count:
        raise ValueError(f'{len(weights)} weights for {count} predictions: expected one for each')
    for weight in weights:
        if not (math.isfinite(weight) and weight > 0):
            raise ValueError(f'weight {weight}: expected a positive number')
    return np.array(weights, float)


def _scores(member: Member) -> np.ndarray:
    if member.scores is None:
        raise ValueError(
            f'{member.name} has no scores: expected predictions as JSON lines or Parquet'
        )
    return member.scores


def _order(member: Member, first: Member) -> np.ndarray:
    """Places of the rows of ``member`` in the row order of ``first``, (N,)."""
    places = {image: row for row, image in enumerate(member.table.image_ids.tolist())}
    wanted = first.table.image_ids.tolist()
    texts = [f'no row for {image}' for image in wanted if image not in places]
    known = {*wanted}
    texts += [
        f'{member.table.location(row)}: {image}, which {first.name} lacks'
        for image, row in places.items()
        if image not in known
    ]
    if not texts:
        order = np.array([places[image] for image in wanted], np.int64)
        names = zip(first.table.category_names, member.table.category_names[order], strict=True)
        texts = [
            f'{member.table.location(order[row])}: {wanted[row]} is {theirs}, not {ours}'
            for row, (ours, theirs) in enumerate(names)
            if ours != theirs
        ]
    if not texts:
        return order
    head = f'{member.name} and {first.name} are not for the same garments: {len(texts)} differences'
    raise ValueError(error_list(head, texts))


def _mean(points: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Weighted mean over members, (N, 24, 2), of points (M, N, 24, 2) by shares (M, N, 24)."""
    total = shares.sum(0)
    united = (points * shares[..., None]).sum(0)
    return united / np.where(total > 0, total, 1)[..., None]


def _median(points: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Median over the valid members, (N, 24, 2), of points (M, N, 24, 2)."""
    ranked = np.sort(np.where(valid[..., None], points, np.inf), axis=0)
    count = np.maximum(valid.sum(0), 1)[None, ..., None]
    lower = np.take_along_axis(ranked, (count - 1) // 2, axis=0)[0]
    return (lower + np.take_along_axis(ranked, count // 2, axis=0)[0]) / 2
