"""Predictions of single garments."""

import json
from dataclasses import replace

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES
from fashionkp.predictions.heatmaps import Heatmaps

SKIRT = CATEGORIES['skirt']


def test_as_dict_has_key_points_by_name_and_plain_values(skirt):
    row = json.loads(json.dumps(skirt.as_dict()))
    assert tuple(row['keypoints']) == SKIRT.keypoints
    assert row['keypoints']['waistband_left'] == dict(
        x=10.25, y=20.0, score=0.9, presence=0.99, present=True
    )
    assert [p['present'] for p in row['keypoints'].values()] == [True, True, False, False]
    assert row['category_probs'] == {'skirt': 0.9, 'dress': 0.1}
    assert row['size'] == [300, 400]
    assert row['box'] == [0, 0, 300, 400]


def test_lengths_are_added_on_request(skirt):
    assert 'measurements' not in skirt.as_dict()
    lengths = skirt.as_dict(measurements=True)['measurements']
    assert lengths['waist'] == dict(pixels=92.3, cm=None, absent=[])  # hypot(89.75, 21.5)
    assert lengths['hem']['absent'] == ['hemline_left', 'hemline_right']


def test_arrays_must_have_a_row_for_each_key_point_of_the_category(skirt):
    with pytest.raises(ValueError, match=r'scores of a skirt .*\(3,\): expected \(4,\)'):
        replace(skirt, scores=skirt.scores[:3])
    with pytest.raises(ValueError, match=r'keypoints of a dress .*\(15, 2\)'):
        replace(skirt, category='dress')
    heatmaps = Heatmaps(np.zeros((3, 8, 8)), np.zeros(2), np.ones(2))
    with pytest.raises(ValueError, match='3 heatmaps of a skirt: expected 4'):
        replace(skirt, heatmaps=heatmaps)
    with pytest.raises(ValueError, match=r"'kilt'.*blouse"):
        replace(skirt, category='kilt')
