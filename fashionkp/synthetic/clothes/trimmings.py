"""Collars, plackets, buttons, pockets, belts, ribs and prints."""

import numpy as np

from fashionkp.synthetic.body.figure import SIDES, Figure
from fashionkp.synthetic.clothes.top_cut import TopCut
from fashionkp.synthetic.drawing.cloth import Colour, tinted
from fashionkp.synthetic.drawing.curves import ellipse, spline, xy
from fashionkp.synthetic.drawing.layers import Mark


def torso_marks(
    cut: TopCut,
    figure: Figure,
    corners: dict[int, dict[str, np.ndarray]],
    neckline: np.ndarray,
    rng: np.random.Generator,
) -> tuple[Mark, ...]:
    """Everything drawn on a torso, from below to above."""
    marks: list[Mark] = []
    dark = tinted(cut.cloth.colour, 0.76)
    marks += _hem_marks(cut, corners, dark)
    if cut.neckline in ('round', 'boat', 'v', 'square') and cut.opening == 'none':
        rib = neckline + xy(0, 0.07)
        marks.append(Mark(rib, dark, 0.015))
    if cut.neckline == 'high':
        base = spline(
            [(n[0], n[1] + 0.3) for n in (neckline[0], neckline[len(neckline) // 2], neckline[-1])],
            5,
        )
        marks.append(Mark(base, dark, 0.018))
    if cut.opening == 'closed':
        marks += _buttons(cut, figure, neckline, rng)
    if cut.collar in ('shirt', 'lapel'):
        marks += _collar(cut, figure, neckline)
    if (cut.kind != 'blouse' and rng.random() < 0.5) or (
        cut.collar == 'shirt' and rng.random() < 0.4
    ):
        marks += _pockets(cut, figure, rng)
    if cut.waisted:
        marks += _waist(cut, corners, dark)
    if cut.print:
        marks += _print(cut, figure, rng)
    return tuple(marks)


def _hem_marks(cut: TopCut, corners: dict[int, dict[str, np.ndarray]], dark: Colour) -> list[Mark]:
    left, right = corners[-1]['hem'], corners[1]['hem']
    up = 0.16 if cut.cloth.pattern == 'knit' else 0.07
    line = spline(
        [left - (0, up), (left + right) / 2 + xy(0, cut.hem_drop - up), right - (0, up)], 6
    )
    marks = [Mark(line, dark, 0.013)]
    if cut.cloth.pattern == 'knit':
        for t in np.linspace(0.03, 0.97, 24):
            foot = left + t * (right - left) + xy(0, 4 * t * (1 - t) * cut.hem_drop)
            marks.append(Mark(np.stack([foot, foot - (0, up)]), dark, 0.012))
    return marks


def _waist(cut: TopCut, corners: dict[int, dict[str, np.ndarray]], dark: Colour) -> list[Mark]:
    left, right = corners[-1]['waistline'], corners[1]['waistline']
    sag = (left + right) / 2 + xy(0, 0.05)
    line = spline([left, sag, right], 6)
    if not cut.belt:
        return [Mark(line, dark, 0.015)]
    band = np.vstack([line - (0, 0.07), (line + xy(0, 0.07))[::-1]])
    buckle = sag + np.array(
        [(-0.09, -0.09), (0.09, -0.09), (0.09, 0.09), (-0.09, 0.09), (-0.09, -0.09)]
    )
    colour = cut.trim if cut.kind == 'dress' else tinted(cut.cloth.colour, 0.85)
    return [
        Mark(band, colour),
        Mark(band, tinted(colour, 0.6), 0.012),
        Mark(buckle, (90, 150, 180), 0.03),
    ]


def _front_line(cut: TopCut, figure: Figure, start_y: float, offset: float = 0.0) -> np.ndarray:
    ys = np.linspace(start_y, cut.hem[1] + 0.12, 7)
    return np.array([figure.middle(offset, 0.7, y) for y in ys])


def _buttons(
    cut: TopCut, figure: Figure, neckline: np.ndarray, rng: np.random.Generator
) -> list[Mark]:
    start = float(neckline[len(neckline) // 2][1])
    dark, light = tinted(cut.cloth.colour, 0.74), tinted(cut.cloth.colour, 1.18)
    if rng.random() < 0.35 and cut.kind == 'outwear':
        zip_line = _front_line(cut, figure, start)
        return [Mark(zip_line, dark, 0.07), Mark(zip_line, (170, 175, 180), 0.03)]
    marks = [Mark(_front_line(cut, figure, start, o), dark, 0.014) for o in (-0.07, 0.07)]
    for y in np.arange(start + 0.12, cut.hem[1] - 0.05, 0.34 if cut.kind == 'blouse' else 0.5):
        centre = figure.middle(0.0, 0.7, float(y))
        size = 0.032 if cut.kind == 'blouse' else 0.05
        marks.append(Mark(ellipse(centre + xy(0.01, 0.012), size, size, 10), dark))
        marks.append(
            Mark(ellipse(centre, size, size, 10), cut.trim if rng.random() < 0.5 else light)
        )
    return marks


def _collar(cut: TopCut, figure: Figure, neckline: np.ndarray) -> list[Mark]:
    """Two leaves of a shirt's collar, or lapels."""
    middle = neckline[len(neckline) // 2]
    long = 0.55 if cut.collar == 'lapel' else 0.16
    wide = 0.26 if cut.collar == 'lapel' else 0.18
    marks = []
    light, dark = tinted(cut.cloth.colour, 1.08), tinted(cut.cloth.colour, 0.7)
    for side, end in zip(SIDES, (neckline[0], neckline[-1]), strict=True):
        tip = middle + xy(side * wide, long * 0.5 if cut.collar == 'shirt' else 0.0)
        foot = middle + xy(0, 0.02 if cut.collar == 'shirt' else long)
        leaf = np.array([end, end + xy(side * 0.10, 0.06), tip, foot, middle])
        marks.append(Mark(leaf, light, cloth=cut.cloth.shaded(1.06)))
        marks.append(Mark(np.vstack([leaf, leaf[:1]]), dark, 0.012))
    return marks


def _pockets(cut: TopCut, figure: Figure, rng: np.random.Generator) -> list[Mark]:
    dark = tinted(cut.cloth.colour, 0.76)
    y = 0.95 if cut.kind == 'blouse' else min(2.2, cut.hem[1] - 0.5)
    marks = []
    for side in SIDES if cut.kind != 'blouse' else (1,):
        centre = figure.middle(side * 0.36, 0.75, y)
        box = np.array([(-0.16, 0), (-0.16, 0.3), (0, 0.34), (0.16, 0.3), (0.16, 0), (-0.16, 0)])
        marks.append(Mark(centre + box, dark, 0.013))
        marks.append(Mark(centre + box[[0, 4]] + xy(0, 0.06), dark, 0.013))
    return marks


def _print(cut: TopCut, figure: Figure, rng: np.random.Generator) -> list[Mark]:
    """Blocks and strokes on the chest that read as a print."""
    marks = []
    y = 0.75
    if rng.random() < 0.5:
        centre = figure.middle(0.0, 0.75, y + 0.25)
        marks.append(Mark(ellipse(centre, 0.26, 0.3), cut.cloth.ink))
        marks.append(Mark(ellipse(centre + xy(0.03, -0.02), 0.15, 0.18), cut.cloth.accent))
        y += 0.6
    for row in range(int(rng.integers(1, 3))):
        for x in np.arange(-0.36, 0.36, 0.13):
            at = figure.middle(float(x), 0.75, y + 0.2 * row)
            stroke = at + rng.uniform(-0.05, 0.05, (4, 2)) * (1, 1.4)
            marks.append(Mark(stroke, cut.cloth.ink, 0.03))
    return marks
