"""Calibration of scores and presence, counted by hand."""

import pytest

from fashionkp.report import evaluate
from fashionkp.report.calibration import presence_calibration, score_calibration

ABSENT = {'hemline_left': '-1_-1_-1', 'hemline_right': '-1_-1_-1'}


@pytest.fixture
def found(skirts, answers):
    """Two skirts, of which one has no hem; and what a model tells of both."""
    truth = skirts('gt.csv', a={}, b=ABSENT)
    told = dict(
        a=([0.95, 0.95, 0.95, 0.55], [0.9, 0.8, 0.1, 0.2], 'skirt'),
        b=([0.95, 1.0, 0.55, 0.0], [0.7, 0.6, 0.5, 0.4], 'skirt'),
    )
    return evaluate([truth], [[answers('p.jsonl', **told)]])


def test_presence(found):
    numbers = presence_calibration(found.truth, found.models[0])
    assert numbers['points'] == 8
    bins = [(one['from'], one['to'], one['count'], one['share']) for one in numbers['bins']]
    # 0.55: one of two is annotated; 0.95 and 1: all five
    assert bins == [(0, 0.1, 1, 0), (0.5, 0.6, 2, 0.5), (0.9, 1, 5, 1)]
    assert numbers['bins'][1]['mean'] == pytest.approx(0.55)
    assert numbers['brier'] == pytest.approx((4 * 0.05**2 + 0.45**2 + 0.55**2) / 8)
    # 2 points are off by 0.05 in their mean, 5 by 0.04
    assert numbers['ece'] == pytest.approx((2 * 0.05 + 5 * 0.04) / 8)


def test_scores(skirts, answers):
    truth = skirts('gt.csv', a={'hemline_left': '80_340_1'}, b={})
    told = {name: ([1] * 4, [0.9, 0.8, 0.1, 0.2], 'skirt') for name in 'ab'}
    model = evaluate([truth], [[answers('p.jsonl', **told)]]).models[0]
    numbers = score_calibration(model, 'official')
    # six visible points: the least sure of them is the one that is 40 off
    assert numbers['points'] == 6
    assert [one['count'] for one in numbers['bins']] == [1] * 6
    assert [one['mean'] for one in numbers['bins']] == [0.1, 0.1, 0.8, 0.8, 0.9, 0.9]
    assert [one['share'] for one in numbers['bins']] == [0, 1, 1, 1, 1, 1]
    assert numbers['bins'][0]['NE'] == 40
    assert score_calibration(model, 'round1')['points'] == 8


def test_points_of_images_without_prediction_do_not_count(skirts, answers):
    truth = skirts('gt.csv', a={}, b={})
    pred = answers('p.jsonl', a=([1] * 4, [1] * 4, 'skirt'))
    found = evaluate([truth], [[pred]], allow_missing=True)
    assert presence_calibration(found.truth, found.models[0])['points'] == 4
    assert score_calibration(found.models[0], 'official')['points'] == 3


def test_submissions_tell_nothing(two_models):
    model = two_models.models[0]
    assert presence_calibration(two_models.truth, model) is None
    assert score_calibration(model, 'official') is None
