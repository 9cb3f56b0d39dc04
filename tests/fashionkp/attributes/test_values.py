"""Values of attributes: hand-computed ratios, sleeves around bent elbows, absent points."""

import numpy as np
import pytest

from fashionkp.attributes.definitions import ATTRIBUTES, UPPER_ARM
from fashionkp.attributes.values import absent_points, attribute_values

SLEEVE = ATTRIBUTES['blouse']['sleeve_length']
HEAD = 100.0  # pixels


def points(**named):
    return {name: np.array([position], float) for name, position in named.items()}


def upper_body(**named):
    """Shoulders and armpits of a body whose head is HEAD pixels high, and other points."""
    widths = dict(shoulder=(1.7, 0), armpit=(1.42, 90))
    corners = {
        f'{name}_{side}': (sign * width * HEAD / 2, y)
        for name, (width, y) in widths.items()
        for side, sign in (('left', -1), ('right', 1))
    }
    return points(**corners, **named)


def sleeve(upper_arm, forearm, share=1.0):
    """Cuff of the left sleeve; directions in degrees from downwards, positive to the left."""
    directions = [np.array([-np.sin(a), np.cos(a)]) for a in np.radians([upper_arm, forearm])]
    elbow = np.array([-0.85 * HEAD, 0]) + UPPER_ARM * HEAD * directions[0]
    middle = elbow + 1.18 * share * HEAD * directions[1]
    across = np.array([directions[1][1], -directions[1][0]]) * 0.2 * HEAD
    return upper_body(cuff_left_out=middle, cuff_left_in=middle + across)


@pytest.mark.parametrize('forearm', [10, -40, -130, -150, 60, 170])
def test_a_long_sleeve_is_as_long_around_a_bent_elbow(forearm):
    value = attribute_values(SLEEVE, sleeve(10, forearm))
    assert value == pytest.approx(UPPER_ARM + 1.18, abs=0.03)


def test_a_short_sleeve_is_a_straight_line_whatever_the_angle_of_its_cuff():
    for tilt in (-30, 0, 30):
        x, y = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))
        found = upper_body(cuff_left_out=(-85, 60), cuff_left_in=(-85 + 50 * x, 60 + 50 * y))
        assert attribute_values(SLEEVE, found) == pytest.approx(0.6)


@pytest.mark.parametrize(('angle', 'value'), [(45, 0.6), (55, 2.89)])
def test_a_cuff_near_the_shoulder_shows_a_folded_arm_if_it_is_slanted_a_lot(angle, value):
    x, y = np.cos(np.radians(angle)), -np.sin(np.radians(angle))
    found = upper_body(cuff_left_out=(-85, 60), cuff_left_in=(-85 + 50 * x, 60 + 50 * y))
    assert attribute_values(SLEEVE, found) == pytest.approx(value, abs=0.01)


def test_a_forearm_that_seems_to_miss_the_upper_arm_begins_at_its_end():
    # a forearm across the body, farther below the shoulder than an upper arm is long
    out, inner = (-85 + 90, 150), (-85 + 90, 130)
    found = upper_body(cuff_left_out=out, cuff_left_in=inner)
    assert attribute_values(SLEEVE, found) == pytest.approx(UPPER_ARM + 0.9)


def test_the_longer_sleeve_counts():
    found = upper_body(cuff_left_out=(-85, 60), cuff_right_out=(85, 110))
    assert attribute_values(SLEEVE, found) == pytest.approx(1.1)


def test_values_do_not_depend_on_scale_rotation_and_side():
    found = sleeve(20, -80)
    expected = attribute_values(SLEEVE, found)
    turn = np.array([[0, 1.0], [-1, 0]]) * 3.7
    turned = {name: position @ turn + 40 for name, position in found.items()}
    assert attribute_values(SLEEVE, turned) == pytest.approx(expected)
    swap = {'left': 'right', 'right': 'left'}
    mirrored = {
        '_'.join(swap.get(word, word) for word in name.split('_')): position * (-1, 1)
        for name, position in found.items()
    }
    assert attribute_values(SLEEVE, mirrored) == pytest.approx(expected)


def test_the_scale_is_the_weighted_geometric_mean_of_what_is_there():
    neck = ATTRIBUTES['dress']['neck_depth']
    ends = dict(neckline_left=(-40, 0), neckline_right=(40, 0), center_front=(0, 30))
    armpits = dict(armpit_left=(-71, 196), armpit_right=(71, 196))  # one and two heads
    value = attribute_values(neck, points(**ends, **armpits))
    assert value == pytest.approx(30 / (100 * np.sqrt(2)))  # both weigh 2
    waist = dict(waistline_left=(-60, 175), waistline_right=(60, 175))  # one head, weight 3
    value = attribute_values(neck, points(**ends, **armpits, **waist))
    assert value == pytest.approx(30 / (100 * 2 ** (2 / 7)))


def test_start_is_the_value_of_no_length():
    skirt = ATTRIBUTES['skirt']['skirt_length']
    found = points(
        waistband_left=(0, 0),
        waistband_right=(116, 0),
        hemline_left=(0, 250),
        hemline_right=(116, 250),
    )
    assert attribute_values(skirt, found) == pytest.approx(skirt.start + 2.5)


def test_absent_points():
    found = sleeve(10, 10)
    assert absent_points(SLEEVE, found) == ()
    without = {name: p for name, p in found.items() if name != 'shoulder_left'}
    assert absent_points(SLEEVE, without) == ('shoulder_left', 'cuff_right_out')
    fit = ATTRIBUTES['dress']['fit']
    waist = points(waistline_left=(0, 0), waistline_right=(1, 0))
    assert absent_points(fit, waist) == ('armpit_left', 'armpit_right')


def test_coincident_points_have_finite_values():
    found = {name: np.zeros((1, 2)) for name in sleeve(0, 0)}
    assert np.isfinite(attribute_values(SLEEVE, found)).all()
