"""Whether a model knows how sure it may be."""

import numpy as np

from fashionkp.annotations import CATEGORY_POINTS, AnnotationTable
from fashionkp.report.evaluation import Model

RIGHT = 10.0
"""A point is taken to be right where its error is at most this, percent."""

_BINS = 10


def presence_calibration(truth: AnnotationTable, model: Model) -> dict[str, object] | None:
    """How often points are annotated that the model thinks to be there with some probability.

    Args:
        truth: The annotations.
        model: The model.

    Returns:
        ``bins`` of equal width, those that have points: their ``count``, ``mean`` presence and the
        ``share`` that is annotated; ``points`` in all, the Brier score (``brier``: mean squared
        difference, 0 is best) and the expected calibration error (``ece``: mean difference of mean
        and share, weighted by the bins' counts). None where predictions do not tell.

    Reference:
        Guo et al., On Calibration of Modern Neural Networks, 2017, section 2.
    """
    if model.presence is None:
        return None
    asked = CATEGORY_POINTS[truth.category_ids] & model.found[:, None]
    presence, there = model.presence[asked], truth.visibility[asked] >= 0
    if not len(presence):
        return None
    place = np.minimum((presence * _BINS).astype(int), _BINS - 1)
    bins = [
        {'from': i / _BINS, 'to': (i + 1) / _BINS, **_bin(presence[rows], there[rows])}
        for i in range(_BINS)
        if (rows := place == i).any()
    ]
    return {
        'points': len(presence),
        'brier': float(np.mean((presence - there) ** 2)),
        'ece': sum(one['count'] * abs(one['mean'] - one['share']) for one in bins) / len(presence),
        'bins': bins,
    }


def score_calibration(model: Model, rule: str) -> dict[str, object] | None:
    """How right points are that the model has given some score.

    Args:
        model: The model.
        rule: Which points count.

    Returns:
        ``bins`` of about as many points each, from the lowest score to the highest: ``from`` and
        ``to``, their ``count``, ``mean`` score, the ``share`` whose error is at most
        :data:`RIGHT` percent, and their ``NE``; and ``points`` in all. None where predictions do
        not tell, or no point counts.
    """
    if model.scores is None:
        return None
    found = model.errors[rule]
    scores, errors = model.scores[found.counted], found.errors[found.counted]
    if not len(scores):
        return None
    order = np.argsort(scores, kind='stable')
    bins = [
        {
            'from': float(scores[rows[0]]),
            'to': float(scores[rows[-1]]),
            **_bin(scores[rows], errors[rows] <= RIGHT),
            'NE': float(errors[rows].mean()),
        }
        for rows in np.array_split(order, _BINS)
        if len(rows)
    ]
    return {'points': len(scores), 'right': RIGHT, 'bins': bins}


def _bin(values: np.ndarray, hits: np.ndarray) -> dict[str, float]:
    return {'count': len(values), 'mean': float(values.mean()), 'share': float(hits.mean())}
