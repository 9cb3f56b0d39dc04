"""All that the report tells, as numbers."""

from typing import Any

import numpy as np

from fashionkp.categories import CATEGORIES
from fashionkp.report.calibration import presence_calibration, score_calibration
from fashionkp.report.comparison import comparisons
from fashionkp.report.evaluation import Evaluation, Model
from fashionkp.report.grouped_errors import (
    Mean,
    category_groups,
    keypoint_groups,
    means,
    occlusion_groups,
    size_groups,
)
from fashionkp.report.left_right_swaps import side_numbers
from fashionkp.score import RULES, Score

QUANTILES = {'median': 50, 'p75': 75, 'p90': 90, 'p95': 95, 'p99': 99, 'max': 100}
"""Names and percentages."""

WITHIN = (2, 5, 10, 20, 50)
"""Errors of which the report tells how many points have at most so much, percent."""

OCCLUSION_RULE = 'round1'
"""The only rule under which occluded points count."""


def report_numbers(evaluation: Evaluation) -> dict[str, Any]:
    """Scores, distributions, confusions, calibration and comparisons, as plain Python objects."""
    rows = np.bincount(evaluation.truth.category_ids, minlength=len(CATEGORIES)).tolist()
    return {
        'source': [str(path) for path in evaluation.source],
        'rule': evaluation.rule,
        'images': len(evaluation.truth),
        'per_category': dict(zip(CATEGORIES, rows, strict=True)),
        'models': {model.name: _model(evaluation, model) for model in evaluation.models},
        'comparisons': [one.to_dict() for one in comparisons(evaluation)],
    }


def _model(evaluation: Evaluation, model: Model) -> dict[str, Any]:
    truth, rule = evaluation.truth, evaluation.rule
    size = {'size': size_groups(truth, np.any(model.errors[rule].counted, axis=1))}
    scores = {}
    named: dict[str, Any] = {}
    for one in RULES:
        groups = {
            'category': category_groups(truth),
            'keypoint': keypoint_groups(),
            **(size if one == rule else {}),
            **(occlusion_groups(truth) if one == OCCLUSION_RULE else {}),
        }
        score, found = _score(model, one, groups)
        scores[one] = score
        named |= {kind: found[kind] for kind in found if kind not in ('category', 'keypoint')}
    return {
        'files': [str(path) for path in model.files],
        'images_extra': model.extra,
        'images_other_category': int(model.other.sum()),
        'scores': scores,
        'errors': _distribution(evaluation, model),
        'occlusion': {'points': named['points'], 'images': named['images']},
        'size': named['size'],
        'sides': side_numbers(truth, model, rule),
        'presence': presence_calibration(truth, model),
        'confidence': score_calibration(model, rule),
        'categories': _told(evaluation, model),
    }


def _score(model: Model, rule: str, groups: dict) -> tuple[dict[str, Any], dict[str, Any]]:
    """What ``fashionkp score --json`` prints, with intervals of the groups; and the groups."""
    errors = model.errors[rule]
    mean, named = means(errors, groups)
    score = Score(
        ne=mean.ne if mean else float('nan'),
        interval=(mean.low, mean.high) if mean else (float('nan'),) * 2,
        per_category=_ne(named['category']),
        per_keypoint=_ne(named['keypoint']),
        points=mean.points if mean else 0,
        images=int(errors.scored.sum()),
        images_skipped=int((model.found & ~errors.scored).sum()),
        images_missing=int((~model.found & ~model.other).sum()),
    )
    found = {
        kind: {name: one.to_dict() for name, one in group.items()} for kind, group in named.items()
    }
    own = {'category': found['category'], 'keypoint': found['keypoint']}
    return {**score.to_dict(), 'groups': own}, found


def _ne(group: dict[str, Mean]) -> dict[str, float]:
    return {name: mean.ne for name, mean in group.items()}


def _distribution(evaluation: Evaluation, model: Model) -> dict[str, Any] | None:
    """How the errors of points are distributed, percent and pixels; None where none counts."""
    found = model.errors[evaluation.rule]
    values = np.sort(found.errors[found.counted])
    if not len(values):
        return None
    steps = model.points - evaluation.truth.keypoints
    pixels = np.linalg.norm(steps, axis=-1)[found.counted]
    return {
        'quantiles': _quantiles(values),
        'pixels': {'mean': float(pixels.mean()), **_quantiles(pixels)},
        'within': {str(limit): float((values <= limit).mean()) for limit in WITHIN},
    }


def _quantiles(values: np.ndarray) -> dict[str, float]:
    found = np.percentile(values, list(QUANTILES.values())).tolist()
    return dict(zip(QUANTILES, found, strict=True))


def _told(evaluation: Evaluation, model: Model) -> dict[str, Any] | None:
    """Which categories garments are taken for; None where predictions do not tell."""
    if model.told is None or not (known := model.told >= 0).any():
        return None
    names = list(CATEGORIES)
    matrix = np.zeros((len(names), len(names)), int)
    np.add.at(matrix, (evaluation.truth.category_ids[known], model.told[known]), 1)
    return {
        'images': int(known.sum()),
        'top1': float(np.trace(matrix) / known.sum()),
        'counts': {
            name: dict(zip(names, row, strict=True))
            for name, row in zip(names, matrix.tolist(), strict=True)
        },
    }
