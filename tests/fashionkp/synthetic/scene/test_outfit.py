"""Outfits: what is worn together, and what covers what."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from fashionkp.keypoints import side
from fashionkp.synthetic.clothes.upper.top_cut import sample_top
from fashionkp.synthetic.drawing.cloth import Cloth
from fashionkp.synthetic.scene.outfit import sample_outfit
from fashionkp.synthetic.scene.render import sample_scene
from fashionkp.synthetic.scene.wardrobe import related_cloth, sample_wardrobe, seated, worn_under


def _wardrobes(category, count=300):
    return [sample_wardrobe(np.random.default_rng(seed), category) for seed in range(count)]


@pytest.mark.parametrize('category', ['trousers', 'skirt'])
def test_trousers_and_skirts_are_worn_with_tops_of_all_lengths_and_jackets(category):
    wardrobes = _wardrobes(category)
    assert {wardrobe.bottom.category for wardrobe in wardrobes} == {category}
    kinds = Counter(
        'tucked'
        if wardrobe.tucked
        else 'cropped'
        if wardrobe.tops[0].hem[1] < wardrobe.bottom.waist[1]
        else 'over'
        for wardrobe in wardrobes
    )
    assert min(kinds[kind] / len(wardrobes) for kind in ('tucked', 'cropped', 'over')) > 0.015
    jackets = np.mean([wardrobe.tops[-1].category == 'outwear' for wardrobe in wardrobes])
    assert 0.06 < jackets < 0.3


def test_coats_are_worn_over_blouses_and_dresses():
    wardrobes = _wardrobes('outwear')
    assert all(wardrobe.tops[-1].category == 'outwear' for wardrobe in wardrobes)
    inner = Counter(w.tops[0].category if len(w.tops) > 1 else None for w in wardrobes)
    assert min(inner['blouse'], inner['dress'], inner[None]) > 30
    for wardrobe in wardrobes:
        if wardrobe.tops[-1].opening == 'open':
            assert len(wardrobe.tops) > 1, 'an open coat over nothing'


def test_a_garment_under_another_is_slimmer():
    for seed in range(100):
        rng = np.random.default_rng(seed)
        coat = sample_top(rng, 'outwear', worn=True)
        inner = worn_under(sample_top(rng, 'dress', worn=True), coat)
        assert inner.armpit[0] < coat.armpit[0]
        assert inner.shoulder < coat.shoulder
        if coat.sleeve.length:
            assert inner.sleeve.width < coat.sleeve.width
        if inner.hem[1] < coat.hem[1]:
            assert inner.hem[0] < coat.hem[0]


def test_neighbours_are_sometimes_of_one_cloth_or_colour():
    rng = np.random.default_rng(0)
    mine, other = Cloth((200, 40, 90), 'dots'), Cloth((20, 160, 90), 'knit')
    cloths = [related_cloth(rng, mine, other) for _ in range(400)]
    assert 0.05 < np.mean([cloth == other for cloth in cloths]) < 0.16
    assert 0.6 < np.mean([cloth == mine for cloth in cloths]) < 0.9
    similar = [cloth for cloth in cloths if cloth not in (mine, other)]
    assert all(cloth.pattern == 'dots' and cloth.colour[1] > 100 for cloth in similar)


def test_one_garment_of_an_outfit_is_annotated():
    for seed in range(60):
        for category in ('blouse', 'outwear', 'dress', 'trousers', 'skirt'):
            outfit = sample_outfit(np.random.default_rng(seed), category)
            parts = {part for point in outfit.garment.points.values() for part in point.parts}
            assert not any(part.startswith('other_') for part in parts)
            painted = {layer.part for layer in outfit.layers}
            own = {part for part in painted if part in parts}
            assert own, f'{category} is not painted'


def test_long_tops_hide_the_waistband():
    hidden = 0
    for seed in range(120):
        outfit = sample_outfit(np.random.default_rng(seed), 'skirt')
        names = [layer.part for layer in outfit.layers]
        if 'other_torso' in names:
            hidden += names.index('other_torso') > names.index('skirt')
    assert 5 < hidden < 100


@pytest.mark.parametrize('category', ['outwear', 'blouse', 'dress'])
def test_cuffs_are_on_their_sides_of_the_image(category):
    ordered = []
    for index in range(80):
        points = sample_scene(4, index, category).points
        ordered += [
            points[name].position[0] < points[name.replace('left', 'right')].position[0]
            for name in points
            if name.startswith('cuff') and side(name) == 'left'
        ]
    assert np.mean(ordered) > 0.95


def test_an_inner_sleeve_shows_below_a_shorter_one():
    for seed in range(400):
        rng = np.random.default_rng(seed)
        wardrobe = sample_wardrobe(rng, 'outwear')
        if len(wardrobe.tops) > 1:
            inner, outer = (cut.sleeve.length for cut in wardrobe.tops)
            if 0 < outer < inner - 0.2:
                break
    else:
        pytest.fail('no coat with sleeves shorter than those of the shirt')
    assert replace(wardrobe.tops[0].sleeve, length=0).width < wardrobe.tops[1].sleeve.width


def _parts(category, count=200):
    return [
        [layer.part for layer in sample_outfit(np.random.default_rng(seed), category).layers]
        for seed in range(count)
    ]


def test_garments_lie_with_others_and_on_mannequins_too():
    flat, headless = 0, 0
    for parts in _parts('trousers'):
        person = any(part.startswith('skin') for part in parts)
        others = any(part.startswith('other_') for part in parts)
        flat += others and not person
        headless += person and 'head' not in parts
    assert 5 < flat < 40
    assert 3 < headless < 30


def test_boots_may_cover_the_hems_of_narrow_trousers():
    over = [
        parts
        for parts in _parts('trousers', 400)
        if 'shoe_left' in parts[parts.index('leg_left') :]
    ]
    assert 2 < len(over) < 40


def test_who_sits_has_a_seat_behind_the_legs():
    seated = [parts for parts in _parts('dress', 300) if 'seat' in parts]
    assert 3 < len(seated) < 40
    for parts in seated:
        assert parts.index('seat') < parts.index('torso')


def test_of_a_shirt_and_a_jumper_the_jumper_is_annotated():
    both = 0
    for seed in range(400):
        wardrobe = sample_wardrobe(np.random.default_rng(seed), 'blouse')
        if [cut.category for cut in wardrobe.tops] == ['blouse', 'blouse']:
            both += 1
            shirt, jumper = wardrobe.tops
            assert shirt.hem[1] > jumper.hem[1]
            assert shirt.hem[0] <= jumper.hem[0]
    assert 15 < both < 70
    for seed in range(150):
        parts = [
            layer.part for layer in sample_outfit(np.random.default_rng(seed), 'blouse').layers
        ]
        assert parts.count('torso') == 1
        if 'other_torso' in parts and 'other_sleeve_left' in parts:
            assert 'torso' in parts


def test_skirts_of_seated_people_do_not_spread():
    for wardrobe in _wardrobes('skirt', 60):
        assert seated(wardrobe).bottom.hem <= 0.68
        assert seated(wardrobe).bottom.length == wardrobe.bottom.length
    for wardrobe in _wardrobes('dress', 60):
        dress = seated(wardrobe).tops[0]
        assert dress.category != 'dress' or dress.hem[0] <= 0.72
    for wardrobe in _wardrobes('blouse', 60):
        assert all(cut.hem[1] < 2.7 for cut in seated(wardrobe).tops if cut.category == 'blouse')
