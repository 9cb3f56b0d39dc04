"""Cameras show the garment as a whole, inside the frame of their photo."""

import numpy as np
import pytest

from fashionkp.synthetic.drawing.camera import sample_camera

_GARMENT = np.array([(-1, 0), (1, 0), (1.2, 3), (-1.2, 3)], float)
_BODY = np.array([(-1, -1.5), (1, -1.5), (1, 8), (-1, 8)], float)


def _cameras(count=200, **kwargs):
    rng = np.random.default_rng(0)
    return [sample_camera(rng, _GARMENT, (512, 400), worn=True, **kwargs) for _ in range(count)]


@pytest.mark.parametrize('frame', [(0, 0, 512, 400), (100, 50, 300, 340)])
def test_garment_is_inside_the_frame_of_nearly_all_photos(frame):
    low, high = np.array(frame[:2]), np.array(frame[:2]) + frame[2:]
    cameras = _cameras(frame=frame, around=_BODY)
    projected = [camera(_GARMENT) for camera in cameras]
    inside = [(p >= low - 0.5).all() and (p <= high + 0.5).all() for p in projected]
    assert np.mean(inside) > 0.96
    assert cameras[0].frame == frame
    assert cameras[0].size == (512, 400)


def test_some_photos_show_the_whole_person_and_some_the_garment_alone():
    tall = np.array([np.ptp(camera(_GARMENT)[:, 1]) for camera in _cameras(around=_BODY)])
    assert np.quantile(tall, 0.05) < 0.35 * 400
    assert np.quantile(tall, 0.95) > 0.75 * 400
    bodies = [camera(_BODY) for camera in np.array(_cameras(around=_BODY))[tall < 0.3 * 400]]
    assert len(bodies) > 8
    assert np.mean([body.min() > -20 and body[:, 1].max() < 420 for body in bodies]) > 0.7


def test_without_surroundings_the_garment_fills_most_of_the_photo():
    tall = [np.ptp(camera(_GARMENT)[:, 1]) for camera in _cameras()]
    assert np.median(tall) > 0.7 * 400


def test_views_differ_in_foreshortening_and_stretching():
    square = np.array([(-1, 1), (1, 1), (1, 3), (-1, 3)], float)
    corners = np.array([camera(square) for camera in _cameras()])
    top = np.hypot(*(corners[:, 1] - corners[:, 0]).T)
    bottom = np.hypot(*(corners[:, 2] - corners[:, 3]).T)
    side = np.hypot(*(corners[:, 3] - corners[:, 0]).T)
    assert np.abs(np.log(top / bottom)).max() > 0.05
    assert np.abs(np.log(top / bottom)).max() < 0.3
    assert 0.03 < np.std(np.log((top + bottom) / 2 / side)) < 0.15
