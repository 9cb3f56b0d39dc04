"""Garments that show all key points of their category."""

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, OFFICIAL_CATEGORIES, Category
from fashionkp.keypoints import mirror
from fashionkp.synthetic.specimens import draw_specimen

SIZE = (300, 400)


@pytest.mark.parametrize('category', OFFICIAL_CATEGORIES)
def test_all_points_of_the_category_are_in_the_image_and_on_the_garment(category):
    image, keypoints = draw_specimen(category, SIZE)
    assert image.shape == (400, 300, 3)
    assert {*keypoints} == {*CATEGORIES[category].keypoints}
    for x, y in (np.rint(point).astype(int) for point in keypoints.values()):
        assert 0 <= x < 300
        assert 0 <= y < 400
        assert (image[y - 3 : y + 4, x - 3 : x + 4] < 255).any()
    assert (image[:3] == 255).all()  # nothing is cut off


@pytest.mark.parametrize('category', OFFICIAL_CATEGORIES)
def test_garments_are_upright_and_left_is_left(category):
    _, keypoints = draw_specimen(category, SIZE)
    for name, (x, y) in keypoints.items():
        mirrored_x, mirrored_y = keypoints[mirror(name)]
        assert x + mirrored_x == pytest.approx(SIZE[0], abs=6)
        assert y == pytest.approx(mirrored_y, abs=4)
        if 'left' in name:
            assert x < SIZE[0] / 2


def test_the_same_garment_is_drawn_each_time():
    first, second = (draw_specimen('outwear', SIZE).image for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(
    ('name', 'keypoints', 'drawn'),
    [
        ('jumpsuit', ('armpit_left', 'armpit_right', 'waistline_left', 'crotch'), True),
        ('jumpsuit', ('armpit_left', 'armpit_right', 'hemline_left'), False),
        ('cape', ('armpit_left', 'armpit_right'), False),
    ],
)
def test_of_custom_garments_a_jumpsuit_is_drawn_if_it_has_all_points(
    name, keypoints, drawn, monkeypatch
):
    monkeypatch.setitem(CATEGORIES, name, Category(name, keypoints, keypoints[:2]))
    specimen = draw_specimen(name, SIZE)
    assert (specimen is not None) == drawn
    assert specimen is None or tuple(specimen.keypoints) == keypoints
