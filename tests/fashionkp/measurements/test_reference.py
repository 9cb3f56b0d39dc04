"""The scale of a garment from known lengths."""

import numpy as np
import pytest
from measured_trousers import ALL, POINTS, TROUSERS

from fashionkp.measurements import Reference, measure


def test_known_length_gives_centimetres():
    lengths = Reference({'waist': 30}).applied(measure('trousers', POINTS, ALL))
    assert lengths.cm_per_pixel == 0.5
    assert lengths.cm['inseam_left'] == pytest.approx(50)
    assert lengths.pixels['inseam_left'] == pytest.approx(100)
    assert Reference(cm_per_pixel=0.1).applied(lengths).cm['waist'] == pytest.approx(6)


def test_first_known_length_of_the_garment_is_used():
    lengths = measure('trousers', POINTS, np.array([name != 'crotch' for name in TROUSERS]))
    known = {'chest': 50, 'rise': 25, 'waist': 30}
    assert Reference(known).applied(lengths).cm_per_pixel == 0.5
    unknown = Reference({'chest': 50, 'rise': 25}).applied(lengths)
    assert unknown.cm_per_pixel is None
    assert set(unknown.cm.values()) == {None}


def test_coincident_points_give_no_scale():
    lengths = measure('trousers', np.zeros_like(POINTS), ALL)
    assert lengths.pixels['waist'] == 0
    assert Reference({'waist': 30}).applied(lengths).cm_per_pixel is None


@pytest.mark.parametrize(
    ('lengths', 'cm_per_pixel', 'message'),
    [
        ({'waste': 30}, None, r"'waste': expected one of neck_width.*waist"),
        ({'waist': 0}, None, 'waist=0:'),
        ({'waist': float('nan')}, None, 'waist=nan'),
        ({'waist': 1e308}, None, r'waist=1e\+308'),
        ({'waist': 1e-320}, None, 'waist=1e-320'),
        ({}, -0.1, r'cm_per_pixel=-0\.1:'),
        ({'waist': 30}, 0.1, 'waist.*cm_per_pixel'),
    ],
)
def test_invalid_reference_is_rejected(lengths, cm_per_pixel, message):
    with pytest.raises(ValueError, match=message):
        Reference(lengths, cm_per_pixel)
