"""All numbers of the report."""

from typing import Any

import numpy as np

from fashionkp.categories import CATEGORIES
from fashionkp.report.calibration import presence_calibration, score_calibration
from fashionkp.report.comparison import comparisons
from fashionkp.report.evaluation import Evaluation, ModelErrors
from fashionkp.report.grouped_errors import (
    Groups,
    Mean,
    category_groups,
    keypoint_groups,
    means,
    occlusion_groups,
    size_groups,
)
from fashionkp.report.left_right_swaps import swap_numbers
from fashionkp.score import RULES, Score

QUANTILES = {'median': 50, 'p75': 75, 'p90': 90, 'p95': 95, 'p99': 99, 'max': 100}
"""Names and percentages of the quantiles of errors."""

WITHIN = (2, 5, 10, 20, 50)
"""Errors, in percent, for which the share of key points within them is reported."""

OCCLUSION_RULE = 'round1'
"""The only rule that counts occluded key points."""


def report_numbers(evaluation: Evaluation) -> dict[str, Any]:
    """Return scores, distributions, swaps, calibration and comparisons as a JSON object."""
    rows = np.bincount(evaluation.truth.category_ids, minlength=len(CATEGORIES)).tolist()
    return {
        'source': [str(path) for path in evaluation.source],
        'rule': evaluation.rule,
        'images': len(evaluation.truth),
        'per_category': dict(zip(CATEGORIES, rows, strict=True)),
        'models': {model.name: _model_numbers(evaluation, model) for model in evaluation.models},
        'comparisons': [each.to_dict() for each in comparisons(evaluation)],
    }


def _model_numbers(evaluation: Evaluation, model: ModelErrors) -> dict[str, Any]:
    truth, rule = evaluation.truth, evaluation.rule
    scores: dict[str, Any] = {}
    groups: dict[str, Any] = {}
    for each in RULES:
        scores[each], rule_groups = _score(model, each, _groups(evaluation, model, each))
        groups |= rule_groups
    return {
        'files': [str(path) for path in model.files],
        'images_extra': model.num_extra,
        'images_other_category': int(model.other_category.sum()),
        'scores': scores,
        'errors': _distribution(evaluation, model),
        'occlusion': {'points': groups['points'], 'images': groups['images']},
        'size': groups['size'],
        'sides': swap_numbers(truth, model, rule),
        'presence': presence_calibration(truth, model),
        'confidence': score_calibration(model, rule),
        'categories': _confusion(evaluation, model),
    }


def _groups(evaluation: Evaluation, model: ModelErrors, rule: str) -> dict[str, Any]:
    """Return the groups of key points whose errors are reported under a rule."""
    truth = evaluation.truth
    groups: dict[str, Any] = {'category': category_groups(truth), 'keypoint': keypoint_groups()}
    if rule == evaluation.rule:
        groups['size'] = size_groups(truth, np.any(model.errors[rule].counted, axis=1))
    if rule == OCCLUSION_RULE:
        groups |= occlusion_groups(truth)
    return groups


def _score(
    model: ModelErrors, rule: str, groups: Groups
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return the object of ``fashionkp score --json`` with errors by category and key point.

    The other groups are returned separately.
    """
    errors = model.errors[rule]
    total, group_means = means(errors, groups)
    nan = float('nan')
    score = Score(
        ne=total.ne if total else nan,
        interval=(total.low, total.high) if total else (nan, nan),
        per_category=_errors(group_means['category']),
        per_keypoint=_errors(group_means['keypoint']),
        points=total.points if total else 0,
        images=int(errors.scored.sum()),
        images_skipped=int((model.predicted & ~errors.scored).sum()),
        images_missing=int((~model.predicted & ~model.other_category).sum()),
    )
    others = {
        kind: {name: mean.to_dict() for name, mean in group.items()}
        for kind, group in group_means.items()
    }
    own = {kind: others.pop(kind) for kind in ('category', 'keypoint')}
    return {**score.to_dict(), 'groups': own}, others


def _errors(group: dict[str, Mean]) -> dict[str, float]:
    return {name: mean.ne for name, mean in group.items()}


def _distribution(evaluation: Evaluation, model: ModelErrors) -> dict[str, Any] | None:
    """Return the distribution of errors, percent and pixels; None if no key point counts."""
    rule_errors = model.errors[evaluation.rule]
    errors = np.sort(rule_errors.errors[rule_errors.counted])
    if not len(errors):
        return None
    offsets = model.keypoints - evaluation.truth.keypoints
    pixels = np.linalg.norm(offsets, axis=-1)[rule_errors.counted]
    return {
        'quantiles': _quantiles(errors),
        'pixels': {'mean': float(pixels.mean()), **_quantiles(pixels)},
        'within': {str(limit): float((errors <= limit).mean()) for limit in WITHIN},
    }


def _quantiles(values: np.ndarray) -> dict[str, float]:
    percentiles = np.percentile(values, list(QUANTILES.values())).tolist()
    return dict(zip(QUANTILES, percentiles, strict=True))


def _confusion(evaluation: Evaluation, model: ModelErrors) -> dict[str, Any] | None:
    """Return the confusion of categories; None if the predictions have none."""
    if model.predicted_category is None or not (known := model.predicted_category >= 0).any():
        return None
    names = list(CATEGORIES)
    counts = np.zeros((len(names), len(names)), int)
    np.add.at(counts, (evaluation.truth.category_ids[known], model.predicted_category[known]), 1)
    return {
        'images': int(known.sum()),
        'top1': float(np.trace(counts) / known.sum()),
        'counts': {
            name: dict(zip(names, row, strict=True))
            for name, row in zip(names, counts.tolist(), strict=True)
        },
    }
