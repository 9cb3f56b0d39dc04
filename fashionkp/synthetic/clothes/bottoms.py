"""Trousers and skirts on a figure."""

import numpy as np

from fashionkp.synthetic.body.figure import HIP_Y, SIDE_NAMES, SIDES, Figure
from fashionkp.synthetic.clothes.bottom_cut import BottomCut
from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.drawing.cloth import Colour, tinted
from fashionkp.synthetic.drawing.curves import ellipse, normals, spline, xy
from fashionkp.synthetic.drawing.layers import Drape, Fold, Layer, Mark


def bottom(cut: BottomCut, figure: Figure, rng: np.random.Generator, prefix: str = '') -> Piece:
    """Trousers or a skirt on a figure, with its key points."""
    build = _trousers if cut.kind == 'trousers' else _skirt
    return build(cut, figure, rng, prefix)


def _waistband(cut: BottomCut, figure: Figure) -> tuple[dict[int, np.ndarray], np.ndarray]:
    """Ends of the waistband by side, and its upper edge from left to right."""
    ends = {s: figure.outer(s, cut.waist[0] * figure.breadth, cut.waist[1], 0.65) for s in SIDES}
    middle = (ends[-1] + ends[1]) / 2 + xy(0, 0.05)
    return ends, spline([ends[-1], middle, ends[1]], 6)


