"""Which category of DeepFashion2 a garment belongs to."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from deepfashion2_garments import garment_prediction

from fashionkp.formats.deepfashion2.landmarks import GARMENTS
from fashionkp_mm.inference.deepfashion2_category import deepfashion2_category


@pytest.mark.parametrize('category_id', GARMENTS, ids=lambda number: GARMENTS[number].name)
def test_each_category(category_id):
    prediction = garment_prediction(category_id)
    assert deepfashion2_category(prediction) == category_id
    larger = replace(prediction, keypoints=prediction.keypoints * 7)
    assert deepfashion2_category(larger) == category_id


def test_outwear_has_sleeves_even_if_no_cuff_is_seen():
    prediction = garment_prediction(4)
    hidden = replace(prediction, presence=prediction.presence * 0)
    assert GARMENTS[deepfashion2_category(hidden)].name == 'long_sleeve_outwear'


def test_the_sleeve_that_is_just_long():
    dress = garment_prediction(10)
    points = dict(zip(dress.names, dress.keypoints, strict=True))
    chest = points['armpit_right'][0] - points['armpit_left'][0]
    for side in ('left', 'right'):
        points[f'cuff_{side}_out'][:] = points[f'shoulder_{side}'] + (0, 0.9 * chest - 0.01)
    assert GARMENTS[deepfashion2_category(dress)].name == 'short_sleeve_dress'
    for side in ('left', 'right'):
        points[f'cuff_{side}_out'][1] += 0.02
    assert GARMENTS[deepfashion2_category(dress)].name == 'long_sleeve_dress'


def test_a_custom_garment_has_none():
    assert deepfashion2_category(SimpleNamespace(category='vest')) is None
