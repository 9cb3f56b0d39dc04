"""What lengths depend on, for garments of any form."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fashionkp.categories import CATEGORIES
from fashionkp.keypoints import mirror
from fashionkp.measurements import MEASUREMENTS, Reference, measure

PLACES = st.floats(-2000, 2000, allow_nan=False, width=32)


@st.composite
def garments(draw):
    """A category's name, its points (K, 2), and which of them are there."""
    name = draw(st.sampled_from(list(CATEGORIES)))
    count = len(CATEGORIES[name].keypoints)
    points = draw(arrays(np.float64, (count, 2), elements=PLACES))
    return name, points, draw(arrays(bool, count))


def other_side(name):
    """The same length on the other side of the garment."""
    for one, other in (('_left', '_right'), ('_right', '_left')):
        if name.endswith(one):
            return name.removesuffix(one) + other
    return name


def assert_equal(found, expected, factor=1.0):
    assert found.keys() == expected.keys()
    for name, length in expected.items():
        if length is None:
            assert found[name] is None
        else:
            assert found[name] == pytest.approx(factor * length, rel=1e-9, abs=1e-6 * factor)


@given(garments(), PLACES, PLACES, st.floats(0.01, 100), st.floats(-np.pi, np.pi))
def test_place_and_direction_do_not_count_and_size_does(garment, x, y, factor, angle):
    name, points, present = garment
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    found = measure(name, factor * points @ turn + [x, y], present).pixels
    assert_equal(found, measure(name, points, present).pixels, factor)


@given(garments())
def test_a_mirror_trades_left_for_right(garment):
    name, points, present = garment
    names = CATEGORIES[name].keypoints
    order = [names.index(mirror(key)) for key in names]
    found = measure(name, (points * [-1, 1])[order], present[order])
    expected = measure(name, points, present)
    assert_equal(found.pixels, {other_side(key): v for key, v in expected.pixels.items()})
    for key, lacking in expected.absent.items():
        assert {*found.absent[other_side(key)]} == {mirror(point) for point in lacking}


@given(garments())
def test_a_length_lacks_exactly_the_points_that_are_not_there(garment):
    name, points, present = garment
    names = CATEGORIES[name].keypoints
    there = {key for key, here in zip(names, present, strict=True) if here}
    nowhere = np.where(present[:, None], points, np.nan)
    found = measure(name, nowhere, present)
    for one in MEASUREMENTS[name]:
        assert {*found.absent.get(one.name, ())} == {*one.keypoints} - there
        assert (found.pixels[one.name] is None) == (not {*one.keypoints} <= there)
    assert_equal(found.pixels, measure(name, points, present).pixels)


@given(garments(), st.data(), st.floats(0.1, 500))
def test_a_known_length_is_told_as_it_is_known(garment, data, cm):
    name, points, _ = garment
    lengths = measure(name, points, np.ones(len(points), bool))
    known = data.draw(st.sampled_from(list(lengths.pixels)))
    assume(lengths.pixels[known] > 1e-3)
    found = Reference({known: cm}).applied(lengths)
    assert found.cm[known] == pytest.approx(cm)
    for key, pixels in lengths.pixels.items():
        assert found.cm[key] == pytest.approx(pixels * found.cm_per_pixel)
