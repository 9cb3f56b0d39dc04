"""A sheet of paper on a photographed table: a drawn garment is measured by it."""

import numpy as np
import pytest
from plane_scenes import Placement, Table

from fashionkp.images.sheets import SHEETS, Sheet, sheet_size
from fashionkp.measurements import PlaneNotFound, measure
from fashionkp.synthetic.specimens import draw_specimen

PRESENT = np.ones(7, bool)


def photograph(placements, seed=0, tilt=35.0):
    """Return a photo of trousers, and their lengths in centimetres."""
    specimen = draw_specimen('trousers', (400, 500))
    table = Table(
        placements=placements,
        seed=seed,
        photo=(900, 1080),
        resolution=12,
        garment=(55, 60, 85),
        max_tilt=tilt,
    )
    points = np.array(list(specimen.keypoints.values()))
    scene = table.photograph(specimen.image, points, opaque=False)
    return scene, measure('trousers', scene.keypoints_cm, PRESENT).pixels


@pytest.mark.parametrize(
    ('seed', 'angle', 'name'), [(0, 0.2, 'a4'), (1, 1.4, 'a4'), (2, -0.4, 'letter')]
)
def test_trousers_beside_a_sheet_are_measured_within_1_percent(seed, angle, name):
    size = SHEETS[name]
    scene, expected = photograph([Placement(19, 20, angle, *size)], seed)
    plane = Sheet(*size).plane(scene.image)
    assert measure('trousers', scene.keypoints, PRESENT, scale=plane).cm == pytest.approx(
        expected, rel=0.01
    )


@pytest.mark.parametrize('order', [(0, 1, 2, 3), (2, 0, 3, 1), (3, 2, 1, 0)])
def test_corners_may_be_given_in_any_order(order):
    placement = Placement(19, 20, 0.3, 21.0, 29.7)
    scene, expected = photograph([], 1)
    corners = scene.pixels(placement.corners)[list(order)]
    plane = Sheet(29.7, 21.0, tuple(map(tuple, corners))).plane(None)
    assert measure('trousers', scene.keypoints, PRESENT, scale=plane).cm == pytest.approx(expected)


def test_a_photo_without_a_sheet_has_no_plane():
    scene, _ = photograph([])
    with pytest.raises(PlaneNotFound, match=r'no sheet of 21 x 29\.7 cm found'):
        Sheet(*SHEETS['a4']).plane(scene.image)


def test_a_sheet_of_another_shape_is_not_taken_for_it():
    scene, _ = photograph([Placement(19, 20, 0.2, 12.0, 30.0)])
    with pytest.raises(PlaneNotFound, match='no sheet'):
        Sheet(*SHEETS['a4']).plane(scene.image)


@pytest.mark.faults
def test_several_sheets_are_refused():
    sheets = [Placement(19, 20, 0.2, 21.0, 29.7), Placement(70, 86, 1.3, 21.0, 29.7)]
    scene, _ = photograph(sheets)
    with pytest.raises(PlaneNotFound, match='2 rectangles could be the sheet'):
        Sheet(*SHEETS['a4']).plane(scene.image)


def test_a_square_is_not_taken_for_a_sheet_that_is_tilted():
    scene, _ = photograph([Placement(20, 20, 0.2, 28.0, 28.0)], seed=1)
    with pytest.raises(PlaneNotFound, match='no sheet'):
        Sheet(*SHEETS['a4']).plane(scene.image)
    assert Sheet(28.0, 28.0).plane(scene.image).to_pixels.shape == (3, 3)


def test_the_longer_side_has_to_be_clear():
    square = ((0.0, 0.0), (100.0, 0.0), (100.0, 105.0), (0.0, 105.0))
    with pytest.raises(PlaneNotFound, match='longer side'):
        Sheet(21.0, 29.7, square).plane(None)
    assert Sheet(30.0, 30.0, square).plane(None).cm(np.array([50, 52.5])) == pytest.approx([15, 15])


def test_sizes_are_names_or_centimetres():
    assert sheet_size('A4') == (21.0, 29.7)
    assert sheet_size('60x90') == (60.0, 90.0)
    for text in ('a3', '60', '60x', 'x90', '-6x9'):
        with pytest.raises(ValueError, match='a4, letter or WIDTHxHEIGHT'):
            sheet_size(text)
    with pytest.raises(ValueError, match='sheet of 0'):
        Sheet(*sheet_size('0x90'))


@pytest.mark.parametrize(
    'corners',
    [
        ((0, 0), (9, 0), (9, 9)),
        ((0, 0), (9, 0), (9, 9), (0, float('nan'))),
        ((0, 0), (9, 0), (9, 0), (0, 9)),
        ((0, 0), (9, 0), (9, 9), (8, 1)),
    ],
)
def test_corners_of_no_rectangle_are_refused(corners):
    with pytest.raises(ValueError, match='corners of a sheet'):
        Sheet(21.0, 29.7, corners)
