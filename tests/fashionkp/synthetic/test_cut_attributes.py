"""What cuts state of drawn garments, and how far the attributes of their points agree."""

from dataclasses import replace

import numpy as np
import pytest

from fashionkp.attributes import recognize_attributes
from fashionkp.categories import category_by_name
from fashionkp.synthetic.clothes.lower.bottom_cut import sample_bottom
from fashionkp.synthetic.clothes.upper.sleeve_cut import SleeveCut
from fashionkp.synthetic.clothes.upper.top_cut import sample_top
from fashionkp.synthetic.cut_attributes import body_values, cut_labels, cut_values
from fashionkp.synthetic.scene.render import sample_scene


def by_the_cut(cut):
    return cut_labels(cut, cut_values(cut))


def by_the_body(cut):
    return cut_labels(cut, body_values(cut))


@pytest.fixture
def dress():
    cut = sample_top(np.random.default_rng(3), 'dress', worn=True)
    sleeve = SleeveCut(length=1.0, width=0.25, elbow=0.22, cuff=0.17, puff=0.8)
    return replace(cut, support='shoulders', neckline='round', neck_width=0.42, sleeve=sleeve)


@pytest.mark.parametrize(
    ('length', 'label'),
    [(0, 'sleeveless'), (0.2, 'cap'), (0.35, 'short'), (0.52, 'elbow'), (0.7, 'three-quarter')],
)
def test_sleeves(dress, length, label):
    cut = replace(dress, sleeve=replace(dress.sleeve, length=length))
    assert by_the_body(cut)['sleeve_length'] == label
    assert by_the_body(dress)['sleeve_length'] == by_the_cut(dress)['sleeve_length'] == 'long'


def test_lengths_by_the_body(dress):
    for hem, label in ((3.5, 'mini'), (4.4, 'knee'), (5.3, 'midi'), (6.1, 'ankle')):
        assert by_the_body(replace(dress, hem=(0.8, hem)))['skirt_length'] == label
    trousers = sample_bottom(np.random.default_rng(0), 'trousers', worn=True)
    trousers = replace(trousers, crotch=2.95)
    assert by_the_body(replace(trousers, length=1.0)) == {'trouser_length': 'full'}
    assert by_the_body(replace(trousers, length=0.1)) == {'trouser_length': 'shorts'}


def test_fit_by_the_cut(dress):
    straight = replace(dress, waisted=True, armpit=(0.7, 0.9), waist=(0.69, 1.7), hem=(0.7, 4.4))
    assert by_the_cut(straight)['fit'] == 'straight'
    assert by_the_cut(straight)['silhouette'] == 'straight'
    assert by_the_cut(replace(straight, waist=(0.5, 1.7)))['fit'] == 'fitted'
    assert by_the_cut(replace(straight, hem=(1.1, 4.4)))['silhouette'] == 'A-line'
    assert 'fit' not in by_the_cut(replace(straight, waisted=False))


def test_other_cuts_are_refused():
    with pytest.raises(TypeError, match='TopCut'):
        cut_values(None)


def test_sure_attributes_of_drawn_points_agree_with_the_cuts():
    agree = []
    for index in range(75):
        scene = sample_scene(77, index)
        names = category_by_name(scene.category).keypoints
        points = [scene.points[name].position if name in scene.points else (0, 0) for name in names]
        present = [name in scene.points for name in names]
        found = recognize_attributes(scene.category, np.array(points), np.array(present))
        for name, label in by_the_cut(scene.cut).items():
            if found[name].label is not None and found[name].confidence >= 0.8:
                agree.append(found[name].label == label)
    assert len(agree) > 100
    assert np.mean(agree) > 0.95
