"""The palette: colours that differ, in the notation of CSS."""

from itertools import combinations

import numpy as np
import pytest

from fashionkp.images import palette

COLORS = {name: value for name, value in vars(palette).items() if name.isupper()}


def test_css_color_has_two_hexadecimal_digits_a_channel():
    assert palette.css_color((0, 10, 255)) == '#000aff'


@pytest.mark.parametrize('names', list(combinations(COLORS, 2)), ids=' '.join)
def test_colors_differ_visibly(names):
    first, second = (np.array(COLORS[name]) for name in names)
    assert np.abs(first - second).max() >= 30
