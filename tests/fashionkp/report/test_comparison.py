"""Which of two models is better, where the data can decide it."""

import numpy as np
import pytest

from fashionkp.report import evaluate
from fashionkp.report.comparison import comparisons
from fashionkp.score import RULES


def _moved(errors):
    """Return skirts whose left end of the hem is too low, by errors in pixels."""
    return {f'i{i}': {'hemline_left': f'80_{300 + e}_1'} for i, e in enumerate(errors)}


def _numbers(comparison):
    change = comparison.difference
    return change.ne, change.low, change.high


@pytest.fixture
def compared(skirts):
    def make(first, second):
        truth = skirts('gt.csv', **{f'i{i}': {} for i in range(len(first))})
        files = [skirts('first.csv', **_moved(first)), skirts('second.csv', **_moved(second))]
        return comparisons(evaluate([truth], [[path] for path in files]))[0]

    return make


def test_a_model_is_as_good_as_itself(compared):
    comparison = compared([3, 9, 27] * 10, [3, 9, 27] * 10)
    assert _numbers(comparison) == (0, 0, 0)
    assert (comparison.better, comparison.worse) == (0, 0)
    assert comparison.verdict == 'first and second are equally good on these 30 images.'


def test_rounding_makes_no_difference(skirts):
    truth = skirts('gt.csv', a={}, b={})
    pred = skirts('p.csv', a={'hemline_left': '80.004_300_1'}, b={})
    comparison = comparisons(evaluate([truth], [[truth], [pred]]))[0]
    assert comparison.difference.ne > 0
    assert comparison.verdict == 'gt and p are equally good on these 2 images.'


def test_same_gain_on_every_image_is_certain(compared):
    """An unpaired interval would be wide, as the images differ much."""
    first = np.arange(40) * 5 + 9
    comparison = compared(first, first - 6)
    assert comparison.difference.ne == pytest.approx(-2)  # 6 % of one in three points
    assert _numbers(comparison)[1:] == pytest.approx((-2, -2))
    assert (comparison.better, comparison.worse) == (40, 0)
    assert comparison.verdict.startswith('second is better than first: its NE is 2.00 lower')
    assert '2.00 to 2.00) on these 40 images' in comparison.verdict
    assert comparison.per_category['skirt'] == comparison.difference


def test_first_model_may_be_the_better_one(compared):
    comparison = compared([0] * 40, [3] * 30 + [6] * 10)
    assert comparison.difference.low > 0
    assert comparison.verdict.startswith('first is better than second: its NE is 1.25 lower')


def test_equal_gains_and_losses_are_no_clear_difference(compared):
    comparison = compared([10, 0] * 20, [0, 11] * 20)
    assert comparison.difference.low < 0 < comparison.difference.high
    assert (comparison.better, comparison.worse) == (20, 20)
    assert comparison.verdict.startswith('No clear difference: the NE of second is 0.17 higher')
    assert 'on these 40 images' in comparison.verdict


def test_the_interval_is_about_two_standard_errors_wide(compared):
    rng = np.random.default_rng(0)
    change = rng.integers(-9, 10, 400)
    comparison = compared(np.full(400, 10), 10 + change)
    error = change.std() / 3 / np.sqrt(400)
    width = comparison.difference.high - comparison.difference.low
    assert width == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_verdict_warns_of_few_images(compared):
    assert 'fewer than 30 images' in compared([3] * 29, [0] * 29).verdict
    assert 'fewer' not in compared([3] * 30, [0] * 30).verdict


def test_only_images_that_both_predict_count(skirts):
    truth = skirts('gt.csv', i0={}, i1={}, i2={})
    first = skirts('first.csv', **_moved([3, 30]))
    second = skirts('second.csv', i1={}, i2={})
    evaluation = evaluate([truth], [[first], [second]], allow_missing=True)
    comparison = comparisons(evaluation)[0]
    assert comparison.difference.images == 1
    assert comparison.difference.ne == -10
    assert 'on this 1 image.' in comparison.verdict


def test_models_without_common_points_have_no_difference(skirts):
    truth = skirts('gt.csv', i0={}, i1={})
    files = [skirts('first.csv', i0={}), skirts('second.csv', i1={})]
    comparison = comparisons(evaluate([truth], [[path] for path in files], allow_missing=True))[0]
    assert comparison.difference is None
    assert 'share no key point' in comparison.verdict
    assert comparison.to_dict()['difference'] is None


def test_each_two_models_are_compared_under_each_rule(skirts):
    paths = [skirts(f'{name}.csv', a={}) for name in 'abc']
    compared = comparisons(evaluate([paths[0]], [[path] for path in paths]))
    pairs = [('a', 'b'), ('a', 'c'), ('b', 'c')]
    assert [(each.rule, each.first, each.second) for each in compared] == [
        (rule, *pair) for rule in RULES for pair in pairs
    ]