def _waist_marks(cut: BottomCut, upper: np.ndarray) -> list[Mark]:
    dark = tinted(cut.cloth.colour, 0.76)
    height = 0.16
    marks = [Mark(upper + xy(0, height), dark, 0.015)]
    centre = upper[len(upper) // 2] + xy(0, height / 2)
    if cut.belt:
        band = np.vstack([upper + xy(0, 0.03), (upper + xy(0, height - 0.01))[::-1]])
        marks.append(Mark(band, tinted(cut.trim, 0.7)))
        box = np.array([(-0.1, -0.08), (0.1, -0.08), (0.1, 0.08), (-0.1, 0.08), (-0.1, -0.08)])
        marks.append(Mark(centre + box, (120, 180, 200), 0.035))
    else:
        marks.append(Mark(ellipse(centre, 0.04, 0.04, 10), (120, 150, 165)))
    for t in (0.15, 0.35, 0.65, 0.85):
        at = upper[0] + t * (upper[-1] - upper[0]) + xy(0, 0.03)
        marks.append(Mark(np.stack([at, at + xy(0, height)]), dark, 0.022))
    return marks


def _skirt(cut: BottomCut, figure: Figure, rng: np.random.Generator, prefix: str) -> Piece:
    ends, upper = _waistband(cut, figure)
    hems, edges = {}, {}
    for side in SIDES:
        straight = (HIP_Y - ends[side][1]) / (cut.length - ends[side][1])
        wide = max(cut.hip, cut.waist[0] + 1.05 * straight * (cut.hem - cut.waist[0]))
        hip = figure.outer(side, wide * figure.breadth, HIP_Y, 0.7)
        hems[side] = figure.outer(side, cut.hem, cut.length + rng.normal(0, 0.03), 0.8)
        bulge = 0.015 if wide == cut.hip else 0.0
        over = (ends[side] + hip) / 2 + xy(side * bulge, 0)
        below = hip + 0.2 * (hems[side] - hip)  # or the long last piece would bulge at the hip
        edges[side] = spline([ends[side], over, hip, below, hems[side]], 6)
    t = np.linspace(0, 1, 33)[1:-1, None]
    hem = hems[-1] + t * (hems[1] - hems[-1])
    bow = 4 * t[:, 0] * (1 - t[:, 0]) * cut.drop
    full = max(0.0, (cut.hem - cut.hip) / (cut.length - HIP_Y))
    waves = cut.pleats or int(rng.integers(3, 7))
    calm = np.minimum(1, 6 * np.minimum(t[:, 0], 1 - t[:, 0]))
    bow += min(0.05, 0.12 * full) * np.sin(2 * np.pi * waves * t[:, 0] + rng.uniform(0, 6)) * calm
    hem[:, 1] += bow
    outline = np.vstack([edges[-1], hem, edges[1][::-1], upper[-2:0:-1]])
    part = f'{prefix}skirt'
    marks = _waist_marks(cut, upper)
    marks.append(
        Mark(np.vstack([hems[-1], hem, hems[1]]) - (0, 0.08), tinted(cut.cloth.colour, 0.78), 0.012)
    )
    folds = _skirt_folds(cut, upper, hem, full, rng)
    if cut.pleats:
        dark = tinted(cut.cloth.colour, 0.76)
        for k in range(1, cut.pleats):
            s = k / cut.pleats
            foot = hem[int(s * (len(hem) - 1))]
            top = upper[0] + s * (upper[-1] - upper[0]) + xy(0, 0.18)
            marks.append(Mark(np.stack([top, foot]), dark, 0.014))
    spread = (cut.hem / cut.waist[0] - 1) / (cut.length - cut.waist[1])
    drape = Drape((float(upper[len(upper) // 2][0]), cut.waist[1]), max(0.0, spread))
    layer = Layer(part, outline, cut.cloth, marks=tuple(marks), folds=folds, drape=drape)
    piece = Piece(body=[layer])
    for side in SIDES:
        name = SIDE_NAMES[side]
        piece.points[f'waistband_{name}'] = (ends[side], (part,))
        piece.points[f'hemline_{name}'] = (hems[side], (part,))
    return piece


def _skirt_folds(
    cut: BottomCut, upper: np.ndarray, hem: np.ndarray, full: float, rng: np.random.Generator
) -> tuple[Fold, ...]:
    folds = []
    count = 2 * cut.pleats or 4 + round(22 * full)
    for k in range(count):
        s = (k + 0.5) / count if cut.pleats else rng.uniform(0.05, 0.95)
        foot = hem[int(s * (len(hem) - 1))]
        top = (
            upper[0]
            + s * (upper[-1] - upper[0])
            + xy(0, 0.2 + (0 if cut.pleats else rng.uniform(0, 0.6)))
        )
        height = (-1) ** k * 4.0 if cut.pleats else float(rng.choice([-1, 1])) * rng.uniform(2, 6)
        folds.append(Fold(np.stack([top, foot]), 0.09, height))
    for _ in range(4):
        y = rng.uniform(0.1, 0.6)
        side = rng.choice([0, -1])
        start = upper[side] + xy(0, y)
        inward = (upper[len(upper) // 2] - upper[side]) * rng.uniform(0.4, 0.9)
        folds.append(Fold(np.stack([start, start + inward + xy(0, 0.1)]), 0.04, rng.normal(0, 2.5)))
    return tuple(folds)


def _leg(cut: BottomCut, figure: Figure, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Middle line of a trouser leg from the crotch's height down, and its half widths."""
    hip, knee, ankle = figure.legs[side]
    start = np.array([hip[0], cut.crotch])
    whole = spline([start, knee, ankle], 10)
    count = max(3, round(1 + cut.length * (len(whole) - 1)))
    path = whole[:count]
    if cut.length > 1:
        path = np.vstack([path, path[-1] + xy(0, 0.12)])
    t = np.linspace(0, 1, len(path))
    thigh = (0.385 if cut.length > 0.5 else 0.37) * figure.breadth
    radii = (
        thigh + (cut.hem - thigh) * np.sqrt(t)
        if cut.length > 0.5
        else thigh + (cut.hem - thigh) * t
    )
    return path, radii


def _trousers(cut: BottomCut, figure: Figure, rng: np.random.Generator, prefix: str) -> Piece:
    ends, upper = _waistband(cut, figure)
    centre = upper[len(upper) // 2]
    crotch = np.array([(figure.legs[-1][0][0] + figure.legs[1][0][0]) / 2, cut.crotch])
    fly = spline([centre, (centre + crotch) / 2 + xy(0.0, 0.2), crotch], 5)
    piece = Piece(points={})
    order = SIDES if rng.random() < 0.5 else SIDES[::-1]
    dark = tinted(cut.cloth.colour, 0.7)
    for side in order:
        path, radii = _leg(cut, figure, side)
        outward = -normals(path) * side
        out, inn = path + outward * radii[:, None], path - outward * radii[:, None]
        hip = figure.outer(side, cut.hip * figure.breadth, HIP_Y, 0.65)
        outer = spline(np.vstack([ends[side], hip, out[2::4], out[-1]]), 5)
        inner = spline(np.vstack([inn[-1], inn[-4:1:-5], crotch]), 5)
        half = upper[: len(upper) // 2 + 1] if side < 0 else upper[len(upper) // 2 :][::-1]
        outline = np.vstack([outer, inner, fly[-2::-1], half[-2:0:-1]])
        part = f'{prefix}leg_{SIDE_NAMES[side]}'
        marks = [Mark(fly, dark, 0.015), *_leg_marks(cut, side, ends, upper, out, inn, hip, dark)]
        hang = path[-1] - path[0]
        axis = float(-np.arctan2(hang[0], max(hang[1], 0.4)))
        folds = _leg_folds(cut, out, inn, crotch, rng)
        piece.body.append(Layer(part, outline, cut.cloth, axis, tuple(marks), folds, shadow=0.25))
        name = SIDE_NAMES[side]
        piece.points[f'waistband_{name}'] = (ends[side], (part,))
        piece.points[f'bottom_{name}_in'] = (inn[-1], (part,))
        piece.points[f'bottom_{name}_out'] = (out[-1], (part,))
    both = tuple(layer.part for layer in piece.body)
    piece.points['crotch'] = (crotch, both)
    return piece


def _leg_marks(
    cut: BottomCut,
    side: int,
    ends: dict[int, np.ndarray],
    upper: np.ndarray,
    out: np.ndarray,
    inn: np.ndarray,
    hip: np.ndarray,
    dark: Colour,
) -> list[Mark]:
    pocket = spline(
        [
            ends[side] + xy(-side * 0.28, 0.18),
            ends[side] + xy(-side * 0.2, 0.42),
            hip + xy(-side * 0.02, -0.1),
        ],
        4,
    )
    cuff = np.stack([out[-2], inn[-2]])
    marks = [*_waist_marks(cut, upper), Mark(pocket, dark, 0.015), Mark(cuff, dark, 0.012)]
    if cut.cloth.pattern == 'denim':
        marks.append(Mark(pocket + xy(0, 0.03), (90, 150, 190), 0.012))
    return marks


def _leg_folds(
    cut: BottomCut, out: np.ndarray, inn: np.ndarray, crotch: np.ndarray, rng: np.random.Generator
) -> tuple[Fold, ...]:
    folds = []
    loose = 1.4 - cut.cloth.stiffness
    n = len(out)
    for _ in range(4):
        start = crotch + rng.normal(0, 0.04, 2)
        end = out[0] + (inn[0] - out[0]) * rng.uniform(0, 0.5) + xy(0, rng.uniform(-0.45, 0.35))
        folds.append(Fold(np.stack([start, end]), 0.05, rng.normal(0, 4) * loose))
    if n > 8:
        for place in (0.42, 0.5, 0.57, 0.88, 0.95):
            i = int(np.clip(place * n + rng.normal(0, 0.7), 1, n - 2))
            j = int(np.clip(i + rng.integers(-1, 2), 0, n - 1))
            a, b = rng.uniform(0, 0.35), rng.uniform(0.55, 1)
            folds.append(
                Fold(
                    np.stack([inn[i] + a * (out[i] - inn[i]), inn[j] + b * (out[j] - inn[j])]),
                    0.05,
                    rng.normal(0, 4) * loose,
                )
            )
    if cut.cloth.stiffness > 0.6 and n > 8 and cut.cloth.pattern != 'denim':
        folds.append(Fold((out[1:] + inn[1:]) / 2, 0.04, 5.0))  # the ironed crease
    return tuple(folds)
