"""Markers on a photographed table: a drawn garment is measured by them."""

import cv2
import numpy as np
import pytest
from plane_scenes import Placement, Table

from fashionkp.images.markers import DEFAULT_DICTIONARY, Markers, dictionaries
from fashionkp.measurements import PlaneNotFound, measure
from fashionkp.optional_packages import MissingPackage
from fashionkp.synthetic.specimens import draw_specimen

FOUR = [
    Placement(x, y, x + y, 9, 9, i)
    for i, (x, y) in enumerate([(9, 9), (81, 9), (9, 101), (81, 101)])
]
PRESENT = np.ones(13, bool)


def photograph(placements, seed):
    """Return a photo of a blouse, and its lengths in centimetres."""
    specimen = draw_specimen('blouse', (400, 500))
    table = Table(
        placements=placements, seed=seed, photo=(900, 1080), resolution=12, garment=(45, 55, 80)
    )
    points = np.array(list(specimen.keypoints.values()))
    scene = table.photograph(specimen.image, points, opaque=False)
    return scene, measure('blouse', scene.keypoints_cm, PRESENT).pixels


@pytest.mark.parametrize('seed', range(3))
def test_a_blouse_between_four_markers_is_measured_within_1_percent(seed):
    scene, expected = photograph(FOUR, seed)
    plane = Markers(9.0).plane(scene.image)
    lengths = measure('blouse', scene.keypoints, PRESENT, scale=plane)
    assert lengths.cm == pytest.approx(expected, rel=0.01)
    # the tilt matters: one scale for the whole photo does not do
    ratios = [lengths.pixels[name] / expected[name] for name in expected]
    assert max(ratios) / min(ratios) > 1.02


def test_corners_are_exact_to_parts_of_a_pixel():
    scene, _ = photograph(FOUR, 0)
    found = Markers(9.0).corners(scene.image)
    assert found.shape == (4, 4, 2)
    expected = np.array([scene.pixels(placement.corners) for placement in FOUR])
    errors = [np.abs(expected - corners).max(axis=(1, 2)).min() for corners in found]
    assert max(errors) < 0.3


def test_a_photo_without_a_marker_of_the_dictionary_has_no_plane():
    scene, _ = photograph(FOUR[:1], 0)
    with pytest.raises(PlaneNotFound, match='no marker of DICT_7X7_50 found'):
        Markers(9.0, 'DICT_7X7_50').plane(scene.image)
    with pytest.raises(PlaneNotFound, match='no marker of DICT_4X4_50'):
        Markers(9.0).plane(np.full((300, 400, 3), 120, np.uint8))


def test_a_crumpled_marker_is_left_out():
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    marker = cv2.aruco.generateImageMarker(dictionary, 0, 240)
    flat = cv2.copyMakeBorder(marker, 80, 80, 80, 80, cv2.BORDER_CONSTANT, value=255)
    y, x = np.mgrid[:400, :400].astype(np.float32)
    bent = cv2.remap(flat, x, y + 7 * np.sin(x / 38), cv2.INTER_LINEAR, borderValue=255)
    detector = cv2.aruco.ArucoDetector(dictionary)
    for image, count in ((flat, 1), (bent, 0)):
        assert len(detector.detectMarkers(image)[0]) == 1
        assert len(Markers(8.0).corners(np.repeat(image[..., None], 3, axis=2))) == count


@pytest.mark.faults
def test_markers_of_two_sizes_are_refused():
    small = Placement(81, 101, 0.3, 6, 6, 4)
    scene, _ = photograph([FOUR[0], FOUR[1], small], 0)
    with pytest.raises(PlaneNotFound, match='3 markers are not of one size'):
        Markers(9.0).plane(scene.image)


@pytest.mark.parametrize('side', [0, -8, float('nan'), 1e9])
def test_the_side_is_checked(side):
    with pytest.raises(ValueError, match='marker of'):
        Markers(side)


def test_the_dictionary_is_one_of_opencv():
    assert DEFAULT_DICTIONARY in dictionaries()
    with pytest.raises(ValueError, match=r"'DICT_9X9': expected one of .*DICT_4X4_50"):
        Markers(8.0, 'DICT_9X9')


def test_an_old_opencv_is_named(monkeypatch):
    monkeypatch.delattr(cv2, 'aruco')
    with pytest.raises(MissingPackage, match=r'cannot detect markers: pip install .*4\.7'):
        Markers(8.0)
