"""Details on a torso: collars, buttons, pockets, belts, ribs and prints."""

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.proportions import SIDES
from fashionkp.synthetic.clothes.contrast import band_marks, skirt_mark
from fashionkp.synthetic.clothes.skirt_details import skirt_marks
from fashionkp.synthetic.clothes.upper.bow import bow_marks
from fashionkp.synthetic.clothes.upper.top_cut import TopCut
from fashionkp.synthetic.clothes.upper.torso_outline import TorsoCorners, TorsoOutline
from fashionkp.synthetic.drawing.cloth import shade_colour
from fashionkp.synthetic.drawing.curves import ellipse, spline, xy
from fashionkp.synthetic.drawing.layers import Mark

_BUCKLE = np.array([(-0.09, -0.09), (0.09, -0.09), (0.09, 0.09), (-0.09, 0.09), (-0.09, -0.09)])
_POCKET = np.array([(-0.16, 0), (-0.16, 0.3), (0, 0.34), (0.16, 0.3), (0.16, 0), (-0.16, 0)])


def torso_marks(
    cut: TopCut, figure: Figure, outline: TorsoOutline, rng: np.random.Generator
) -> tuple[Mark, ...]:
    """All details on a torso, in drawing order."""
    neckline, corners = outline.neckline, outline.corners
    dark = shade_colour(cut.cloth.colour, 0.76)
    marks = [*_contrast(cut, outline), *_hem_marks(cut, corners)]
    if cut.neckline in ('round', 'boat', 'v', 'square') and cut.opening == 'none':
        marks.append(Mark(neckline + xy(0, 0.07), dark, 0.015))
    if cut.neckline == 'high':
        points = (neckline[0], neckline[len(neckline) // 2], neckline[-1])
        marks.append(Mark(spline([(x, y + 0.3) for x, y in points], 5), dark, 0.018))
    if cut.opening == 'closed':
        marks += _buttons(cut, figure, neckline, rng)
    if cut.collar in ('shirt', 'lapel'):
        marks += _collar(cut, neckline)
    if (cut.category != 'blouse' and rng.random() < 0.5) or (
        cut.collar == 'shirt' and rng.random() < 0.4
    ):
        marks += _pockets(cut, figure)
    if cut.category == 'dress':
        marks += _skirt(cut, outline)
    if cut.waisted:
        marks += _waist(cut, corners)
    if cut.print:
        marks += _print(cut, figure, rng)
    if cut.bow:
        marks += bow_marks(neckline[len(neckline) // 2], shade_colour(cut.cloth.colour, 1.1))
    return tuple(marks)


def _hem_marks(cut: TopCut, corners: dict[int, TorsoCorners]) -> list[Mark]:
    """Seam of the hem, and ribs of a knitted one."""
    left, right = corners[-1].hem, corners[1].hem
    dark = shade_colour(cut.cloth.colour, 0.76)
    height = 0.16 if cut.cloth.pattern == 'knit' else 0.07
    middle = (left + right) / 2 + xy(0, cut.hem_drop - height)
    marks = [Mark(spline([left - (0, height), middle, right - (0, height)], 6), dark, 0.013)]
    if cut.cloth.pattern == 'knit':
        for t in np.linspace(0.03, 0.97, 24):
            end = left + t * (right - left) + xy(0, 4 * t * (1 - t) * cut.hem_drop)
            marks.append(Mark(np.stack([end, end - (0, height)]), dark, 0.012))
    return marks


def _contrast(cut: TopCut, outline: TorsoOutline) -> list[Mark]:
    """The skirt of a dress in another cloth, and a band along the hem."""
    left, right = outline.corners[-1], outline.corners[1]
    marks = []
    if cut.contrast.skirt is not None:
        waist = np.linspace(left.waistline, right.waistline, 9)
        marks.append(skirt_mark(cut.contrast.skirt, waist))
    border = np.vstack([left.hem, outline.hem, right.hem])
    return marks + band_marks(cut.contrast, cut.cloth.colour, border)


def _skirt(cut: TopCut, outline: TorsoOutline) -> list[Mark]:
    """Pleats, tiers and a wrapped edge of the skirt of a dress."""
    left, right = outline.corners[-1], outline.corners[1]
    waist = np.linspace(left.waistline, right.waistline, 33)
    border = np.vstack([left.hem, outline.hem, right.hem])
    cloth = cut.contrast.skirt or cut.cloth
    return skirt_marks(cut.skirt, cloth.colour, waist, border)


def _waist(cut: TopCut, corners: dict[int, TorsoCorners]) -> list[Mark]:
    """Belt or seam at the waistline."""
    left, right = corners[-1].waistline, corners[1].waistline
    middle = (left + right) / 2 + xy(0, 0.05)
    line = spline([left, middle, right], 6)
    if not cut.belt:
        return [Mark(line, shade_colour(cut.cloth.colour, 0.76), 0.015)]
    band = np.vstack([line - (0, 0.07), (line + xy(0, 0.07))[::-1]])
    colour = cut.trim if cut.category == 'dress' else shade_colour(cut.cloth.colour, 0.85)
    return [
        Mark(band, colour),
        Mark(band, shade_colour(colour, 0.6), 0.012),
        Mark(middle + _BUCKLE, (90, 150, 180), 0.03),
    ]


def _front_line(cut: TopCut, figure: Figure, start_y: float, offset: float = 0.0) -> np.ndarray:
    """Vertical line on the front down to the hem, (7, 2)."""
    ys = np.linspace(start_y, cut.hem[1] + 0.12, 7)
    return np.array([figure.front_point(offset, 0.7, y) for y in ys])


def _buttons(
    cut: TopCut, figure: Figure, neckline: np.ndarray, rng: np.random.Generator
) -> list[Mark]:
    """Placket with buttons, or a zip."""
    start = float(neckline[len(neckline) // 2][1])
    dark = shade_colour(cut.cloth.colour, 0.74)
    if rng.random() < 0.35 and cut.category == 'outwear':
        zip_line = _front_line(cut, figure, start)
        teeth = shade_colour(cut.cloth.colour, 0.5) if rng.random() < 0.4 else (170, 175, 180)
        return [Mark(zip_line, dark, 0.07), Mark(zip_line, teeth, rng.uniform(0.025, 0.05))]
    marks = [Mark(_front_line(cut, figure, start, o), dark, 0.014) for o in (-0.07, 0.07)]
    spacing, radius = rng.uniform(0.28, 0.4), rng.uniform(0.025, 0.04)
    if cut.category != 'blouse':
        spacing, radius = rng.uniform(0.32, 0.62), rng.uniform(0.04, 0.075)
    shades = shade_colour(cut.cloth.colour, 1.18), shade_colour(cut.cloth.colour, 0.45)
    colour = (cut.trim, cut.trim, *shades)[rng.integers(4)]
    for y in np.arange(start + 0.12, cut.hem[1] - 0.05, spacing):
        centre = figure.front_point(0.0, 0.7, float(y))
        marks.append(Mark(ellipse(centre + xy(0.01, 0.012), radius, radius, 10), dark))
        marks.append(Mark(ellipse(centre, radius, radius, 10), colour))
    return marks


def _collar(cut: TopCut, neckline: np.ndarray) -> list[Mark]:
    """Both sides of a shirt collar, or lapels."""
    middle = neckline[len(neckline) // 2]
    shirt = cut.collar == 'shirt'
    length, width = (0.16, 0.18) if shirt else (0.55, 0.26)
    light, dark = shade_colour(cut.cloth.colour, 1.08), shade_colour(cut.cloth.colour, 0.7)
    marks = []
    for side, end in zip(SIDES, (neckline[0], neckline[-1]), strict=True):
        tip = middle + xy(side * width, length * 0.5 if shirt else 0.0)
        foot = middle + xy(0, 0.02 if shirt else length)
        outline = np.array([end, end + xy(side * 0.10, 0.06), tip, foot, middle])
        marks.append(Mark(outline, light, cloth=cut.cloth.shaded(1.06)))
        marks.append(Mark(np.vstack([outline, outline[:1]]), dark, 0.012))
    return marks


def _pockets(cut: TopCut, figure: Figure) -> list[Mark]:
    """Pockets: one on the chest of a blouse, two on the sides of other garments."""
    blouse = cut.category == 'blouse'
    dark = shade_colour(cut.cloth.colour, 0.76)
    y = 0.95 if blouse else min(2.2, cut.hem[1] - 0.5)
    marks = []
    for side in (1,) if blouse else SIDES:
        centre = figure.front_point(side * 0.36, 0.75, y)
        marks.append(Mark(centre + _POCKET, dark, 0.013))
        marks.append(Mark(centre + _POCKET[[0, 4]] + xy(0, 0.06), dark, 0.013))
    return marks


def _print(cut: TopCut, figure: Figure, rng: np.random.Generator) -> list[Mark]:
    """Ellipses and strokes on the chest that look like a print."""
    marks = []
    y = 0.75
    if rng.random() < 0.5:
        centre = figure.front_point(0.0, 0.75, y + 0.25)
        marks.append(Mark(ellipse(centre, 0.26, 0.3), cut.cloth.ink))
        marks.append(Mark(ellipse(centre + xy(0.03, -0.02), 0.15, 0.18), cut.cloth.accent))
        y += 0.6
    for row in range(int(rng.integers(1, 3))):
        for x in np.arange(-0.36, 0.36, 0.13):
            centre = figure.front_point(float(x), 0.75, y + 0.2 * row)
            stroke = centre + rng.uniform(-0.05, 0.05, (4, 2)) * (1, 1.4)
            marks.append(Mark(stroke, cut.cloth.ink, 0.03))
    return marks
