"""Invariances of lengths, for garments of any shape."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fashionkp.categories import CATEGORIES
from fashionkp.keypoints import mirror
from fashionkp.measurements import MEASUREMENTS, Reference, measure

COORDINATES = st.floats(-2000, 2000, allow_nan=False, width=32)


@st.composite
def garments(draw):
    """Draw a category's name, its points (K, 2), and which of them are present."""
    name = draw(st.sampled_from(list(CATEGORIES)))
    count = len(CATEGORIES[name].keypoints)
    points = draw(arrays(np.float64, (count, 2), elements=COORDINATES))
    return name, points, draw(arrays(bool, count))


def other_side(name):
    """Return the name of the same length on the other side of the garment."""
    for suffix, opposite in (('_left', '_right'), ('_right', '_left')):
        if name.endswith(suffix):
            return name.removesuffix(suffix) + opposite
    return name


def assert_equal(lengths, expected, factor=1.0):
    assert lengths.keys() == expected.keys()
    for name, length in expected.items():
        if length is None:
            assert lengths[name] is None
        else:
            assert lengths[name] == pytest.approx(factor * length, rel=1e-9, abs=1e-6 * factor)


@given(garments(), COORDINATES, COORDINATES, st.floats(0.01, 100), st.floats(-np.pi, np.pi))
def test_position_and_rotation_do_not_matter_and_scale_does(garment, x, y, factor, angle):
    name, points, present = garment
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    lengths = measure(name, factor * points @ turn + [x, y], present).pixels
    assert_equal(lengths, measure(name, points, present).pixels, factor)


@given(garments())
def test_mirroring_swaps_left_and_right(garment):
    name, points, present = garment
    names = CATEGORIES[name].keypoints
    order = [names.index(mirror(key)) for key in names]
    lengths = measure(name, (points * [-1, 1])[order], present[order])
    expected = measure(name, points, present)
    assert_equal(lengths.pixels, {other_side(key): v for key, v in expected.pixels.items()})
    for key, absent in expected.absent.items():
        assert {*lengths.absent[other_side(key)]} == {mirror(point) for point in absent}


@given(garments())
def test_length_is_none_if_and_only_if_a_key_point_is_absent(garment):
    name, points, present = garment
    names = CATEGORIES[name].keypoints
    present_names = {key for key, is_present in zip(names, present, strict=True) if is_present}
    lengths = measure(name, np.where(present[:, None], points, np.nan), present)
    for length in MEASUREMENTS[name]:
        absent = {*length.keypoints} - present_names
        assert {*lengths.absent.get(length.name, ())} == absent
        assert (lengths.pixels[length.name] is None) == bool(absent)
    assert_equal(lengths.pixels, measure(name, points, present).pixels)


@given(garments(), st.data(), st.floats(0.1, 500))
def test_known_length_is_reproduced(garment, data, cm):
    name, points, _ = garment
    measured = measure(name, points, np.ones(len(points), bool))
    known = data.draw(st.sampled_from(list(measured.pixels)))
    assume(measured.pixels[known] > 1e-3)
    lengths = Reference({known: cm}).applied(measured)
    assert lengths.cm[known] == pytest.approx(cm)
    for key, pixels in lengths.pixels.items():
        assert lengths.cm[key] == pytest.approx(pixels * lengths.cm_per_pixel)
