"""Parts of noise fields are what wrapping at the border gives."""

import cv2
import numpy as np
import pytest

from fashionkp.synthetic.drawing.noise import SIZE, clouds, creases, warp_field, wrinkles


@pytest.mark.parametrize('field', [clouds, creases, wrinkles])
@pytest.mark.parametrize('zoom', [0.3, 1.7, 9.0])
@pytest.mark.parametrize('angle', [0.0, 0.7, 3.0])
def test_warped_field_repeats_without_end(field, zoom, angle):
    cos, sin = zoom * np.cos(angle), zoom * np.sin(angle)
    matrix = np.array([[cos, -sin, 700.25], [sin, cos, -90.5]])
    result = warp_field(field, matrix, (150, 210))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    expected = cv2.warpAffine(field(), matrix, (150, 210), flags=flags, borderMode=cv2.BORDER_WRAP)
    assert result == pytest.approx(expected, abs=0.02 * float(np.ptp(field())))


@pytest.mark.parametrize('field', [clouds, creases, wrinkles])
def test_fields_join_at_their_borders(field):
    values = field()
    assert values.shape == (SIZE, SIZE)
    for axis in (0, 1):
        steps = np.abs(np.diff(values, axis=axis, append=values.take([0], axis)))
        assert steps.take(-1, axis).mean() < 2 * steps.mean()
