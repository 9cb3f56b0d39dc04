"""Confusion of left and right, in cases that can be told by looking."""

import pytest

from fashionkp.report import evaluate
from fashionkp.report.left_right_swaps import PAIRS, find_sides, side_numbers

LEFT, RIGHT = '100_50_1', '200_50_1'  # of the waistband
HEMS = {'hemline_left': '220_300_1', 'hemline_right': '80_300_1'}


@pytest.fixture
def numbers(skirts):
    def make(rule='official', **images):
        truth = skirts('gt.csv', **{name: {} for name in images})
        found = evaluate([truth], [[skirts('p.csv', **images)]])
        return side_numbers(found.truth, found.models[0], rule)

    return make


def test_eleven_pairs():
    assert len(PAIRS) == 11


def test_right_points_are_not_confused(numbers):
    found = numbers(a={}, b={'waistband_left': '140_50_1'})  # 40 from its place, 60 from the other
    # the right end of the hem is occluded: its pair does not count
    assert (found['pairs'], found['swapped'], found['one_sided']) == (2, 0, 0)
    assert found['mirrored'] == 0


def test_a_swapped_pair(numbers):
    found = numbers(a={'waistband_left': RIGHT, 'waistband_right': LEFT}, b={})
    assert (found['pairs'], found['swapped'], found['one_sided']) == (2, 1, 0)
    assert found['NE_unswapped'] == 0
    assert found['mirrored'] == 0  # one pair is not enough to tell
    assert found['per_pair'] == {'waistband_left': dict(pairs=2, swapped=1, one_sided=0)}
    assert found['per_category']['skirt']['swapped'] == 1


def test_two_points_on_one_side(numbers):
    found = numbers(a={'waistband_left': '190_50_1'})
    assert (found['swapped'], found['one_sided']) == (0, 1)
    # 90 of three points; trading places is for swapped pairs only
    assert found['NE_unswapped'] == 30


def test_a_mirrored_garment(numbers):
    swapped = {'waistband_left': RIGHT, 'waistband_right': LEFT}
    found = numbers('round1', a=swapped | HEMS, b=swapped, c=HEMS)
    assert (found['pairs'], found['swapped'], found['mirrored']) == (6, 4, 1)
    assert found['per_category']['skirt']['mirrored'] == 1
    assert found['NE_unswapped'] == 0


def test_a_point_halfway_is_on_no_wrong_side(numbers):
    assert numbers(a={'waistband_left': '150_50_1'})['one_sided'] == 0


def test_images_without_prediction_do_not_count(skirts):
    truth = skirts('gt.csv', a={}, b={})
    found = evaluate([truth], [[skirts('p.csv', a={})]], allow_missing=True)
    sides = find_sides(found.truth, found.models[0], 'official')
    assert sides.counted.sum(1).tolist() == [1, 0]
    assert side_numbers(found.truth, found.models[0], 'official')['NE_unswapped'] == 0
