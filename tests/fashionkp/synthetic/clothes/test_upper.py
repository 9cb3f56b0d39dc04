"""Tops, coats and dresses: sleeves, frills and hems, and where their key points are."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from fashionkp.synthetic.body.arms import arm_along
from fashionkp.synthetic.body.poses import flat_figure
from fashionkp.synthetic.clothes.companion import layers_beside
from fashionkp.synthetic.clothes.contrast import Contrast
from fashionkp.synthetic.clothes.lower.bottom_cut import sample_bottom
from fashionkp.synthetic.clothes.lower.bottoms import bottom_piece
from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.clothes.upper.sleeve_cut import SleeveCut
from fashionkp.synthetic.clothes.upper.top_cut import TopCut, sample_top
from fashionkp.synthetic.clothes.upper.tops import top_piece
from fashionkp.synthetic.specimens import plain_figure

_PLAIN = SleeveCut(length=1.0, width=0.25, elbow=0.2, cuff=0.15, puff=0.8)


def _cut(category: str = 'blouse', **kwargs) -> TopCut:
    cut = sample_top(np.random.default_rng(1), category, worn=False)
    defaults = {
        'contrast': Contrast(),
        'sleeve': _PLAIN,
        'support': 'shoulders',
        'slant': 0.0,
        'frill': 0.0,
    }
    return replace(cut, **{**defaults, **kwargs})


def _piece(cut: TopCut, prefix: str = '') -> Piece:
    return top_piece(cut, flat_figure(np.random.default_rng(3)), np.random.default_rng(0), prefix)


def _cuff_width(sleeve: SleeveCut) -> float:
    points = _piece(_cut(sleeve=sleeve)).points
    return float(np.hypot(*(points['cuff_left_in'].position - points['cuff_left_out'].position)))


@pytest.mark.parametrize('cuff', [0.1, 0.2, 0.45], ids=['narrow', 'straight', 'bell'])
def test_cuffs_are_as_wide_as_the_cut(cuff):
    assert _cuff_width(replace(_PLAIN, cuff=cuff)) == pytest.approx(2 * cuff)
    assert _cuff_width(replace(_PLAIN, cuff=cuff, gathered=True)) == pytest.approx(2 * cuff)


def test_a_gathered_sleeve_is_wide_above_its_cuff():
    def area(sleeve):
        x, y = _piece(_cut(sleeve=sleeve)).sleeves[1][0].outline.T
        return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2

    wide = replace(_PLAIN, elbow=0.4)
    assert area(replace(wide, gathered=True)) > area(wide) + 0.1 > area(_PLAIN) + 0.2


def test_sleeves_of_flat_garments_may_be_longer_than_the_arm():
    figure = flat_figure(np.random.default_rng(3))
    shoulder, _, wrist = figure.arms[1].joints
    for length, beyond in ((1.0, 0.0), (1.2, 0.5)):
        points = _piece(_cut(sleeve=replace(_PLAIN, length=length))).points
        cuff = (points['cuff_right_in'].position + points['cuff_right_out'].position) / 2
        reach = np.hypot(*(cuff - shoulder)) - np.hypot(*(wrist - shoulder))
        assert reach == pytest.approx(beyond, abs=0.06)


@pytest.mark.parametrize(('bent', 'drawn'), [((), 0.6), ((1,), 0.6), ((-1, 1), 0.4)])
def test_the_cut_of_a_piece_has_sleeves_as_long_as_they_are_drawn(bent, drawn):
    figure = plain_figure()
    for side in bent:
        joints = arm_along(side, figure.arms[side].joints[0], (0.2, -2.0))
        figure.arms[side] = replace(figure.arms[side], joints=joints)
    cut = _cut(sleeve=replace(_PLAIN, length=0.6))
    piece = top_piece(cut, figure, np.random.default_rng(0))
    assert piece.cut == replace(cut, sleeve=replace(cut.sleeve, length=drawn))
    assert cut.sleeve.length == 0.6


def test_batwing_sleeves_have_low_armpits():
    cuts = [sample_top(np.random.default_rng(k), 'blouse', worn=True) for k in range(300)]
    batwing = [cut.armpit[1] for cut in cuts if cut.sleeve.batwing]
    sewn_in = [cut.armpit[1] for cut in cuts if cut.sleeve.length and not cut.sleeve.batwing]
    assert len(batwing) > 5
    assert min(batwing) > np.median(sewn_in) + 0.2


def test_a_frill_covers_chest_and_sleeves():
    assert _piece(_cut()).over == []
    piece = _piece(_cut(frill=0.5, support='off', neck_width=0.74))
    (layer,) = piece.over
    assert layer.part == 'frill'
    assert layer.part in piece.points['neckline_left'].parts
    assert layer.part not in piece.points['armpit_left'].parts
    neckline = piece.points['neckline_left'].position
    assert layer.outline[:, 0].min() < neckline[0] - 0.15


def test_a_slanted_hem_is_longer_on_one_side():
    points = _piece(_cut(slant=0.5)).points
    slant = points['top_hem_right'].position[1] - points['top_hem_left'].position[1]
    assert slant == pytest.approx(0.5, abs=0.05)


def test_parts_of_a_garment_that_is_not_annotated_have_other_names():
    plain, other = (_piece(_cut('outwear', opening='open'), prefix) for prefix in ('', 'other_'))
    for piece, start in ((plain, ''), (other, 'other_')):
        layers = piece.layers()
        assert all(layer.part.startswith(start) for layer in layers)
        assert any(layer.part == f'{start}inside' for layer in layers)


def test_of_an_inner_sleeve_the_part_below_the_outer_one_is_drawn():
    whole, below = (_piece(_cut(sleeve=replace(_PLAIN, hidden=hidden))) for hidden in (0.0, 0.7))
    cuffs = [piece.points['cuff_left_in'].position for piece in (whole, below)]
    assert np.allclose(*cuffs)
    heights = [np.ptp(piece.sleeves[-1][0].outline[:, 1]) for piece in (whole, below)]
    assert heights[1] < 0.5 * heights[0]


def test_arms_are_seen_through_sheer_sleeves():
    sheer, opaque = (_piece(_cut(sheer_sleeves=x)).sleeves[1][0].cloth for x in (True, False))
    assert sheer.opacity < 0.8
    assert opaque.opacity == 1


@pytest.mark.parametrize('category', ['trousers', 'blouse'])
def test_a_companion_lies_beside_the_garment(category):
    garment = _piece(_cut('dress'))
    rng = np.random.default_rng(2)
    companion = (
        _piece(_cut(), 'other_')
        if category == 'blouse'
        else bottom_piece(sample_bottom(rng, category, worn=False), flat_figure(rng), rng, 'other_')
    )
    layers = layers_beside(companion, garment, rng)
    middle = np.mean([layer.outline.mean(0) for layer in layers], axis=0)
    distance = np.abs(middle - garment.keypoint_positions().mean(0))
    assert 0.8 < distance[0] < 4
    shift = layers[0].outline - companion.layers()[0].outline
    assert np.allclose(shift, shift[0])
    assert all(
        np.allclose(moved.points - mark.points, shift[0])
        for moved, mark in zip(layers[0].marks, companion.layers()[0].marks, strict=True)
    )


def test_a_sharply_bent_sleeve_has_no_hole_where_it_covers_itself():
    figure = flat_figure(np.random.default_rng(3))
    joints = np.array([(0.7, 0.28), (1.1, 1.5), (0.75, 0.5)])
    figure.arms[1] = replace(figure.arms[1], joints=joints)
    cut = _cut(sleeve=replace(_PLAIN, width=0.35, elbow=0.3))
    piece = top_piece(cut, figure, np.random.default_rng(0))
    upper, fore = piece.sleeves[1]
    inside = np.array([(0.95, 1.0), (1.05, 1.2)])  # where forearm and upper arm overlap
    for layer in (upper, fore):
        outline = layer.outline.astype(np.float32)
        assert all(cv2.pointPolygonTest(outline, p, False) > 0 for p in inside.tolist())
    cuff = piece.points['cuff_right_in'].position
    assert min(np.hypot(*(fore.outline - cuff).T)) < 1e-9
    assert len(piece.sleeves[-1]) == 1
