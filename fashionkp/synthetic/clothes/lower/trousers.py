"""Trousers on a figure: outline, details and key points."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.body.bend import Bend
from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.proportions import HIP_Y, SIDE_NAMES, SIDES
from fashionkp.synthetic.clothes.lower.bottom_cut import BottomCut
from fashionkp.synthetic.clothes.lower.waistband import waistband, waistband_marks
from fashionkp.synthetic.clothes.piece import Piece, PiecePoint
from fashionkp.synthetic.drawing.cloth import shade_colour
from fashionkp.synthetic.drawing.curves import normals, remove_loops, spline, xy
from fashionkp.synthetic.drawing.layers import Fold, Layer, Mark

_GAP = 0.02  # between wide legs and the middle line, body units


def trousers_piece(cut: BottomCut, figure: Figure, rng: np.random.Generator, prefix: str) -> Piece:
    """Trousers on a figure; ``prefix`` is the prefix of their part names."""
    ends, upper = waistband(cut, figure)
    middle = len(upper) // 2
    crotch = figure.posed([(0.0, cut.crotch)])[0]
    if figure.bend == Bend():
        crotch[0] = (figure.legs[-1][0][0] + figure.legs[1][0][0]) / 2
    fly = spline([upper[middle], (upper[middle] + crotch) / 2 + xy(0.0, 0.2), crotch], 5)
    fly_mark = Mark(fly, shade_colour(cut.cloth.colour, 0.7), 0.015)
    piece = Piece(prefix=prefix)
    legs = {side: _leg(cut, figure, side) for side in SIDES}
    for side in SIDES if rng.random() < 0.5 else SIDES[::-1]:
        leg = legs[side]
        half = upper[: middle + 1] if side < 0 else upper[middle:][::-1]
        hang = leg.path[-1] - leg.path[0]
        name = SIDE_NAMES[side]
        layer = Layer(
            f'{prefix}leg_{name}',
            np.vstack([*leg.edges(ends[side], crotch), fly[-2::-1], half[-2:0:-1]]),
            cut.cloth,
            axis=float(-np.arctan2(hang[0], max(hang[1], 0.4))),
            marks=(fly_mark, *_leg_marks(cut, leg, ends[side], upper)),
            folds=_leg_folds(cut, leg, crotch, rng),
            shadow=0.25,
        )
        piece.body.append(layer)
        piece.points[f'waistband_{name}'] = PiecePoint(ends[side], (layer.part,))
    piece.points['crotch'] = PiecePoint(crotch, tuple(layer.part for layer in piece.body))
    _add_bottoms(piece, legs, prefix)
    return piece


def _add_bottoms(piece: Piece, legs: 'dict[int, _Leg]', prefix: str) -> None:
    """Add the points of the hems; of crossed legs, the one that ends on the left is the left."""
    crossed = legs[-1].path[-1][0] > legs[1].path[-1][0]
    for side in SIDES:
        name = SIDE_NAMES[side]
        leg = legs[-side if crossed else side]
        part = f'{prefix}leg_{SIDE_NAMES[leg.side]}'
        inner, outer = (leg.outer, leg.inner) if crossed else (leg.inner, leg.outer)
        piece.points[f'bottom_{name}_in'] = PiecePoint(inner[-1], (part,))
        piece.points[f'bottom_{name}_out'] = PiecePoint(outer[-1], (part,))


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

    def edges(self, waist: np.ndarray, crotch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Outer edge from the waistband down to the hem, and inner edge up to the crotch."""
        outer, inner = (remove_loops(edge, self.path) for edge in (self.outer, self.inner))
        outer, inner = outer[2:-1], inner[2:-1][::-1]
        step = max(1, len(outer) // 5)
        outer_edge = spline(np.vstack([waist, self.hip, outer[::step], self.outer[-1]]), 5)
        step = max(1, len(inner) // 5)
        inner_edge = spline(np.vstack([self.inner[-1], inner[step - 1 :: step], crotch]), 5)
        return outer_edge, inner_edge


def _leg(cut: BottomCut, figure: Figure, side: int) -> _Leg:
    paths = {s: _leg_path(cut, figure, s) for s in SIDES}
    path = paths[side]
    t = np.linspace(0, 1, len(path))
    width = np.interp(np.sqrt(t), [0, 0.7, 1], [cut.thigh, cut.knee, cut.hem])
    radii = width * np.interp(t, [0, 1], [figure.breadth, 1])
    outward = -normals(path) * side
    # Wide legs hang from the outer side of the thigh: they meet in the middle, and do not cross.
    from_middle = side * (path - paths[-side])[:, 0] / 2
    path = path + outward * (np.maximum(radii + _GAP - from_middle, 0) * (from_middle > 0))[:, None]
    return _Leg(
        side=side,
        hip=figure.outline_point(side, cut.hip * figure.breadth, HIP_Y, 0.65),
        path=path,
        outer=path + outward * radii[:, None],
        inner=path - outward * radii[:, None],
    )


def _leg_path(cut: BottomCut, figure: Figure, side: int) -> np.ndarray:
    """Middle line of a leg from the height of the crotch to the hem, (P, 2)."""
    hip, knee, ankle = figure.legs[side]
    start = xy(hip[0], cut.crotch)
    if figure.bend != Bend():
        start = figure.posed([(side * 0.38, cut.crotch)])[0]
    whole = spline([start, knee, ankle], 10)
    path = whole[: max(3, round(1 + cut.length * (len(whole) - 1)))]
    return np.vstack([path, path[-1] + xy(0, 0.12)]) if cut.length > 1 else path


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
    seam = max(-4, -len(leg.outer)) if cut.turn_up else -2
    marks = [*waistband_marks(cut, upper)]
    if cut.band == 'loops':
        marks.append(Mark(pocket, dark, 0.015))
    if cut.turn_up:
        cuff = np.stack([leg.outer[seam], leg.inner[seam], leg.inner[-1], leg.outer[-1]])
        marks.append(Mark(cuff, shade_colour(cut.cloth.colour, 1.25)))
    marks.append(Mark(np.stack([leg.outer[seam], leg.inner[seam]]), dark, 0.012))
    if cut.cloth.pattern == 'denim' and cut.band == 'loops':
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
    if cut.knee > 0.3 and n > 8:  # wide legs hang in long folds
        for t in rng.uniform(0.15, 0.85, 3):
            line = inner[2:] + t * (outer[2:] - inner[2:])
            folds.append(Fold(line, 0.07, float(rng.choice([-1, 1])) * rng.uniform(2, 6)))
    elif cut.cloth.stiffness > 0.6 and n > 8 and cut.cloth.pattern != 'denim':
        folds.append(Fold((outer[1:] + inner[1:]) / 2, 0.04, 5.0))
    return tuple(folds)
