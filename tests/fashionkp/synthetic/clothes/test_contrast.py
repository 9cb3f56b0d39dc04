"""Bands at hems, two-tone dresses and other details are drawn where they belong."""

from dataclasses import replace

import numpy as np
import pytest

from fashionkp.synthetic.body.poses import flat_figure
from fashionkp.synthetic.clothes.contrast import Contrast, band_marks, sample_contrast, skirt_mark
from fashionkp.synthetic.clothes.lower.bottom_cut import sample_bottom
from fashionkp.synthetic.clothes.lower.bottoms import bottom_piece
from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.clothes.skirt_details import SkirtStyle
from fashionkp.synthetic.clothes.upper.bow import bow_marks
from fashionkp.synthetic.clothes.upper.top_cut import sample_top
from fashionkp.synthetic.clothes.upper.tops import top_piece
from fashionkp.synthetic.drawing.cloth import Cloth

_RED, _OWN = (0, 0, 255), (10, 20, 30)
_BANDS = Contrast(band=_RED, band_height=0.25)


def _top(category: str = 'blouse', **kwargs) -> Piece:
    cut = sample_top(np.random.default_rng(4), category, worn=False)
    sleeve = replace(cut.sleeve, length=1.0, width=0.25, elbow=0.2, cuff=0.15)
    cut = replace(cut, support='shoulders', sleeve=sleeve, slant=0.0, frill=0.0, **kwargs)
    return top_piece(cut, flat_figure(np.random.default_rng(3)), np.random.default_rng(0))


def _bottom(category: str, **kwargs) -> Piece:
    cut = sample_bottom(np.random.default_rng(1), category, worn=False)
    plain = {'contrast': Contrast(), 'holes': 0, 'stripe': False, 'buttons': False}
    cut = replace(cut, **{**plain, 'lining': 0.0, 'style': SkirtStyle(), 'slant': 0.0, **kwargs})
    return bottom_piece(cut, flat_figure(np.random.default_rng(3)), np.random.default_rng(0))


@pytest.mark.parametrize('lines', [0, 2])
def test_a_band_lies_above_its_hem(lines):
    hem = np.array([(-1, 4.0), (0, 4.2), (1, 4.0)])
    contrast = replace(_BANDS, band_lines=lines)
    band, *stripes = band_marks(contrast, _OWN, hem)
    assert band.colour == _RED
    assert band.points[:, 1].min() == pytest.approx(4.0 - 0.25)
    assert band.points[:, 0].min() < -1.2
    assert [stripe.colour for stripe in stripes] == [_OWN] * lines
    assert all(3.7 < stripe.points[:, 1].min() < 4.0 for stripe in stripes)
    assert band_marks(Contrast(), _OWN, hem) == []


def test_bands_are_at_hem_and_cuffs_of_a_blouse():
    piece = _top(contrast=_BANDS)
    (hem,) = (mark for mark in piece.body[0].marks if mark.colour == _RED)
    left = piece.points['top_hem_left'].position
    assert hem.points[:, 1].min() == pytest.approx(left[1] - 0.25, abs=0.15)
    for side, name in ((-1, 'left'), (1, 'right')):
        (cuff,) = (mark for mark in piece.sleeves[side][-1].marks if mark.colour == _RED)
        edge = piece.points[f'cuff_{name}_in'].position, piece.points[f'cuff_{name}_out'].position
        assert cuff.points[:, 1].mean() < np.mean(edge, axis=0)[1]
        assert np.hypot(*(cuff.points.mean(0) - np.mean(edge, axis=0))) < 0.2


@pytest.mark.parametrize('category', ['skirt', 'trousers'])
def test_bands_are_at_the_hems_of_trousers_and_skirts(category):
    for layer in _bottom(category, contrast=_BANDS).body:
        (band,) = (mark for mark in layer.marks if mark.colour == _RED)
        lowest = layer.outline[:, 1].max()
        assert lowest - 0.7 < band.points[:, 1].min() < lowest - 0.15


def test_the_skirt_of_a_two_tone_dress_begins_at_the_waistline():
    cloth = Cloth(_RED, 'dots')
    piece = _top('dress', waisted=True, contrast=Contrast(skirt=cloth))
    (mark,) = (mark for mark in piece.body[0].marks if mark.cloth == cloth)
    waist = [piece.points[f'waistline_{name}'].position[1] for name in ('left', 'right')]
    assert mark.points[:, 1].min() == pytest.approx(min(waist))
    assert mark.points[:, 1].max() > piece.body[0].outline[:, 1].max()
    assert (skirt_mark(cloth, np.array([(-1, 2.0), (1, 2.0)])).points[:, 1] >= 2).all()


def test_sleeves_may_be_of_another_cloth():
    cloth = Cloth(_RED)
    piece = _top(contrast=Contrast(sleeves=cloth))
    assert piece.sleeves[1][0].cloth == cloth
    assert piece.body[0].cloth != cloth


def test_contrasts_are_rare_and_only_dresses_are_two_tone():
    rng = np.random.default_rng(0)
    plain = [sample_contrast(rng, {'plain': 1}, two_tone=False) for _ in range(400)]
    assert all(contrast.skirt is None for contrast in plain)
    assert 0.05 < np.mean([contrast.band is not None for contrast in plain]) < 0.2
    dresses = [sample_contrast(rng, {'plain': 1}, two_tone=True) for _ in range(400)]
    assert 0.08 < np.mean([contrast.skirt is not None for contrast in dresses]) < 0.25


def test_a_bow_hangs_from_its_knot():
    points = np.vstack([mark.points for mark in bow_marks(np.array([0.0, 0.5]), _RED)])
    assert points.mean(0) == pytest.approx((0, 0.65), abs=0.2)
    assert np.ptp(points[:, 0]) == pytest.approx(0.6, abs=0.15)


@pytest.mark.parametrize(
    ('category', 'detail', 'added'),
    [('trousers', {'holes': 2}, 8), ('trousers', {'stripe': True}, 1)],
    ids=['holes', 'stripe'],
)
def test_holes_and_stripes_are_on_each_leg(category, detail, added):
    plain, detailed = _bottom(category, length=1.0), _bottom(category, length=1.0, **detail)
    for before, after in zip(plain.body, detailed.body, strict=True):
        assert len(after.marks) == len(before.marks) + added
        low, high = after.outline.min(0) - 0.05, after.outline.max(0) + 0.05
        assert all((low <= mark.points.mean(0)).all() for mark in after.marks)
        assert all((mark.points.mean(0) <= high).all() for mark in after.marks)


def test_buttons_of_a_skirt_are_in_a_row_in_front():
    plain, buttoned = _bottom('skirt'), _bottom('skirt', buttons=True)
    added = len(buttoned.body[0].marks) - len(plain.body[0].marks)
    assert 2 <= added <= 12
