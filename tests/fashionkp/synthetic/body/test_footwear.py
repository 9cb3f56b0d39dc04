"""Shoes, socks, tights, hats and scarves are where they belong."""

from dataclasses import replace

import numpy as np
import pytest

from fashionkp.synthetic.body import person
from fashionkp.synthetic.body.footwear import footwear, sample_footwear, toe_vector
from fashionkp.synthetic.body.head import head_centre
from fashionkp.synthetic.body.headwear import glasses, hat, scarf
from fashionkp.synthetic.body.poses import worn_figure
from fashionkp.synthetic.drawing.cloth import Cloth

_JOINTS = np.array([(0.4, 2.45), (0.3, 4.4), (0.25, 6.15)])
_SKIN = Cloth((170, 190, 230))


def _layers(kind: str, socks: float = 0.0):
    kit = replace(sample_footwear(np.random.default_rng(0)), kind=kind, socks=socks, tights=None)
    toe = toe_vector(1, 0.0)
    return footwear(kit, _JOINTS, toe, skin=_SKIN, name='left')


@pytest.mark.parametrize(
    ('kind', 'top'), [('sneaker', 6.0), ('pump', 6.2), ('boot', 5.7), ('high boot', 4.7)]
)
def test_shoes_reach_from_the_toes_to_their_height(kind, top):
    (shoe,) = (layer for layer in _layers(kind) if layer.part == 'shoe_left')
    assert shoe.outline[:, 1].min() == pytest.approx(top, abs=0.15)
    assert shoe.outline[:, 1].max() == pytest.approx(6.15 + 0.48, abs=0.1)


def test_feet_are_bare_without_shoes_and_socks_cover_them():
    assert [layer.part for layer in _layers('none')] == ['foot_left']
    assert _layers('none')[0].cloth == _SKIN
    sock, foot = _layers('none', socks=0.5)
    assert foot.cloth != _SKIN
    assert sock.outline[:, 1].min() == pytest.approx(5.27, abs=0.1)


def test_feet_of_a_turned_body_point_sideways():
    assert toe_vector(1, 1.2)[0] > 0.4 > abs(toe_vector(1, 0.0)[0])


def test_mannequins_have_no_shoes_and_some_people_wear_tights():
    rng = np.random.default_rng(1)
    kits = [person.sample_appearance(rng, mannequin=True).footwear for _ in range(50)]
    assert {(kit.kind, kit.tights, kit.socks) for kit in kits} == {('none', None, 0.0)}
    kits = [person.sample_appearance(rng, mannequin=False).footwear for _ in range(400)]
    assert 0.15 < np.mean([kit.tights is not None for kit in kits]) < 0.35


def test_headwear_sits_on_head_and_neck():
    rng = np.random.default_rng(2)
    figure = worn_figure(rng)
    face = head_centre(figure)
    for layer in hat(figure, rng):
        assert layer.outline[:, 1].mean() < face[1] - 0.2
    for layer in glasses(figure):
        assert np.hypot(*(layer.outline.mean(0) - face)) < 0.4
    _, loop = scarf(figure, rng)
    assert face[1] + 0.3 < loop.outline[:, 1].mean() < 0.3
