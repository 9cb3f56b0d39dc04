"""Mirror images and sides of the key points."""

import pytest

from fashionkp.keypoints import OFFICIAL_KEYPOINTS, mirror, side


@pytest.mark.parametrize('name', OFFICIAL_KEYPOINTS)
def test_mirroring_twice_is_the_identity(name):
    assert mirror(name) in OFFICIAL_KEYPOINTS
    assert mirror(mirror(name)) == name


def test_only_the_points_of_the_middle_are_their_own_mirror_image():
    assert [name for name in OFFICIAL_KEYPOINTS if mirror(name) == name] == [
        'center_front',
        'crotch',
    ]


def test_sides_trade_places_in_a_mirrored_image():
    trade = {'left': 'right', 'right': 'left', 'middle': 'middle'}
    assert all(side(mirror(name)) == trade[side(name)] for name in OFFICIAL_KEYPOINTS)
    assert [name for name in OFFICIAL_KEYPOINTS if side(name) == 'middle'] == [
        'center_front',
        'crotch',
    ]
