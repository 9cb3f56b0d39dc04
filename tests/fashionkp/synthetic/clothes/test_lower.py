"""Trousers and skirts: shapes of legs and hems, and where their key points are."""

from dataclasses import replace

import numpy as np
import pytest

from fashionkp.synthetic.body.bend import Bend
from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.poses import flat_figure
from fashionkp.synthetic.body.proportions import ANKLE_Y, HIP_Y, KNEE_Y
from fashionkp.synthetic.clothes.lower.bottom_cut import BottomCut, sample_bottom
from fashionkp.synthetic.clothes.lower.bottoms import bottom_piece
from fashionkp.synthetic.clothes.skirt_details import SkirtStyle


def _cut(category: str = 'trousers', **kwargs) -> BottomCut:
    cut = sample_bottom(np.random.default_rng(1), category, worn=True)
    plain = {'waist': (0.55, 1.8), 'slant': 0.0, 'lining': 0.0, 'style': SkirtStyle()}
    return replace(cut, **{**plain, **kwargs})


def _figure(feet: tuple[float, float] = (-0.3, 0.3), **kwargs) -> Figure:
    legs = {
        side: np.array([(side * 0.4, HIP_Y), (side * 0.3, KNEE_Y), (x, ANKLE_Y)])
        for side, x in zip((-1, 1), feet, strict=True)
    }
    return replace(flat_figure(np.random.default_rng(0)), lean=0.0, legs=legs, **kwargs)


def _positions(cut: BottomCut, figure: Figure, seed: int = 0) -> dict[str, np.ndarray]:
    piece = bottom_piece(cut, figure, np.random.default_rng(seed))
    return {name: point.position for name, point in piece.points.items()}


@pytest.mark.parametrize('hem', [0.14, 0.25, 0.4, 0.55])
def test_wide_and_narrow_legs_do_not_cross(hem):
    points = _positions(_cut(length=1.0, hem=hem, knee=hem), _figure())
    xs = [points[f'bottom_{name}'][0] for name in ('left_out', 'left_in', 'right_in', 'right_out')]
    assert (np.diff(xs) > 0).all()
    assert xs[1] - xs[0] == pytest.approx(2 * hem, abs=0.05)


def test_of_crossed_legs_the_one_that_ends_on_the_left_is_the_left():
    cut, figure = _cut(length=1.0, hem=0.15, knee=0.2), _figure(feet=(0.3, -0.3))
    piece = bottom_piece(cut, figure, np.random.default_rng(0))
    points = {name: point.position[0] for name, point in piece.points.items()}
    assert points['bottom_left_out'] < points['bottom_left_in'] < 0
    assert 0 < points['bottom_right_in'] < points['bottom_right_out']
    assert piece.points['bottom_left_out'].parts == ('leg_right',)
    assert piece.points['waistband_left'].parts == ('leg_left',)


def test_trousers_end_at_their_length():
    short, long = (_positions(_cut(length=x), _figure()) for x in (0.1, 1.0))
    assert short['bottom_left_out'][1] == pytest.approx(3.3, abs=0.25)
    assert long['bottom_left_out'][1] == pytest.approx(ANKLE_Y, abs=0.1)


def test_a_slanted_hem_is_longer_on_one_side():
    points = _positions(replace(_cut('skirt', length=4.0), slant=0.6), _figure())
    slant = points['hemline_right'][1] - points['hemline_left'][1]
    assert slant == pytest.approx(0.6, abs=0.15)


def test_the_skirt_of_a_seated_person_lies_on_the_thighs():
    upright = _positions(_cut('skirt', length=4.0), _figure())
    seated = _positions(_cut('skirt', length=4.0), _figure(bend=Bend(thigh=1.2)))
    assert np.allclose(seated['waistband_left'], upright['waistband_left'])
    hems = [(points['hemline_left'] + points['hemline_right']) / 2 for points in (seated, upright)]
    assert hems[0][0] > hems[1][0] + 0.7
    assert hems[0][1] < hems[1][1] - 0.7


def test_pleats_tiers_and_a_wrapped_edge_are_marked():
    def marks(**style):
        cut = replace(_cut('skirt', length=4.0, hem=1.4), style=SkirtStyle(**style))
        return len(bottom_piece(cut, _figure(), np.random.default_rng(0)).body[0].marks)

    plain = marks()
    assert marks(pleats=9) == plain + 8
    assert marks(tiers=3) == plain + 4
    assert marks(wrap=0.5) == plain + 2


def test_cuts_cover_shorts_skinny_and_wide_legs_and_all_lengths_of_skirts():
    rng = np.random.default_rng(0)
    trousers = [sample_bottom(rng, 'trousers', worn=True) for _ in range(400)]
    long = [cut.hem for cut in trousers if cut.length > 0.8]
    assert 0.15 < np.mean([cut.length < 0.5 for cut in trousers]) < 0.4
    assert np.mean(np.array(long) < 0.18) > 0.15
    assert np.mean(np.array(long) > 0.32) > 0.15
    skirts = [sample_bottom(rng, 'skirt', worn=True).length for _ in range(400)]
    assert np.histogram(skirts, [2.9, 3.7, 4.5, 5.3, 6.3])[0].min() > 25


def test_a_sheer_skirt_has_a_shorter_lining():
    lining, sheer = bottom_piece(
        replace(_cut('skirt', length=4.5, hem=1.2), lining=0.6),
        _figure(),
        np.random.default_rng(0),
    ).body
    assert lining.cloth.opacity == 1
    assert sheer.cloth.opacity < 0.8
    assert lining.outline[:, 1].max() < sheer.outline[:, 1].max() - 0.8
