"""Calibration of presence and scores: whether a model's confidence matches its errors."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fashionkp.annotations import CATEGORY_POINTS, AnnotationTable
from fashionkp.report.evaluation import ModelErrors
from fashionkp.score import CORRECT

_BINS = 10


def presence_calibration(truth: AnnotationTable, model: ModelErrors) -> dict[str, object] | None:
    """Compare the presence of key points with how many of them are annotated.

    Args:
        truth: The annotations.
        model: The model.

    Returns:
        ``bins`` of equal width, without empty ones: their ends ``from`` and ``to``, ``count``,
        ``mean`` presence and the ``share`` of annotated key points; ``points`` in all, the Brier
        score ``brier`` (mean squared difference, 0 is best) and the expected calibration error
        ``ece`` (mean of ``|mean - share|``, weighted by the bins' counts). None if the predictions
        have no presence.

    Reference:
        Guo et al., On Calibration of Modern Neural Networks, 2017, section 2.
    """
    if model.presence is None:
        return None
    expected = CATEGORY_POINTS[truth.category_ids] & model.predicted[:, None]
    presence, annotated = model.presence[expected], truth.visibility[expected] >= 0
    if not len(presence):
        return None
    bin_ids = np.minimum((presence * _BINS).astype(int), _BINS - 1)
    bins = [
        {'from': i / _BINS, 'to': (i + 1) / _BINS, **_bin(presence[points], annotated[points])}
        for i in range(_BINS)
        if (points := bin_ids == i).any()
    ]
    return {
        'points': len(presence),
        'brier': float(np.mean((presence - annotated) ** 2)),
        'ece': _expected_error(bins),
        'bins': bins,
    }


def score_calibration(model: ModelErrors, rule: str) -> dict[str, object] | None:
    """Compare the scores of key points with their errors.

    Args:
        model: The model.
        rule: Which key points count.

    Returns:
        See :func:`reliability`. None if the predictions have no scores, or no key point counts.
    """
    counted = model.errors[rule].counted
    if model.scores is None or not counted.any():
        return None
    return reliability(model.scores[counted], model.errors[rule].errors[counted])


def reliability(scores: np.ndarray, errors: np.ndarray) -> dict[str, Any]:
    """Compare scores, as probabilities of a correct key point, with errors.

    Args:
        scores: (P,), P at least 1.
        errors: Errors of the same key points, (P,), percent.

    Returns:
        ``bins`` with about the same number of key points, from the lowest score to the highest:
        ``from`` and ``to``, their ``count``, ``mean`` score, the ``share`` of correct ones, their
        ``NE`` and ``median`` error; ``points`` in all; :data:`~fashionkp.score.CORRECT` as
        ``right``; and the expected calibration error ``ece``, as in :func:`presence_calibration`.
    """
    order = np.argsort(scores, kind='stable')
    bins = [
        {
            'from': float(scores[points[0]]),
            'to': float(scores[points[-1]]),
            **_bin(scores[points], errors[points] < CORRECT),
            'NE': float(errors[points].mean()),
            'median': float(np.median(errors[points])),
        }
        for points in np.array_split(order, _BINS)
        if len(points)
    ]
    return {'points': len(scores), 'right': CORRECT, 'ece': _expected_error(bins), 'bins': bins}


def _expected_error(bins: Sequence[Mapping[str, float]]) -> float:
    gaps = [each['count'] * abs(each['mean'] - each['share']) for each in bins]
    return sum(gaps) / sum(each['count'] for each in bins)


def _bin(values: np.ndarray, hits: np.ndarray) -> dict[str, float]:
    return {'count': len(values), 'mean': float(values.mean()), 'share': float(hits.mean())}
