"""Aligned images: their pixels are where their points are."""

import numpy as np
import pytest

from fashionkp.alignment.align import align
from fashionkp.alignment.targets import onto, template


@pytest.mark.parametrize('warp', ['similarity', 'tps'])
@pytest.mark.parametrize('turn', [0, 120])
def test_pixels_move_with_points(garment, photo, warp, turn):
    points = np.array([[70.0, 30], [130, 20], [45, 180], [150, 170]])  # not quite the template
    skirt = garment('skirt', turn=turn, points=points)
    made = align(photo, skirt, template('skirt', (160, 200)), warp=warp)
    assert made.image.shape == (200, 160, 3)
    assert (made.garment.size, made.garment.box) == ((160, 200), (0, 0, 160, 200))
    for (x, y), (photo_x, photo_y) in zip(made.garment.keypoints, skirt.keypoints, strict=True):
        blue, green, _ = made.image[round(y), round(x)].astype(float)
        assert blue == pytest.approx(photo_x / 2, abs=2)
        assert green == pytest.approx(photo_y / 2, abs=2)
    back = made.transform.to_photo(made.garment.keypoints)
    np.testing.assert_allclose(back, skirt.keypoints, atol=0.01)


def test_onto_itself_a_photo_stays_as_it_is(garment, photo):
    made = align(photo, garment('dress'), onto(garment('dress')))
    np.testing.assert_array_equal(made.image, photo)


def test_outside_of_the_photo_is_the_background(garment, photo):
    skirt = garment('skirt', turn=45)
    for background, color in (('white', 255), ('#070809', None), ('auto', None)):
        image = align(photo, skirt, template('skirt', (2000, 300)), background=background).image
        if color is not None:
            assert (image[0, 0] == color).all()
        elif background.startswith('#'):
            assert image[0, 0].tolist() == [9, 8, 7]
    with pytest.raises(ValueError, match="background 'pink'"):
        align(photo, skirt, background='pink')


def test_absent_points_move_along(garment, photo):
    blouse = garment('blouse', absent=['cuff_left_in'])
    made = align(photo, blouse, warp='tps')
    assert np.isfinite(made.garment.keypoints).all()
    assert made.garment.presence.tolist() == blouse.presence.tolist()
