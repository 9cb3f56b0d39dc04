"""The charts of the report."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fashionkp.charts.line_chart import LineChart, line_chart
from fashionkp.charts.row_chart import Interval, RowChart, interval_chart
from fashionkp.report.evaluation import Evaluation
from fashionkp.report.training_log import Curve, TrainingLog
from fashionkp.score import CORRECT, RULES

_GROUPS = {'category': 'category', 'keypoint': 'key point'}
_MAX_ERROR = 50  # percent: where the charts of the distribution end

_FIRST_CURVES = ('fashionai/NE', 'loss')
_UNINTERESTING_CURVES = frozenset(('time', 'data_time', 'memory', 'base_lr'))


def score_charts(numbers: Mapping[str, Any]) -> list[RowChart]:
    """Return charts of the NE by category and by key point, under each rule."""
    return [
        interval_chart(
            f'NE by {title}, {rule} rule',
            _intervals(
                [model['scores'][rule]['groups'][kind] for model in numbers['models'].values()]
            ),
        )
        for kind, title in _GROUPS.items()
        for rule in RULES
    ]


def comparison_charts(numbers: Mapping[str, Any]) -> list[RowChart]:
    """Return a chart of the difference of each two models, by category."""
    return [
        interval_chart(
            f'NE of {each["second"]} minus NE of {each["first"]}, {each["rule"]} rule',
            _intervals([{'all': each['difference'], **each['per_category']}]),
            digits=2,
            signed=True,
        )
        for each in numbers['comparisons']
        if each['difference']
    ]


def breakdown_charts(numbers: Mapping[str, Any]) -> list[RowChart]:
    """Return charts of the NE by occlusion and by the size of garments."""
    models = numbers['models'].values()
    groups = {
        'NE of visible and occluded key points': [each['occlusion']['points'] for each in models],
        'NE by share of occluded key points': [each['occlusion']['images'] for each in models],
        'NE by size of the garment': [each['size'] for each in models],
    }
    return [interval_chart(title, _intervals(series)) for title, series in groups.items()]


def _intervals(series: Sequence[Mapping[str, Any]]) -> dict[str, list[Interval | None]]:
    """Return the mean errors of groups, by the name of the group, one for each series."""
    names = dict.fromkeys(name for groups in series for name in groups)
    return {
        name: [_interval(groups[name]) if name in groups else None for groups in series]
        for name in names
    }


def _interval(mean: Mapping[str, Any]) -> Interval:
    # all resamples of a single image are the same
    note = 'of 1 image' if mean['images'] == 1 else ''
    low, high = mean['interval']
    return Interval(mean['NE'], low, high, note)


def distribution_charts(evaluation: Evaluation) -> list[LineChart]:
    """Return the histogram and the cumulative distribution of errors."""
    rule = evaluation.rule
    errors = {
        model.name: np.sort(model.errors[rule].errors[model.errors[rule].counted])
        for model in evaluation.models
    }
    edges = np.arange(_MAX_ERROR + 1)
    histograms, cumulative = {}, {}
    for name, values in errors.items():
        num_points = max(len(values), 1)
        shares = 100 * np.histogram(values, edges)[0] / num_points
        histograms[name] = np.repeat(edges, 2)[1:-1], np.repeat(shares, 2)
        limits = np.linspace(0, _MAX_ERROR, 4 * _MAX_ERROR + 1)
        counts = np.searchsorted(values, limits, side='right')
        cumulative[name] = limits, 100 * counts / num_points
    title, label = 'Share of key points with at most this error, %', 'error, %'
    return [
        line_chart(
            'Share of key points by error, %', histograms, x_label=label, y_limits=(0, None)
        ),
        line_chart(title, cumulative, x_label=label, y_limits=(0, 100)),
    ]


def calibration_charts(numbers: Mapping[str, Any]) -> list[LineChart]:
    """Return charts of annotated key points by presence, and of correct ones by score."""
    models = numbers['models']
    return [
        line_chart(
            'Share of annotated key points by presence, %',
            {name: _shares(model['presence']) for name, model in models.items()},
            x_label='presence; calibrated on the dashed line',
            x_limits=(0, 1),
            y_limits=(0, 100),
            dots=True,
            diagonal=True,
        ),
        line_chart(
            f'Share of key points with an error of less than {CORRECT:g} % by score, %',
            {name: _shares(model['confidence']) for name, model in models.items()},
            x_label='mean score of a tenth of the key points; calibrated on the dashed line',
            x_limits=(0, 1),
            y_limits=(0, 100),
            dots=True,
            diagonal=True,
        ),
    ]


def _shares(calibration: Mapping[str, Any] | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean confidence of each bin and its share of hits, percent."""
    bins = calibration['bins'] if calibration else []
    return (
        np.array([each['mean'] for each in bins]),
        np.array([100 * each['share'] for each in bins]),
    )


def training_charts(logs: Sequence[TrainingLog]) -> tuple[list[LineChart], list[LineChart]]:
    """Return the charts of NE and loss, and those of all other curves."""
    names = {name for log in logs for name in log.curves} - _UNINTERESTING_CURVES
    first = [name for name in _FIRST_CURVES if name in names]
    others = sorted(names - {*first})
    return [_curve_chart(name, logs) for name in first], [_curve_chart(n, logs) for n in others]


def _curve_chart(name: str, logs: Sequence[TrainingLog]) -> LineChart:
    curves = [log.curves.get(name, Curve()) for log in logs]
    per_epoch = any(curve.per_epoch for curve in curves)
    series = {str(i): (curve.steps, curve.values) for i, curve in enumerate(curves)}
    return line_chart(name, series, x_label='epoch' if per_epoch else 'iteration', dots=per_epoch)
