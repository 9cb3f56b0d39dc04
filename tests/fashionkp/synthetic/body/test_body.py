"""Bodies that stand, stride and sit, and their arms."""

import numpy as np
import pytest

from fashionkp.synthetic.body.bend import Bend
from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.poses import flat_figure, worn_figure
from fashionkp.synthetic.body.proportions import ARMPIT_Y, HIP_Y, KNEE_Y, SIDES

_THIGH = KNEE_Y - HIP_Y


def _figures(count: int):
    return [worn_figure(np.random.default_rng(seed)) for seed in range(count)]


def test_an_upright_body_is_not_bent():
    points = np.array([(0.3, 0.0), (-0.5, HIP_Y), (0.2, 6.0)])
    assert (Bend()(points) == points).all()


def test_a_bend_leaves_the_upper_body_where_it_is():
    points = np.array([(0.6, 0.2), (-0.5, 1.9)])
    assert (Bend(thigh=1.2)(points) == points).all()


@pytest.mark.parametrize(('thigh', 'foreshortening'), [(0.0, 0.3), (1.4, 1.0), (-1.0, 0.7)])
def test_thighs_point_sideways_and_shins_hang_down(thigh, foreshortening):
    bend = Bend(thigh=thigh, shin=0.0, foreshortening=foreshortening)
    hip, knee, shin, ankle = bend(np.array([(0, HIP_Y), (0, KNEE_Y), (0, 5.0), (0, 6.0)]))
    assert np.allclose(ankle - shin, (0, 1), atol=1e-6)
    along = foreshortening * _THIGH * np.array([np.sin(thigh), np.cos(thigh)])
    assert np.allclose(knee - hip, along, atol=0.4)
    assert np.sign(round(knee[0] - hip[0], 6)) == np.sign(thigh)


def test_the_sides_of_a_bent_thigh_keep_their_distance():
    left, right = Bend(thigh=1.2)(np.array([(-0.5, 3.5), (0.5, 3.5)]))
    assert np.hypot(*(right - left)) == pytest.approx(1.0)
    assert left[1] - right[1] == pytest.approx(np.sin(1.2))


def test_some_people_sit_and_most_stand():
    bent = np.mean([figure.bend != Bend() for figure in _figures(600)])
    assert bent == pytest.approx(0.06, abs=0.03)


def test_feet_are_apart_crossed_or_lifted():
    standing = [figure for figure in _figures(400) if figure.bend == Bend()]
    feet = np.array([[figure.legs[side][2] for side in SIDES] for figure in standing])
    crossed = feet[:, 0, 0] > feet[:, 1, 0]
    lifted = np.abs(feet[:, 0, 1] - feet[:, 1, 1]) > 0.2
    assert 0.02 < crossed.mean() < 0.12
    assert 0.12 < lifted.mean() < 0.35


def test_hands_in_pockets_are_hidden_and_raised_ones_are_not():
    arms = [arm for figure in _figures(300) for arm in figure.arms.values()]
    hidden = [arm for arm in arms if not arm.hand]
    assert 0.03 < len(hidden) / len(arms) < 0.15
    assert all(arm.position == 'beside' and arm.joints[2][1] > 1.5 for arm in hidden)
    raised = np.mean([arm.joints[2][1] < arm.joints[0][1] for arm in arms])
    assert 0.06 < raised < 0.3


def test_sleeves_of_a_flat_garment_mostly_hang_down():
    figures = [flat_figure(np.random.default_rng(seed)) for seed in range(300)]
    spread = [abs(f.arms[1].joints[1][0] - f.arms[1].joints[0][0]) for f in figures]
    assert np.median(spread) < 0.4
    assert np.max(spread) > 0.9


def _figure(**kwargs) -> Figure:
    return Figure(worn=True, yaw=0.0, lean=0.0, sway=0.0, breadth=1.0, **kwargs)


def test_chest_hips_and_knees_tilt_by_their_own_slopes():
    figure = _figure(tilts=(0.1, -0.05, 0.2))
    for y, slope in ((0.0, 0.1), (ARMPIT_Y, 0.1), (HIP_Y, -0.05), (KNEE_Y, 0.2), (6.0, 0.2)):
        left, right = figure.posed([(-0.5, y), (0.5, y)])
        assert right[1] - left[1] == pytest.approx(slope)


def test_what_hangs_below_the_hips_swings():
    figure = _figure(swing=0.2)
    chest, hips, hem = figure.posed([(0, 1.0), (0, HIP_Y), (0, HIP_Y + 2)])[:, 0]
    assert chest == hips == 0
    assert hem == pytest.approx(0.4)


def test_hems_shift_and_tilt_as_much_as_in_the_official_tables():
    points = np.array([figure.posed([(-0.7, 5.0), (0.7, 5.0)]) for figure in _figures(500)])
    shift = points[..., 0].mean(1) / 1.4
    angle = np.degrees(np.arctan2(*(points[:, 1] - points[:, 0]).T[::-1]))
    assert np.percentile(np.abs(shift), 90) == pytest.approx(0.35, abs=0.15)
    assert np.percentile(np.abs(angle), 90) == pytest.approx(10, abs=4)
