"""Blouses, coats and dresses on a figure: torso, neckline and key points."""

from dataclasses import replace

import numpy as np

from fashionkp.synthetic.body.figure import SIDE_NAMES, SIDES, Figure
from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.clothes.sleeves import sleeve
from fashionkp.synthetic.clothes.top_cut import TopCut, shoulder_height
from fashionkp.synthetic.clothes.trimmings import torso_marks
from fashionkp.synthetic.drawing.cloth import tinted
from fashionkp.synthetic.drawing.curves import spline, xy
from fashionkp.synthetic.drawing.layers import Drape, Fold, Layer, Mark


def _collar_ends(cut: TopCut, figure: Figure) -> dict[int, np.ndarray]:
    """The two ends of the neckline by side."""
    if cut.neckline == 'high':
        return {s: figure.outer(s, cut.neck, -0.36) for s in SIDES}
    if cut.hold == 'off':
        return {s: figure.outer(s, cut.neck, 0.42) for s in SIDES}
    rise = 0.08 if cut.collar in ('shirt', 'lapel') else 0.0
    return {
        s: figure.outer(s, cut.neck, shoulder_height(cut.neck) - 0.02 - rise, 0.2) for s in SIDES
    }


def _front_neckline(cut: TopCut, figure: Figure, ends: dict[int, np.ndarray]) -> np.ndarray:
    """The neckline from its left end to its right end, with the front's middle in its middle."""
    y = (ends[-1][1] + ends[1][1]) / 2 + cut.depth
    middle = figure.middle(0.0, cut.neck if cut.neckline == 'high' else 0.6, y)
    left, right = ends[-1], ends[1]
    if cut.neckline in ('v', 'shirt'):
        bow = np.array([0, 0.06 * cut.depth])
        halves = [spline([end, (end + middle) / 2 + bow, middle], 5) for end in (left, right)]
    elif cut.neckline == 'square':
        inner = [middle + (end - middle) * (0.86, 0.1) for end in (left, right)]
        halves = [np.array([left, inner[0], middle]), np.array([right, inner[1], middle])]
    else:
        belly = [middle + (end - middle) * (0.62, 0.18) for end in (left, right)]
        belly2 = [middle + (end - middle) * (0.92, 0.55) for end in (left, right)]
        curve = spline([left, belly2[0], belly[0], middle, belly[1], belly2[1], right], 4)
        return curve
    return np.vstack([halves[0], halves[1][-2::-1]])


def _side(cut: TopCut, figure: Figure, side: int, end: np.ndarray) -> dict[str, np.ndarray]:
    """Corner points of one half of the torso."""
    breadth = figure.breadth
    return {
        'neckline': end,
        'shoulder': figure.outer(side, cut.shoulder * breadth, shoulder_height(cut.shoulder), 0.1),
        'armpit': figure.outer(side, cut.armpit[0] * breadth, cut.armpit[1], 0.55),
        'waistline': figure.outer(side, cut.waist[0] * breadth, cut.waist[1], 0.6),
        'hem': figure.outer(side, cut.hem[0] * breadth, cut.hem[1], 0.75),
    }


def _edge(cut: TopCut, figure: Figure, side: int, corner: dict[str, np.ndarray]) -> np.ndarray:
    """Outline of one half from the neckline's end down to the hem."""
    armpit, shoulder, neck = corner['armpit'], corner['shoulder'], corner['neckline']
    if cut.hold == 'straps':
        base = np.array([neck[0] + side * 0.05, armpit[1] - 0.36])
        strap = neck + xy(side * 0.06, 0.01)
        upper = np.vstack(
            [neck, strap, spline([base, (base + armpit) / 2 + xy(0, 0.08), armpit], 5)]
        )
    elif cut.hold == 'off':
        upper = np.vstack([neck, spline([neck + xy(side * 0.02, 0.05), armpit], 4)])
    else:
        if cut.neckline == 'high':
            base = np.array([neck[0] + side * 0.05, shoulder_height(0.33)])
            slope = np.vstack(
                [neck, spline([base, (base + shoulder) / 2 + xy(0, -0.03), shoulder], 4)]
            )
        else:
            slope = spline([neck, (neck + shoulder) / 2 + xy(0, -0.02), shoulder], 4)
        dent = -0.02 if cut.sleeve else 0.13
        hole = (shoulder + armpit) / 2 - (side * dent, -0.12 if not cut.sleeve else 0.0)
        upper = np.vstack([slope, spline([shoulder, hole, armpit], 5)[1:]])
    hip_y = 2.5
    way = [armpit, corner['waistline'], corner['hem']]
    if cut.hem[1] > 3.0 and cut.waisted:
        wide = max(0.74, cut.waist[0] + 0.45 * (cut.hem[0] - cut.waist[0]))
        way.insert(2, figure.outer(side, wide * figure.breadth, hip_y, 0.7))
    elif cut.hem[1] > cut.waist[1] + 1.2:
        way.insert(2, corner['waistline'] + 0.3 * (corner['hem'] - corner['waistline']))
    elif cut.hem[1] < cut.waist[1] + 0.35:
        way.pop(1)
        way.insert(1, (armpit + corner['hem']) / 2 - (side * 0.03, 0))
    return np.vstack([upper, spline(way, 8)[1:]])


