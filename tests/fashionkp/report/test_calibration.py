"""Calibration of scores and presence, counted by hand."""

import pytest

from fashionkp.report import evaluate
from fashionkp.report.calibration import presence_calibration, score_calibration

ABSENT = {'hemline_left': '-1_-1_-1', 'hemline_right': '-1_-1_-1'}


@pytest.fixture
def evaluation(skirts, predictions):
    """Predictions of two skirts, of which one has no hem."""
    truth = skirts('gt.csv', a={}, b=ABSENT)
    images = dict(
        a=([0.95, 0.95, 0.95, 0.55], [0.9, 0.8, 0.1, 0.2], 'skirt'),
        b=([0.95, 1.0, 0.55, 0.0], [0.7, 0.6, 0.5, 0.4], 'skirt'),
    )
    return evaluate([truth], [[predictions('p.jsonl', **images)]])


def test_presence_is_compared_with_annotations(evaluation):
    numbers = presence_calibration(evaluation.truth, evaluation.models[0])
    assert numbers['points'] == 8
    bins = [(bin['from'], bin['to'], bin['count'], bin['share']) for bin in numbers['bins']]
    # 0.55: one of two is annotated; 0.95 and 1: all five
    assert bins == [(0, 0.1, 1, 0), (0.5, 0.6, 2, 0.5), (0.9, 1, 5, 1)]
    assert numbers['bins'][1]['mean'] == pytest.approx(0.55)
    assert numbers['brier'] == pytest.approx((4 * 0.05**2 + 0.45**2 + 0.55**2) / 8)
    # the means of 2 and of 5 points differ from their shares by 0.05 and 0.04
    assert numbers['ece'] == pytest.approx((2 * 0.05 + 5 * 0.04) / 8)


def test_scores_are_compared_with_errors(skirts, predictions):
    truth = skirts('gt.csv', a={'hemline_left': '80_340_1'}, b={})
    images = {name: ([1] * 4, [0.9, 0.8, 0.1, 0.2], 'skirt') for name in 'ab'}
    model = evaluate([truth], [[predictions('p.jsonl', **images)]]).models[0]
    numbers = score_calibration(model, 'official')
    # six visible points: the one with the lowest score is off by 40
    assert numbers['points'] == 6
    assert [bin['count'] for bin in numbers['bins']] == [1] * 6
    assert [bin['mean'] for bin in numbers['bins']] == [0.1, 0.1, 0.8, 0.8, 0.9, 0.9]
    assert [bin['share'] for bin in numbers['bins']] == [0, 1, 1, 1, 1, 1]
    assert numbers['bins'][0]['NE'] == numbers['bins'][0]['median'] == 40
    assert numbers['ece'] == pytest.approx((0.1 + 0.9 + 2 * 0.2 + 2 * 0.1) / 6)
    assert score_calibration(model, 'round1')['points'] == 8


def test_points_of_images_without_prediction_do_not_count(skirts, predictions):
    truth = skirts('gt.csv', a={}, b={})
    pred = predictions('p.jsonl', a=([1] * 4, [1] * 4, 'skirt'))
    evaluation = evaluate([truth], [[pred]], allow_missing=True)
    (model,) = evaluation.models
    assert presence_calibration(evaluation.truth, model)['points'] == 4
    assert score_calibration(model, 'official')['points'] == 3


def test_submissions_have_no_calibration(two_models):
    model = two_models.models[0]
    assert presence_calibration(two_models.truth, model) is None
    assert score_calibration(model, 'official') is None
