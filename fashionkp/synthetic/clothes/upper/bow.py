"""A bow at the neckline."""

import numpy as np

from fashionkp.synthetic.body.proportions import SIDES
from fashionkp.synthetic.drawing.cloth import Colour, shade_colour
from fashionkp.synthetic.drawing.curves import closed_spline, ellipse, limb_outline, xy
from fashionkp.synthetic.drawing.layers import Mark

_LOOP = ((0, 0), (0.16, -0.1), (0.3, -0.06), (0.28, 0.1), (0.12, 0.08))


def bow_marks(knot: np.ndarray, colour: Colour) -> list[Mark]:
    """Loops, ends and knot of a bow whose knot is at a point (2,), body units."""
    marks = []
    for side in SIDES:
        end = [knot, knot + xy(side * 0.08, 0.3), knot + xy(side * 0.12, 0.62)]
        loop = closed_spline([knot + xy(side * x, y) for x, y in _LOOP], 4)
        marks.append(Mark(limb_outline(end, (0.03, 0.06, 0.07), 4), shade_colour(colour, 0.85)))
        marks += [Mark(loop, colour), Mark(loop, shade_colour(colour, 0.6), 0.012)]
    return [*marks, Mark(ellipse(knot, 0.06, 0.05, 12), shade_colour(colour, 0.8))]
