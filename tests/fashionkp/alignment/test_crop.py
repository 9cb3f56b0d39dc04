"""Crops of parts: upright, holding their points, with pixels where the points are."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashionkp.alignment.crop import check_frame, crop, find_part, upright_angle
from fashionkp.alignment.fit import PoorFit
from fashionkp.alignment.parts import CATEGORY_PARTS
from fashionkp.categories import OFFICIAL_CATEGORIES
from fashionkp.predictions.prediction import Prediction
from fashionkp.synthetic.scene.render import sample_scene

BLANK = np.zeros((300, 400, 3), np.uint8)


def inside(made, names):
    width, height = made.garment.size
    points = made.garment.keypoints[[made.garment.names.index(name) for name in names]]
    return bool((points >= -1e-6).all() and (points <= (width - 1 + 1e-6, height - 1 + 1e-6)).all())


@pytest.mark.parametrize('category', OFFICIAL_CATEGORIES)
@pytest.mark.parametrize('turn', [0, 77, 180])
def test_every_crop_holds_its_points(garment, category, turn):
    turned = garment(category, turn=turn)
    for part in CATEGORY_PARTS[category]:
        for options in ({}, dict(margin=0.0, aspect=3.0), dict(aspect=None, size=64)):
            made = crop(BLANK, turned, part, **options)
            assert inside(made, find_part(turned, part).keypoints), (part, options)
            assert made.part == part
            assert made.image.shape[:2] == made.garment.size[::-1]
            back = made.transform.to_photo(made.garment.keypoints)
            np.testing.assert_allclose(back, turned.keypoints, atol=0.01)


@given(st.integers(0, 200), st.sampled_from([*OFFICIAL_CATEGORIES]))
def test_crops_of_drawn_garments_hold_their_points(index, category):
    scene = sample_scene(5, index, category)
    names = OFFICIAL_CATEGORIES[category].keypoints
    points = np.array([scene.points[n].position if n in scene.points else (-1, -1) for n in names])
    drawn = Prediction(
        image='drawn.jpg',
        size=scene.camera.size,
        box=(0, 0, *scene.camera.size),
        category=category,
        category_score=1.0,
        category_probs={},
        keypoints=points,
        scores=np.ones(len(names)),
        presence=np.array([float(name in scene.points) for name in names]),
    )
    for part in CATEGORY_PARTS[category]:
        if not any({*p.needed} <= {*scene.points} for p in CATEGORY_PARTS[category][part]):
            continue
        held = [n for n in find_part(drawn, part).keypoints if n in scene.points]
        assert inside(crop(BLANK, drawn, part, margin=0.0, size=50), held)


@pytest.mark.parametrize('turn', [0, 30, 90, 180, -100])
def test_the_angle_of_a_garment(garment, turn):
    for category in OFFICIAL_CATEGORIES:
        angle = upright_angle(garment(category, turn=turn))
        assert math.cos(math.radians(angle - turn)) == pytest.approx(1)


def test_without_a_template_left_and_right_points_state_the_angle(garment, monkeypatch):
    monkeypatch.setattr('fashionkp.alignment.crop.has_template', lambda category: False)
    assert upright_angle(garment('dress', turn=70)) == pytest.approx(70)
    lone = ['waistband_right', 'hemline_right']
    with pytest.raises(PoorFit, match='the angle is not known'):
        upright_angle(garment('skirt', absent=lone))


@pytest.mark.parametrize('turn', [0, 130])
def test_sleeves_hang_down_and_a_slanted_hem_stays_slanted(garment, turn):
    blouse = garment('blouse')
    names = list(blouse.names)
    points = blouse.keypoints.copy()
    points[[names.index('cuff_left_in'), names.index('cuff_left_out')]] -= [50, 60]
    points[names.index('top_hem_left')] += [0, 12]
    turned = garment('blouse', turn=turn, points=points)
    sleeve = crop(BLANK, turned, 'left_sleeve').garment.keypoints
    ends = [
        sleeve[[names.index(name) for name in pair]].mean(0)
        for pair in (('shoulder_left', 'armpit_left'), ('cuff_left_in', 'cuff_left_out'))
    ]
    assert ends[0][0] == pytest.approx(ends[1][0])
    assert ends[0][1] < ends[1][1]
    hem = crop(BLANK, turned, 'hem').garment.keypoints
    left, right = hem[names.index('top_hem_left')], hem[names.index('top_hem_right')]
    assert left[0] < right[0]
    assert left[1] > right[1] + 3


def test_pixels_move_with_points(garment, photo):
    skirt = garment('skirt', turn=20)
    made = crop(photo, skirt, 'hem', size=200)
    for name in ('hemline_left', 'hemline_right'):
        k = skirt.names.index(name)
        x, y = made.garment.keypoints[k]
        assert made.image[round(y), round(x), 0] == pytest.approx(skirt.keypoints[k, 0] / 2, abs=1)
        assert made.image[round(y), round(x), 1] == pytest.approx(skirt.keypoints[k, 1] / 2, abs=1)


def test_sizes_and_aspect_ratios(garment):
    skirt = garment('skirt')
    assert crop(BLANK, skirt, 'hem', size=100).garment.size == (100, 100)
    assert crop(BLANK, skirt, 'hem', size=100, aspect=2.0).garment.size == (100, 51)
    low, high = skirt.keypoints.min(0), skirt.keypoints.max(0)
    width, height = crop(BLANK, skirt, aspect=None, margin=0.5).garment.size
    longest = (high - low).max()
    assert width == math.ceil(high[0] - low[0] + longest) + 1
    assert height == math.ceil(high[1] - low[1] + longest) + 1
    middle = crop(BLANK, skirt).garment
    assert (middle.keypoints.min(0) + middle.keypoints.max(0)) / 2 == pytest.approx(
        (np.array(middle.size) - 1) / 2
    )


def test_an_off_shoulder_sleeve_is_found_by_its_armpit(garment):
    blouse = garment('blouse', absent=['shoulder_left', 'shoulder_right'])
    assert find_part(blouse, 'left_sleeve').start == ('armpit_left',)
    assert inside(crop(BLANK, blouse, 'left_sleeve'), ['armpit_left', 'cuff_left_in'])


def test_what_a_garment_has_not_is_named(garment):
    with pytest.raises(PoorFit, match='skirt: no collar, only waist, hem, whole'):
        crop(BLANK, garment('skirt'), 'collar')
    with pytest.raises(PoorFit, match='no cuff_left_in, no cuff_left_out'):
        crop(BLANK, garment('dress', absent=['cuff_left_in', 'cuff_left_out']), 'left_cuff')
    skirt = garment('skirt')
    flat = replace(skirt, keypoints=np.array([[10.0, 10], [50, 10], [30, 90], [30, 90]]))
    with pytest.raises(PoorFit, match='coincide'):
        crop(BLANK, flat, 'hem')


@pytest.mark.parametrize('value', [dict(aspect=0.0), dict(size=1), dict(margin=-0.1)])
def test_arguments_out_of_range_are_refused(value):
    with pytest.raises(ValueError, match=f'{next(iter(value))} .*: expected'):
        check_frame(**{**dict(aspect=None, size=None, margin=None), **value})