def _hem(cut: TopCut, left: np.ndarray, right: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The hem's lower edge from left to right, without its ends."""
    t = np.linspace(0, 1, 25)[1:-1, None]
    base = left + t * (right - left)
    bow = 4 * t[:, 0] * (1 - t[:, 0]) * cut.hem_drop
    if cut.kind == 'dress' and cut.hem[0] > 0.9:
        waves = rng.integers(3, 7)
        bow += (
            0.04
            * np.sin(2 * np.pi * waves * t[:, 0] + rng.uniform(0, 6))
            * np.sqrt(t * (1 - t))[:, 0]
            * 2
        )
    return base + np.stack([np.zeros_like(bow), bow], axis=1)


def _inside(cut: TopCut, ends: dict[int, np.ndarray], neckline: np.ndarray, shade: float) -> Layer:
    """The back of the garment as seen through the neckline."""
    drop = 0.10 if cut.neckline != 'high' else 0.03
    rise = -0.04 if cut.collar == 'none' else -0.12
    middle = (ends[-1] + ends[1]) / 2
    back = spline([ends[1], middle + xy(0, drop if cut.collar == 'none' else rise), ends[-1]], 6)
    cloth = cut.cloth.shaded(shade)
    return Layer('inside', np.vstack([neckline, back]), cloth, gloss=0.6, shadow=0.2)


def _folds(
    cut: TopCut, figure: Figure, corners: dict[int, dict[str, np.ndarray]], rng: np.random.Generator
) -> tuple[Fold, ...]:
    folds = []
    loose = 1.3 - cut.cloth.stiffness
    for side in SIDES:
        armpit, waist, hem = (corners[side][name] for name in ('armpit', 'waistline', 'hem'))
        centre = (corners[-side]['waistline'] + waist) / 2
        for k in range(3):
            start = armpit + xy(-side * (0.05 + 0.12 * k), 0.06 * k)
            end = start + xy(-side * rng.uniform(0.05, 0.35), rng.uniform(0.3, 0.9))
            folds.append(
                Fold(spline([start, (start + end) / 2, end], 3), 0.05, rng.normal(0, 3.5) * loose)
            )
        for _ in range(3):
            y = rng.uniform(-0.25, 0.25)
            start = waist + xy(0, y)
            end = centre + xy(side * rng.uniform(0, 0.3), y + rng.uniform(-0.1, 0.25))
            folds.append(Fold(np.array([start, end]), 0.05, rng.normal(0, 3.0) * loose))
        if cut.hem[1] > 2.9 and not cut.quilted:
            folds += _skirt_folds(centre, waist, hem, cut, rng)
    if cut.quilted:
        folds += _quilting(cut, figure)
    return tuple(folds)


def _quilting(cut: TopCut, figure: Figure) -> list[Fold]:
    """The seams across a down jacket."""
    folds = []
    for y in np.arange(0.35, cut.hem[1] - 0.1, 0.3):
        width = cut.armpit[0] + 0.3
        ends = [figure.outer(s, width, y - 0.03) for s in SIDES]
        line = spline([ends[0], figure.middle(0, 0.7, y + 0.05), ends[1]], 5)
        folds.append(Fold(line, 0.06, -15.0))
    return folds


def _skirt_folds(
    centre: np.ndarray, waist: np.ndarray, hem: np.ndarray, cut: TopCut, rng: np.random.Generator
) -> list[Fold]:
    """Folds that fan out from the waist to the hem of one half."""
    full = max(0.0, (cut.hem[0] - cut.waist[0]) / max(cut.hem[1] - cut.waist[1], 0.5))
    low = np.array([centre[0], hem[1] + cut.hem_drop])
    folds = []
    for _ in range(2 + round(9 * full)):
        t = rng.uniform(0, 0.95)
        start = centre + t * (waist - centre) + xy(0, rng.uniform(0, 0.5))
        end = low + t * (hem - low)
        folds.append(
            Fold(np.array([start, end]), 0.09, float(rng.choice([-1, 1])) * rng.uniform(2, 7))
        )
    return folds


def _drape(cut: TopCut, corners: dict[int, dict[str, np.ndarray]]) -> Drape:
    middle = (corners[-1]['waistline'] + corners[1]['waistline']) / 2
    spread = (cut.hem[0] / cut.waist[0] - 1) / max(cut.hem[1] - cut.waist[1], 0.5)
    return Drape((float(middle[0]), float(middle[1])), float(np.clip(spread, 0, 1)))


def _panels(
    cut: TopCut,
    figure: Figure,
    torso: Layer,
    edges: tuple[np.ndarray, np.ndarray, np.ndarray],
    neckline: np.ndarray,
    rng: np.random.Generator,
) -> list[Layer]:
    """The two fronts of an open garment."""
    left, hem, right = edges
    low = cut.hem[1]
    gap, spread = rng.uniform(0.06, 0.2), rng.uniform(0.0, 0.2)
    panels = []
    for side, edge, end in ((-1, left, neckline[0]), (1, right, neckline[-1])):
        chest = figure.middle(side * gap, 0.7, 1.0)
        foot = figure.middle(side * (gap + spread * (low - 1.0) / 2), 0.8, low)
        foot[1] = hem[len(hem) // 2][1]
        front = spline([end, (end + chest) / 2 + xy(-side * 0.05, 0), chest, foot], 6)
        outer_hem = hem[side * (hem[:, 0] - foot[0]) > 0]
        outline = np.vstack([edge, outer_hem if side < 0 else outer_hem[::-1], front[::-1]])
        dark = Mark(front, tinted(cut.cloth.colour, 0.6), 0.04)
        band = Mark(front + xy(side * 0.09, 0), tinted(cut.cloth.colour, 0.75), 0.016)
        panels.append(replace(torso, outline=outline, marks=(*torso.marks, dark, band), shadow=0.4))
    return panels


def top(cut: TopCut, figure: Figure, rng: np.random.Generator, prefix: str = '') -> Piece:
    """A garment for the upper body on a figure.

    Args:
        cut: Its measures.
        figure: Who wears it, or how it is laid out.
        rng: Details of no consequence for the points, and the hem's waves.
        prefix: Of the names of its parts.

    Returns:
        Its layers and the key points that it has.
    """
    ends = _collar_ends(cut, figure)
    neckline = _front_neckline(cut, figure, ends)
    corners = {s: _side(cut, figure, s, ends[s]) for s in SIDES}
    left, right = (_edge(cut, figure, s, corners[s]) for s in SIDES)
    hem = _hem(cut, corners[-1]['hem'], corners[1]['hem'], rng)
    outline = np.vstack([left, hem, right[::-1], neckline[-2:0:-1]])
    torso = Layer(
        f'{prefix}torso',
        outline,
        cut.cloth,
        axis=float(-np.arctan(figure.lean)),
        marks=torso_marks(cut, figure, corners, neckline, rng),
        folds=_folds(cut, figure, corners, rng),
        drape=_drape(cut, corners),
    )
    piece = Piece(body=[torso])
    if cut.opening == 'open':
        lining = cut.cloth.shaded(0.5)
        piece.inside.append(replace(torso, part='inside', cloth=lining, marks=(), shadow=0.0))
        piece.body = _panels(cut, figure, torso, (left, hem, right), neckline, rng)
    if cut.hold == 'shoulders':
        piece.inside.append(_inside(cut, ends, neckline, 0.62))
    for side in SIDES:
        _name_points(piece, cut, side, corners[side], torso.part)
        if cut.sleeve:
            _sew_on(
                piece, cut, side, sleeve(cut, figure.arms[side], side, corners[side], rng, prefix)
            )
    if cut.kind != 'outwear':
        middle = neckline[len(neckline) // 2]
        piece.points['center_front'] = (middle, (torso.part,))
    return piece


def _sew_on(
    piece: Piece, cut: TopCut, side: int, sewn: tuple[Layer, tuple[np.ndarray, np.ndarray]]
) -> None:
    """Add a sleeve and its points to a garment."""
    layer, (outer, inner) = sewn
    name = SIDE_NAMES[side]
    piece.sleeves[side] = layer
    piece.points[f'cuff_{name}_in'] = (inner, (layer.part,))
    piece.points[f'cuff_{name}_out'] = (outer, (layer.part,))
    seam = 'neckline' if cut.hold == 'off' else 'shoulder'  # where it meets the torso
    place, parts = piece.points[f'{seam}_{name}']
    piece.points[f'{seam}_{name}'] = (place, (*parts, layer.part))


def _name_points(piece: Piece, cut: TopCut, side: int, corner: dict, part: str) -> None:
    name = SIDE_NAMES[side]
    parts = (part,)
    piece.points[f'neckline_{name}'] = (corner['neckline'], (part, 'inside'))
    if cut.hold == 'shoulders':
        piece.points[f'shoulder_{name}'] = (corner['shoulder'], parts)
    piece.points[f'armpit_{name}'] = (corner['armpit'], parts)
    if cut.waisted:
        piece.points[f'waistline_{name}'] = (corner['waistline'], parts)
    hem = 'hemline' if cut.kind == 'dress' else 'top_hem'
    piece.points[f'{hem}_{name}'] = (corner['hem'], parts)
