"""Calibration of presence and scores: whether a model's confidence matches its errors."""

import numpy as np

from fashionkp.annotations import CATEGORY_POINTS, AnnotationTable
from fashionkp.report.evaluation import ModelErrors

CORRECT = 10.0
"""A key point counts as correct if its error is at most this, percent."""

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
    gaps = [each['count'] * abs(each['mean'] - each['share']) for each in bins]
    return {
        'points': len(presence),
        'brier': float(np.mean((presence - annotated) ** 2)),
        'ece': sum(gaps) / len(presence),
        'bins': bins,
    }


def score_calibration(model: ModelErrors, rule: str) -> dict[str, object] | None:
    """Compare the scores of key points with their errors.

    Args:
        model: The model.
        rule: Which key points count.

    Returns:
        ``bins`` with about the same number of key points, from the lowest score to the highest:
        ``from`` and ``to``, their ``count``, ``mean`` score, the ``share`` with an error of at most
        :data:`CORRECT` percent, and their ``NE``; ``points`` in all; and :data:`CORRECT` as
        ``right``. None if the predictions have no scores, or no key point counts.
    """
    if model.scores is None:
        return None
    counted = model.errors[rule].counted
    scores, errors = model.scores[counted], model.errors[rule].errors[counted]
    if not len(scores):
        return None
    order = np.argsort(scores, kind='stable')
    bins = [
        {
            'from': float(scores[points[0]]),
            'to': float(scores[points[-1]]),
            **_bin(scores[points], errors[points] <= CORRECT),
            'NE': float(errors[points].mean()),
        }
        for points in np.array_split(order, _BINS)
        if len(points)
    ]
    return {'points': len(scores), 'right': CORRECT, 'bins': bins}


def _bin(values: np.ndarray, hits: np.ndarray) -> dict[str, float]:
    return {'count': len(values), 'mean': float(values.mean()), 'share': float(hits.mean())}
