"""Lengths with their scale and margins."""

import json
from dataclasses import replace

import numpy as np
import pytest
from plane_scenes import project

from fashionkp.measurements import (
    PlaneNotFound,
    Reference,
    margins_per_cm,
    measure,
    plane_of_points,
)

SKIRT = np.array([[20, 0], [80, 0], [0, 80], [100, 80]], float)
ALL = np.ones(4, bool)
TO_PIXELS = np.array([[3, 0.3, 40], [0.1, 2.8, 30], [0.0005, 0.001, 1]])
CORNERS = np.array([(0, 0), (200, 0), (200, 200), (0, 200)], float)
SCORES = np.array([0.95, 0.97, 0.9, 0.98])


@pytest.fixture
def plane():
    return plane_of_points(project(TO_PIXELS, CORNERS), CORNERS)


def test_a_plane_undoes_the_tilt(plane):
    tilted = project(TO_PIXELS, SKIRT)
    lengths = measure('skirt', tilted, ALL, scale=plane)
    assert lengths.cm == pytest.approx({'waist': 60, 'hem': 100, 'skirt_length': 80})
    assert lengths.cm_per_pixel is None
    assert lengths.pixels['waist'] == pytest.approx(np.hypot(*(tilted[1] - tilted[0])))
    assert not lengths.cm_margins


def test_absent_points_need_not_lie_in_the_plane(plane):
    tilted = project(TO_PIXELS, SKIRT)
    tilted[3] = np.nan
    lengths = measure('skirt', tilted, ALL & [1, 1, 1, 0], scale=plane, scores=SCORES)
    assert lengths.cm['hem'] is None
    assert lengths.cm['waist'] == pytest.approx(60)
    assert {*lengths.cm_margins} == {'waist'}
    assert 0 < lengths.cm_margins['waist'] < 60
    tilted[3] = project(TO_PIXELS, np.array([-3000.0, -200]))
    with pytest.raises(PlaneNotFound):
        measure('skirt', tilted, ALL, scale=plane)


def test_margins_grow_with_the_unsureness():
    sure, unsure = (
        measure('skirt', SKIRT, ALL, scores=np.full(4, score)).pixel_margins
        for score in (0.99, 0.8)
    )
    for name in ('waist', 'hem', 'skirt_length'):
        assert 0 < 2 * sure[name] < unsure[name]


def test_margins_in_centimetres():
    pixels = measure('skirt', SKIRT, ALL, scores=SCORES)
    assert pixels.cm_margins == {}
    scaled = measure('skirt', SKIRT, ALL, scale=Reference(cm_per_pixel=0.5), scores=SCORES)
    assert scaled.cm_margins['hem'] == pytest.approx(0.5 * pixels.pixel_margins['hem'])
    known = measure('skirt', SKIRT, ALL, scale=Reference({'waist': 30}), scores=SCORES)
    assert known.cm_margins['waist'] == pytest.approx(0, abs=1e-9)
    # the waist's own error adds to that of the hem
    assert known.cm_margins['hem'] > 1.1 * scaled.cm_margins['hem']
    absent = measure('skirt', SKIRT, ALL, scale=Reference({'chest': 30}), scores=SCORES)
    assert absent.cm_margins == {}


def test_margins_in_a_plane_hold_the_error_of_the_plane(plane):
    tilted = project(TO_PIXELS, SKIRT)
    exact = replace(plane, deviations=0 * plane.deviations)
    rough = replace(plane, deviations=30 * plane.deviations)
    widths = [
        measure('skirt', tilted, ALL, scale=each, scores=np.full(4, 0.999)).cm_margins['hem']
        for each in (exact, plane, rough)
    ]
    assert widths[0] <= widths[1] < widths[2]


def test_points_without_scores_have_no_margins():
    assert measure('skirt', SKIRT, ALL).pixel_margins == {}
    assert measure('skirt', SKIRT, ALL, scores=np.full(4, np.nan)).pixel_margins == {}


def test_margins_are_valid_json():
    lengths = measure('skirt', SKIRT, ALL, scores=SCORES)
    row = json.loads(json.dumps(lengths.as_dict()['hem']))
    assert row['margin_pixels'] == round(lengths.pixel_margins['hem'], 1)
    assert row['margin_cm'] is None
    unbounded = replace(lengths, pixel_margins={'hem': np.inf})
    assert unbounded.as_dict()['hem']['margin_pixels'] is None


def test_margins_per_cm_are_those_of_each_known_length():
    present = ALL & [1, 1, 1, 0]
    assert {*margins_per_cm('skirt', SKIRT, present, SCORES)} == {'waist'}
    margins = margins_per_cm('skirt', SKIRT, ALL, SCORES)
    for known in ('waist', 'hem', 'skirt_length'):
        expected = measure(
            'skirt', SKIRT, ALL, scale=Reference({known: 30}), scores=SCORES
        ).cm_margins
        assert {n: 30 * m for n, m in margins[known].items()} == pytest.approx(expected)
    assert margins['waist']['waist'] == 0 < margins['waist']['hem']


def test_coincident_and_absent_points_are_no_scale():
    points = np.array([[20, 0], [20, 0], [0, 80], [100, 80]], float)
    assert {*margins_per_cm('skirt', points, ALL, SCORES)} == {'hem', 'skirt_length'}
    assert margins_per_cm('skirt', points, np.zeros(4, bool), SCORES) == {}
