"""Predictions of single garments."""

import json
from dataclasses import replace

import pytest

from fashionkp.categories import CATEGORIES

SKIRT = CATEGORIES['skirt']


def test_as_dict_names_the_points_and_is_plain(skirt):
    answer = json.loads(json.dumps(skirt.as_dict()))
    assert tuple(answer['keypoints']) == SKIRT.keypoints
    assert answer['keypoints']['waistband_left'] == dict(
        x=10.25, y=20.0, score=0.9, presence=0.99, present=True
    )
    assert [p['present'] for p in answer['keypoints'].values()] == [True, True, False, False]
    assert answer['category_probs'] == {'skirt': 0.9, 'dress': 0.1}
    assert answer['size'] == [300, 400]
    assert answer['box'] == [0, 0, 300, 400]


def test_lengths_are_added_where_wanted(skirt):
    assert 'measurements' not in skirt.as_dict()
    lengths = skirt.as_dict(measurements=True)['measurements']
    assert lengths['waist'] == dict(pixels=92.3, cm=None, absent=[])  # hypot(89.75, 21.5)
    assert lengths['hem']['absent'] == ['hemline_left', 'hemline_right']


def test_arrays_must_have_a_row_for_each_point_of_the_category(skirt):
    with pytest.raises(ValueError, match=r'scores of a skirt .*\(3,\): expected \(4,\)'):
        replace(skirt, scores=skirt.scores[:3])
    with pytest.raises(ValueError, match=r'keypoints of a dress .*\(15, 2\)'):
        replace(skirt, category='dress')
    with pytest.raises(ValueError, match=r"'kilt'.*blouse"):
        replace(skirt, category='kilt')
