"""Charts of the report: that they show its numbers."""

import numpy as np
import pytest

from fashionkp.report import evaluate, report_numbers
from fashionkp.report.charts import (
    comparison_charts,
    distribution_charts,
    score_charts,
    training_charts,
)
from fashionkp.report.training_log import Curve, TrainingLog


def test_score_charts_have_each_model_under_each_rule(two_models):
    charts = score_charts(report_numbers(two_models))
    assert [chart.title for chart in charts] == [
        f'NE by {group}, {rule} rule'
        for group in ('category', 'key point')
        for rule in ('official', 'round1')
    ]
    assert [(row.name, row.value) for row in charts[0].rows] == [('skirt', '3.3'), ('', '1.3')]


def test_interval_of_a_single_image_is_not_shown(skirts):
    path = skirts('gt.csv', a={})
    chart = score_charts(report_numbers(evaluate([path], [[path]])))[0]
    assert chart.rows[0].note == 'of 1 image'


def test_comparison_charts_have_signed_differences(two_models):
    chart = comparison_charts(report_numbers(two_models))[0]
    assert [(row.name, row.value) for row in chart.rows] == [('all', '-2.00'), ('skirt', '-2.00')]


def test_distribution_of_errors(skirts):
    truth = skirts('gt.csv', a={})
    pred = skirts('p.csv', a={'waistband_left': '100_54_1', 'hemline_left': '80_340_1'})
    histogram, cumulative = distribution_charts(evaluate([truth], [[pred]]))
    # errors of 0, 4 and 40 %: each a third of the points
    steps = [round(50 * x) for x, height in histogram.lines[0].points if height]
    assert steps == [0, 1, 4, 5, 40, 41]
    shares = dict(cumulative.lines[0].points)
    assert [shares[x / 50] for x in (0, 3, 4, 39, 40, 50)] == pytest.approx(
        [1 / 3, 1 / 3, 2 / 3, 2 / 3, 1, 1]
    )


def test_training_charts_begin_with_error_and_loss():
    curve = Curve(np.arange(2.0), np.arange(2.0))
    names = ['loss', 'lr', 'acc', 'memory', 'fashionai/NE']
    logs = [TrainingLog('a', dict.fromkeys(names, curve)), TrainingLog('a', {'loss': curve})]
    first, others = training_charts(logs)
    assert [chart.title for chart in first] == ['fashionai/NE', 'loss']
    assert [chart.title for chart in others] == ['acc', 'lr']
    assert [len(line.points) for line in first[0].lines] == [2, 0]
