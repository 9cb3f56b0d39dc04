"""Lengths from key points: those of each category, their values, and their scale."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.categories import CATEGORIES, category_by_name
from fashionkp.keypoints import mirror
from fashionkp.measurements import MEASUREMENTS, NAMES, Lengths, Reference, measure

TROUSERS = CATEGORIES['trousers'].keypoints
# The waistband is 60 wide, the crotch 50 below its centre; the left inseam is a 3-4-5 triangle.
POSITIONS = dict(
    waistband_left=(100, 0),
    waistband_right=(160, 0),
    crotch=(130, 50),
    bottom_left_in=(70, 130),
    bottom_left_out=(40, 130),
    bottom_right_in=(130, 140),
    bottom_right_out=(160, 140),
)
POINTS = np.array([POSITIONS[name] for name in TROUSERS], float)
ALL = np.ones(len(TROUSERS), bool)


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


@pytest.mark.parametrize('category', CATEGORIES)
def test_category_has_each_length_once_and_uses_all_its_key_points(category):
    names = [m.name for m in MEASUREMENTS[category]]
    assert len(names) == len({*names})
    assert names == [name for name in NAMES if name in names]
    used = {point for m in MEASUREMENTS[category] for point in m.keypoints}
    assert used == {*CATEGORIES[category].keypoints}


def test_lengths_that_shops_state_exist():
    tops = {'shoulder_width', 'chest', 'sleeve_left', 'sleeve_right', 'body_length', 'hem'}
    expected = dict(
        blouse=tops,
        outwear={*tops, 'waist'},
        dress={*tops, 'waist', 'skirt_length'},
        trousers={'waist', 'inseam_left', 'inseam_right', 'outseam_left', 'outseam_right'},
        skirt={'waist', 'hem', 'skirt_length'},
    )
    for category, names in expected.items():
        assert names <= {m.name for m in MEASUREMENTS[category]}, category


def test_known_length_gives_centimetres():
    lengths = Reference({'waist': 30}).applied(measure('trousers', POINTS, ALL))
    assert lengths.cm_per_pixel == 0.5
    assert lengths.cm['inseam_left'] == pytest.approx(50)
    assert lengths.pixels['inseam_left'] == pytest.approx(100)
    assert Reference(cm_per_pixel=0.1).applied(lengths).cm['waist'] == pytest.approx(6)


def test_first_known_length_of_the_garment_is_used():
    lengths = measure('trousers', POINTS, np.array([name != 'crotch' for name in TROUSERS]))
    known = {'chest': 50, 'rise': 25, 'waist': 30}
    assert Reference(known).applied(lengths).cm_per_pixel == 0.5
    unknown = Reference({'chest': 50, 'rise': 25}).applied(lengths)
    assert unknown.cm_per_pixel is None
    assert set(unknown.cm.values()) == {None}


def test_coincident_points_give_no_scale():
    lengths = measure('trousers', np.zeros_like(POINTS), ALL)
    assert lengths.pixels['waist'] == 0
    assert Reference({'waist': 30}).applied(lengths).cm_per_pixel is None


@pytest.mark.parametrize(
    ('lengths', 'cm_per_pixel', 'message'),
    [
        ({'waste': 30}, None, r"'waste': expected one of neck_width.*waist"),
        ({'waist': 0}, None, 'waist=0:'),
        ({'waist': float('nan')}, None, 'waist=nan'),
        ({'waist': 1e308}, None, r'waist=1e\+308'),
        ({'waist': 1e-320}, None, 'waist=1e-320'),
        ({}, -0.1, r'cm_per_pixel=-0\.1:'),
        ({'waist': 30}, 0.1, 'waist.*cm_per_pixel'),
    ],
)
def test_invalid_reference_is_rejected(lengths, cm_per_pixel, message):
    with pytest.raises(ValueError, match=message):
        Reference(lengths, cm_per_pixel)


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


def test_docs_list_all_lengths():
    docs = Path(__file__).parents[2] / 'docs' / 'predicting.md'
    listed = re.findall(r'^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$', docs.read_text(), re.M)
    lengths = {m: [] for category in MEASUREMENTS.values() for m in category}
    for category, measurements in MEASUREMENTS.items():
        for measurement in measurements:
            lengths[measurement].append(category)
    assert {*listed} == {
        (m.name, ' + '.join(m.start), ' + '.join(m.end), ', '.join(garments))
        for m, garments in lengths.items()
    }
