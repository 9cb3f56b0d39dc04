"""Trousers on a figure: outline, details and key points."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.body.figure import HIP_Y, SIDE_NAMES, SIDES, Figure
from fashionkp.synthetic.clothes.bottom_cut import BottomCut
from fashionkp.synthetic.clothes.piece import Piece, PiecePoint
from fashionkp.synthetic.clothes.waistband import waistband, waistband_marks
from fashionkp.synthetic.drawing.cloth import shade_colour
from fashionkp.synthetic.drawing.curves import normals, spline, xy
from fashionkp.synthetic.drawing.layers import Fold, Layer, Mark


def trousers_piece(cut: BottomCut, figure: Figure, rng: np.random.Generator, prefix: str) -> Piece:
    """Trousers on a figure; ``prefix`` is the prefix of their part names."""
    ends, upper = waistband(cut, figure)
    middle = len(upper) // 2
    crotch = np.array([(figure.legs[-1][0][0] + figure.legs[1][0][0]) / 2, cut.crotch])
    fly = spline([upper[middle], (upper[middle] + crotch) / 2 + xy(0.0, 0.2), crotch], 5)
    fly_mark = Mark(fly, shade_colour(cut.cloth.colour, 0.7), 0.015)
    piece = Piece()
    for side in SIDES if rng.random() < 0.5 else SIDES[::-1]:
        leg = _leg(cut, figure, side)
        outer = spline(np.vstack([ends[side], leg.hip, leg.outer[2::4], leg.outer[-1]]), 5)
        inner = spline(np.vstack([leg.inner[-1], leg.inner[-4:1:-5], crotch]), 5)
        half = upper[: middle + 1] if side < 0 else upper[middle:][::-1]
        hang = leg.path[-1] - leg.path[0]
        name = SIDE_NAMES[side]
        layer = Layer(
            f'{prefix}leg_{name}',
            np.vstack([outer, inner, fly[-2::-1], half[-2:0:-1]]),
            cut.cloth,
            axis=float(-np.arctan2(hang[0], max(hang[1], 0.4))),
            marks=(fly_mark, *_leg_marks(cut, leg, ends[side], upper)),
            folds=_leg_folds(cut, leg, crotch, rng),
            shadow=0.25,
        )
        piece.body.append(layer)
        piece.points[f'waistband_{name}'] = PiecePoint(ends[side], (layer.part,))
        piece.points[f'bottom_{name}_in'] = PiecePoint(leg.inner[-1], (layer.part,))
        piece.points[f'bottom_{name}_out'] = PiecePoint(leg.outer[-1], (layer.part,))
    piece.points['crotch'] = PiecePoint(crotch, tuple(layer.part for layer in piece.body))
    return piece


@dataclass(frozen=True)
class _Leg:
    """A trouser leg, from the height of the crotch downwards.

    Attributes:
        side: -1 or 1.
        hip: Point of the outline at the hips, (2,).
        path: Middle line, (P, 2).
        outer: Outer edge, (P, 2).
        inner: Inner edge, (P, 2).
    """

    side: int
    hip: np.ndarray
    path: np.ndarray
    outer: np.ndarray
    inner: np.ndarray


def _leg(cut: BottomCut, figure: Figure, side: int) -> _Leg:
    hip, knee, ankle = figure.legs[side]
    start = np.array([hip[0], cut.crotch])
    whole = spline([start, knee, ankle], 10)
    count = max(3, round(1 + cut.length * (len(whole) - 1)))
    path = whole[:count]
    if cut.length > 1:
        path = np.vstack([path, path[-1] + xy(0, 0.12)])
    t = np.linspace(0, 1, len(path))
    thigh = (0.385 if cut.length > 0.5 else 0.37) * figure.breadth
    if cut.length > 0.5:
        t = np.sqrt(t)
    radii = thigh + (cut.hem - thigh) * t
    outward = -normals(path) * side
    return _Leg(
        side=side,
        hip=figure.outline_point(side, cut.hip * figure.breadth, HIP_Y, 0.65),
        path=path,
        outer=path + outward * radii[:, None],
        inner=path - outward * radii[:, None],
    )


def _leg_marks(cut: BottomCut, leg: _Leg, waist_end: np.ndarray, upper: np.ndarray) -> list[Mark]:
    """Waistband, pocket and hem."""
    dark = shade_colour(cut.cloth.colour, 0.7)
    pocket = spline(
        [
            waist_end + xy(-leg.side * 0.28, 0.18),
            waist_end + xy(-leg.side * 0.2, 0.42),
            leg.hip + xy(-leg.side * 0.02, -0.1),
        ],
        4,
    )
    hem = np.stack([leg.outer[-2], leg.inner[-2]])
    marks = [*waistband_marks(cut, upper), Mark(pocket, dark, 0.015), Mark(hem, dark, 0.012)]
    if cut.cloth.pattern == 'denim':
        marks.append(Mark(pocket + xy(0, 0.03), (90, 150, 190), 0.012))
    return marks


def _leg_folds(
    cut: BottomCut, leg: _Leg, crotch: np.ndarray, rng: np.random.Generator
) -> tuple[Fold, ...]:
    """Folds from the crotch, across the knee and above the hem, and the ironed crease."""
    outer, inner = leg.outer, leg.inner
    folds = []
    looseness = 1.4 - cut.cloth.stiffness
    n = len(outer)
    for _ in range(4):
        start = crotch + rng.normal(0, 0.04, 2)
        end = outer[0] + (inner[0] - outer[0]) * rng.uniform(0, 0.5)
        end = end + xy(0, rng.uniform(-0.45, 0.35))
        folds.append(Fold(np.stack([start, end]), 0.05, rng.normal(0, 4) * looseness))
    if n > 8:
        for position in (0.42, 0.5, 0.57, 0.88, 0.95):
            i = int(np.clip(position * n + rng.normal(0, 0.7), 1, n - 2))
            j = int(np.clip(i + rng.integers(-1, 2), 0, n - 1))
            a, b = rng.uniform(0, 0.35), rng.uniform(0.55, 1)
            ends = [inner[i] + a * (outer[i] - inner[i]), inner[j] + b * (outer[j] - inner[j])]
            folds.append(Fold(np.stack(ends), 0.05, rng.normal(0, 4) * looseness))
    if cut.cloth.stiffness > 0.6 and n > 8 and cut.cloth.pattern != 'denim':
        folds.append(Fold((outer[1:] + inner[1:]) / 2, 0.04, 5.0))
    return tuple(folds)
