"""Lengths of a garment from its key points."""

import json
from dataclasses import replace

import numpy as np
import pytest
from measured_trousers import ALL, POINTS, TROUSERS

from fashionkp.annotations import read_annotations
from fashionkp.categories import CATEGORIES, category_by_name
from fashionkp.keypoints import mirror
from fashionkp.measurements import Lengths, measure


def test_lengths_agree_with_numbers_computed_by_hand():
    assert measure('trousers', POINTS, ALL).pixels == pytest.approx(
        dict(
            waist=60,
            rise=50,
            inseam_left=100,
            inseam_right=90,
            outseam_left=np.hypot(60, 130),
            outseam_right=140,
            leg_opening_left=30,
            leg_opening_right=30,
        )
    )


def test_lengths_without_their_key_points_are_none():
    points = POINTS.copy()
    points[TROUSERS.index('crotch')] = np.nan
    lengths = measure('trousers', points, np.array([name != 'crotch' for name in TROUSERS]))
    unmeasured = {name for name, length in lengths.pixels.items() if length is None}
    assert unmeasured == {'rise', 'inseam_left', 'inseam_right'}
    assert lengths.absent == dict.fromkeys(unmeasured, ('crotch',))
    assert lengths.pixels['waist'] == 60


@pytest.mark.parametrize('category', CATEGORIES)
def test_mirrored_garment_has_the_same_lengths_on_the_other_side(category):
    garment = category_by_name(category)
    points = np.random.default_rng(1).uniform(0, 400, (len(garment.keypoints), 2))
    mirrored = np.array([400, 0]) + points[list(garment.flip_indices)] * [-1, 1]
    present = np.ones(len(points), bool)
    lengths = measure(category, points, present).pixels
    assert {mirror(n): v for n, v in lengths.items()} == pytest.approx(
        measure(category, mirrored, present).pixels
    )


def test_as_dict_is_json_with_all_lengths():
    lengths = measure('trousers', POINTS, np.array([name != 'crotch' for name in TROUSERS]))
    row = json.loads(json.dumps(replace(lengths, cm_per_pixel=0.5).as_dict()))
    assert row['waist'] == dict(pixels=60.0, cm=30.0, absent=[])
    assert row['rise'] == dict(pixels=None, cm=None, absent=['crotch'])
    assert Lengths({'waist': 60.04}, {}).as_dict() == {
        'waist': dict(pixels=60.0, cm=None, absent=[])
    }


@pytest.mark.realdata
def test_official_annotations_have_human_proportions(fashionai_root):
    """Compare medians over photos; one outwear in six has an annotated waist."""
    table = read_annotations(fashionai_root / 'annotations' / 'round1_train.csv')
    medians = {}
    for category in CATEGORIES.values():
        ids = list(category.keypoint_ids)
        rows = table.take(table.category_names == category.name)
        lengths = [
            measure(category.name, points[ids], v[ids] >= 0).pixels
            for points, v in zip(rows.keypoints[::5], rows.visibility[::5], strict=True)
        ]
        medians[category.name] = {
            name: np.median([row[name] for row in lengths if row[name] is not None])
            for name in lengths[0]
        }
    for category, lengths in medians.items():
        for name, length in lengths.items():
            assert length == pytest.approx(lengths[mirror(name)], rel=0.1), (category, name)
    outwear, trousers = medians['outwear'], medians['trousers']
    assert outwear['shoulder_width'] / outwear['chest'] == pytest.approx(1.1, abs=0.2)
    assert trousers['rise'] / trousers['waist'] == pytest.approx(1.0, abs=0.2)
    assert trousers['outseam_left'] > trousers['inseam_left'] > trousers['rise']
