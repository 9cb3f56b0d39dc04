"""Which of two models is better, where that is known."""

import numpy as np
import pytest

from fashionkp.report import evaluate
from fashionkp.report.comparison import comparisons
from fashionkp.score import RULES


def _moved(errors):
    """Skirts whose left end of the hem is so many pixels too low."""
    return {f'i{i}': {'hemline_left': f'80_{300 + e}_1'} for i, e in enumerate(errors)}


@pytest.fixture
def compared(skirts):
    def make(first, second):
        truth = skirts('gt.csv', **{f'i{i}': {} for i in range(len(first))})
        files = [skirts('first.csv', **_moved(first)), skirts('second.csv', **_moved(second))]
        return comparisons(evaluate([truth], [[path] for path in files]))[0]

    return make


def test_a_model_is_as_good_as_itself(compared):
    found = compared([3, 9, 27] * 10, [3, 9, 27] * 10)
    assert (found.difference.ne, found.difference.low, found.difference.high) == (0, 0, 0)
    assert (found.better, found.worse) == (0, 0)
    assert found.verdict == 'first and second are equally good on these 30 images.'


def test_points_that_are_rounded_otherwise_are_no_better(skirts):
    truth = skirts('gt.csv', a={}, b={})
    pred = skirts('p.csv', a={'hemline_left': '80.004_300_1'}, b={})
    one = comparisons(evaluate([truth], [[truth], [pred]]))[0]
    assert one.difference.ne > 0
    assert one.verdict == 'gt and p are equally good on these 2 images.'


def test_the_same_gain_on_every_image_is_sure(compared):
    """However much images differ: the difference of two unpaired intervals would be wide."""
    first = np.arange(40) * 5 + 9
    found = compared(first, first - 6)
    assert found.difference.ne == pytest.approx(-2)  # 6 % of one in three points
    assert (found.difference.low, found.difference.high) == pytest.approx((-2, -2))
    assert (found.better, found.worse) == (40, 0)
    assert found.verdict.startswith('second is better than first: its NE is 2.00 lower')
    assert '2.00 to 2.00, on these 40 images' in found.verdict
    assert found.per_category['skirt'] == found.difference


def test_a_loss_is_told_the_other_way_round(compared):
    found = compared([0] * 40, [3] * 30 + [6] * 10)
    assert found.difference.low > 0
    assert found.verdict.startswith('first is better than second: its NE is 1.25 lower')


def test_gains_and_losses_alike_are_no_clear_difference(compared):
    found = compared([10, 0] * 20, [0, 11] * 20)
    assert found.difference.low < 0 < found.difference.high
    assert (found.better, found.worse) == (20, 20)
    assert found.verdict.startswith('No clear difference: the NE of second is 0.17 higher')
    assert 'cannot tell which one is better' in found.verdict


def test_the_interval_is_about_two_standard_errors_wide(compared):
    rng = np.random.default_rng(0)
    change = rng.integers(-9, 10, 400)
    found = compared(np.full(400, 10), 10 + change)
    error = change.std() / 3 / np.sqrt(400)
    width = found.difference.high - found.difference.low
    assert width == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_few_images_are_pointed_out(compared):
    assert 'Fewer than 30 images' in compared([3] * 29, [0] * 29).verdict
    assert 'Fewer' not in compared([3] * 30, [0] * 30).verdict


def test_only_images_that_both_predict_count(skirts):
    truth = skirts('gt.csv', i0={}, i1={}, i2={})
    first = skirts('first.csv', **_moved([3, 30]))
    second = skirts('second.csv', i1={}, i2={})
    found = evaluate([truth], [[first], [second]], allow_missing=True)
    one = comparisons(found)[0]
    assert one.difference.images == 1
    assert one.difference.ne == -10
    assert 'on this 1 image.' in one.verdict


def test_without_common_points_nothing_is_said(skirts):
    truth = skirts('gt.csv', i0={}, i1={})
    files = [skirts('first.csv', i0={}), skirts('second.csv', i1={})]
    one = comparisons(evaluate([truth], [[path] for path in files], allow_missing=True))[0]
    assert one.difference is None
    assert one.verdict == 'first and second share no point that counts.'
    assert one.to_dict()['difference'] is None


def test_each_pair_of_models_under_each_rule(skirts):
    paths = [skirts(f'{name}.csv', a={}) for name in 'abc']
    found = comparisons(evaluate([paths[0]], [[path] for path in paths]))
    pairs = [('a', 'b'), ('a', 'c'), ('b', 'c')]
    assert [(one.rule, one.first, one.second) for one in found] == [
        (rule, *pair) for rule in RULES for pair in pairs
    ]
