"""Templates of all categories, and photos as targets."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from fashionkp.alignment.targets import anchors, has_template, onto, template
from fashionkp.categories import CATEGORIES, OFFICIAL_CATEGORIES
from fashionkp.keypoints import mirror


@pytest.mark.parametrize('category', OFFICIAL_CATEGORIES)
@pytest.mark.parametrize('size', [(512, 512), (300, 500)])
def test_a_template_is_upright_symmetric_and_inside_of_its_image(category, size):
    target = template(category, size)
    assert (target.name, target.size) == (category, size)
    assert set(target.points) == set(CATEGORIES[category].keypoints)
    for name, (x, y) in target.points.items():
        other = target.points[mirror(name)]
        assert x + other[0] == pytest.approx(size[0], abs=0.1)
        assert y == pytest.approx(other[1], abs=0.1)
        assert 0 < x < size[0]
        assert 0 < y < size[1]
    left = [x for name, (x, _) in target.points.items() if 'left' in name]
    assert max(left) < size[0] / 2
    top, bottom = OFFICIAL_CATEGORIES[category].keypoints[0], list(target.points)[-1]
    assert target.points[top][1] < target.points[bottom][1]


def test_the_torso_is_fitted_where_there_is_one():
    assert anchors(CATEGORIES['trousers'].keypoints) == CATEGORIES['trousers'].keypoints
    dress = anchors(CATEGORIES['dress'].keypoints)
    assert len(dress) == 9
    assert not [name for name in dress if name.startswith(('cuff', 'hem'))]
    assert len(anchors(['armpit_left', 'armpit_right', 'cuff_left_in'])) == 3


def test_a_photo_is_fitted_into_the_size(garment):
    skirt = garment('skirt', absent=['hemline_left'])  # in a photo of 400 x 300
    whole = onto(skirt)
    assert whole.size == (400, 300)
    assert set(whole.points) == {'waistband_left', 'waistband_right', 'hemline_right'}
    np.testing.assert_allclose(whole.points['waistband_left'], skirt.keypoints[0])
    half = onto(skirt, (200, 250))
    np.testing.assert_allclose(half.points['waistband_left'], skirt.keypoints[0] / 2 + [0, 50])


def test_unknown_categories_are_refused():
    assert not has_template('hat')
    with pytest.raises(ValueError, match='unknown category'):
        template('hat')


def test_the_program_measures_the_same_shapes(monkeypatch):
    """With few garments, roughly: the table is that of the program."""
    path = Path(__file__).parents[3] / 'tools' / 'make_templates.py'
    spec = importlib.util.spec_from_file_location('make_templates', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    facts = module.template('skirt', 40)
    names = list(facts['points'])
    stored = template('skirt', (512, 512)).points
    ratio = [
        np.subtract(points['hemline_right'], points['hemline_left'])[0]
        / np.subtract(points['waistband_right'], points['waistband_left'])[0]
        for points in (facts['points'], stored)
    ]
    assert names == list(CATEGORIES['skirt'].keypoints)
    assert ratio[0] == pytest.approx(ratio[1], rel=0.2)
