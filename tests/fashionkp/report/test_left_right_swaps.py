"""Left and right swapped, in cases that are clear by hand."""

import pytest

from fashionkp.report import evaluate
from fashionkp.report.left_right_swaps import find_swaps, swap_numbers

LEFT, RIGHT = '100_50_1', '200_50_1'  # of the waistband
HEMS = {'hemline_left': '220_300_1', 'hemline_right': '80_300_1'}


@pytest.fixture
def numbers(skirts):
    def make(rule='official', **images):
        truth = skirts('gt.csv', **{name: {} for name in images})
        evaluation = evaluate([truth], [[skirts('p.csv', **images)]])
        return swap_numbers(evaluation.truth, evaluation.models[0], rule)

    return make


def test_points_nearer_to_their_own_position_are_not_swapped(numbers):
    counts = numbers(
        a={}, b={'waistband_left': '140_50_1'}
    )  # 40 from its target, 60 from the other
    # the right end of the hem is occluded: its pair does not count
    assert (counts['pairs'], counts['swapped'], counts['one_sided']) == (2, 0, 0)
    assert counts['mirrored'] == 0


def test_pair_with_both_points_on_the_wrong_side_is_swapped(numbers):
    counts = numbers(a={'waistband_left': RIGHT, 'waistband_right': LEFT}, b={})
    assert (counts['pairs'], counts['swapped'], counts['one_sided']) == (2, 1, 0)
    assert counts['NE_unswapped'] == 0
    assert counts['mirrored'] == 0  # one pair is not enough
    assert counts['per_pair'] == {'waistband_left': dict(pairs=2, swapped=1, one_sided=0)}
    assert counts['per_category']['skirt']['swapped'] == 1


def test_pair_with_one_point_on_the_wrong_side_is_one_sided(numbers):
    counts = numbers(a={'waistband_left': '190_50_1'})
    assert (counts['swapped'], counts['one_sided']) == (0, 1)
    # 90 of three points; only swapped pairs are exchanged
    assert counts['NE_unswapped'] == 30


def test_garment_with_all_pairs_swapped_is_mirrored(numbers):
    swapped = {'waistband_left': RIGHT, 'waistband_right': LEFT}
    counts = numbers('round1', a=swapped | HEMS, b=swapped, c=HEMS)
    assert (counts['pairs'], counts['swapped'], counts['mirrored']) == (6, 4, 1)
    assert counts['per_category']['skirt']['mirrored'] == 1
    assert counts['NE_unswapped'] == 0


def test_point_halfway_is_not_on_the_wrong_side(numbers):
    assert numbers(a={'waistband_left': '150_50_1'})['one_sided'] == 0


def test_images_without_prediction_do_not_count(skirts):
    truth = skirts('gt.csv', a={}, b={})
    evaluation = evaluate([truth], [[skirts('p.csv', a={})]], allow_missing=True)
    arguments = evaluation.truth, evaluation.models[0], 'official'
    assert find_swaps(*arguments).counted.sum(1).tolist() == [1, 0]
    assert swap_numbers(*arguments)['NE_unswapped'] == 0
