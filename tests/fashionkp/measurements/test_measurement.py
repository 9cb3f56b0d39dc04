"""Paths of lengths, written as text."""

import pytest

from fashionkp.measurements.measurement import Measurement, Waypoint


@pytest.mark.parametrize(
    ('text', 'weights'),
    [
        ('crotch', {'crotch': 1}),
        ('knee_left+knee_right', {'knee_left': 0.5, 'knee_right': 0.5}),
        ('60 % from crotch to bottom_left_in', {'crotch': 0.4, 'bottom_left_in': 0.6}),
        ('0%  from a to b', {'a': 1, 'b': 0}),
        ('12.5 % from a + b to b', {'a': 0.4375, 'b': 0.5625}),
    ],
)
def test_a_waypoint_is_a_weighted_mean_of_key_points(text, weights):
    assert dict(Waypoint.parse(text).weights) == pytest.approx(weights)


@pytest.mark.parametrize(
    ('text', 'reason'),
    [
        ('', 'expected "NAME"'),
        ('Crotch', 'expected "NAME"'),
        ('a + ', 'expected "NAME"'),
        ('a + a', 'different key points'),
        ('101 % from a to b', '0 to 100 %'),
        ('-1 % from a to b', 'expected "NAME"'),
        ('50 % from a', 'expected "NAME"'),
        ('a to b', 'expected "NAME"'),
    ],
)
def test_a_malformed_waypoint_is_refused(text, reason):
    with pytest.raises(ValueError, match=reason):
        Waypoint.parse(text)


def test_a_length_goes_along_its_waypoints():
    length = Measurement.parse('arm_left', ['shoulder_left', 'elbow_left', 'cuff_left_out'])
    assert length.keypoints == ('shoulder_left', 'elbow_left', 'cuff_left_out')
    mirrored = length.mirrored()
    assert mirrored.name == 'arm_right'
    assert mirrored.keypoints == ('shoulder_right', 'elbow_right', 'cuff_right_out')
    assert mirrored.mirrored() == length


def test_shares_of_the_way_are_mirrored():
    point = Waypoint.parse('60 % from crotch to bottom_left_in')
    assert point.mirrored().text == '60 % from crotch to bottom_right_in'


@pytest.mark.parametrize('path', [['a'], ['a', 'a'], ['a', 'b + c', 'c + b']])
def test_a_length_has_two_or_more_different_points(path):
    with pytest.raises(ValueError, match='expected'):
        Measurement.parse('any', path)
