"""The waistband of trousers and skirts."""

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.proportions import SIDES
from fashionkp.synthetic.clothes.lower.bottom_cut import BottomCut
from fashionkp.synthetic.drawing.cloth import shade_colour
from fashionkp.synthetic.drawing.curves import ellipse, spline, xy
from fashionkp.synthetic.drawing.layers import Mark

_HEIGHT = 0.16
_BUCKLE = np.array([(-0.1, -0.08), (0.1, -0.08), (0.1, 0.08), (-0.1, 0.08), (-0.1, -0.08)])


def waistband(cut: BottomCut, figure: Figure) -> tuple[dict[int, np.ndarray], np.ndarray]:
    """Return the ends of the waistband by side, and its upper edge from left to right, (P, 2)."""
    half_width = cut.waist[0] * figure.breadth
    ends = {s: figure.outline_point(s, half_width, cut.waist[1], 0.65) for s in SIDES}
    middle = (ends[-1] + ends[1]) / 2 + xy(0, 0.05)
    return ends, spline([ends[-1], middle, ends[1]], 6)


def waistband_marks(cut: BottomCut, upper: np.ndarray) -> list[Mark]:
    """Seam of the waistband, belt or button, belt loops, and gathers with a drawstring."""
    dark = shade_colour(cut.cloth.colour, 0.76)
    marks = [Mark(upper + xy(0, _HEIGHT), dark, 0.015)]
    centre = upper[len(upper) // 2] + xy(0, _HEIGHT / 2)
    if cut.band == 'elastic':
        return marks + _gathers(cut, upper, centre)
    if cut.belt:
        band = np.vstack([upper + xy(0, 0.03), (upper + xy(0, _HEIGHT - 0.01))[::-1]])
        marks.append(Mark(band, shade_colour(cut.trim, 0.7)))
        marks.append(Mark(centre + _BUCKLE, (120, 180, 200), 0.035))
    elif cut.band == 'loops':
        marks.append(Mark(ellipse(centre, 0.04, 0.04, 10), (120, 150, 165)))
    for t in (0.15, 0.35, 0.65, 0.85) if cut.band == 'loops' else ():
        top = upper[0] + t * (upper[-1] - upper[0]) + xy(0, 0.03)
        marks.append(Mark(np.stack([top, top + xy(0, _HEIGHT)]), dark, 0.022))
    return marks


def _gathers(cut: BottomCut, upper: np.ndarray, centre: np.ndarray) -> list[Mark]:
    """Gathers of an elastic waistband, and the ends of its drawstring."""
    dark = shade_colour(cut.cloth.colour, 0.76)
    marks = []
    for t in np.linspace(0.04, 0.96, 18):
        top = upper[0] + t * (upper[-1] - upper[0]) + xy(0, 0.04)
        marks.append(Mark(np.stack([top, top + xy(0, _HEIGHT + 0.06)]), dark, 0.014))
    if cut.belt or cut.cloth.seed % 2:
        for side in SIDES:
            loop = [centre, centre + xy(side * 0.1, 0.22), centre + xy(side * 0.07, 0.5)]
            marks.append(Mark(spline(loop, 4), cut.trim, 0.03))
    return marks
