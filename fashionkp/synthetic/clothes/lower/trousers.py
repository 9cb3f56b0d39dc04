"""Trousers on a figure: outline, details and key points."""

import numpy as np

from fashionkp.synthetic.body.bend import Bend
from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.proportions import HIP_Y, SIDE_NAMES, SIDES
from fashionkp.synthetic.clothes.lower.bottom_cut import BottomCut
from fashionkp.synthetic.clothes.lower.leg_details import Leg, leg_folds, leg_marks
from fashionkp.synthetic.clothes.lower.waistband import waistband
from fashionkp.synthetic.clothes.piece import Piece, PiecePoint
from fashionkp.synthetic.drawing.cloth import shade_colour
from fashionkp.synthetic.drawing.curves import normals, spline, xy
from fashionkp.synthetic.drawing.layers import Layer, Mark

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
    piece = Piece(prefix=prefix, cut=cut)
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
            marks=(fly_mark, *leg_marks(cut, leg, ends[side], upper)),
            folds=leg_folds(cut, leg, crotch, rng),
            shadow=0.25,
        )
        piece.body.append(layer)
        piece.points[f'waistband_{name}'] = PiecePoint(ends[side], (layer.part,))
    piece.points['crotch'] = PiecePoint(crotch, tuple(layer.part for layer in piece.body))
    _add_bottoms(piece, legs, prefix)
    return piece


def _add_bottoms(piece: Piece, legs: dict[int, Leg], prefix: str) -> None:
    """Add the points of the hems; of crossed legs, the one that ends on the left is the left."""
    crossed = legs[-1].path[-1][0] > legs[1].path[-1][0]
    for side in SIDES:
        name = SIDE_NAMES[side]
        leg = legs[-side if crossed else side]
        part = f'{prefix}leg_{SIDE_NAMES[leg.side]}'
        inner, outer = (leg.outer, leg.inner) if crossed else (leg.inner, leg.outer)
        piece.points[f'bottom_{name}_in'] = PiecePoint(inner[-1], (part,))
        piece.points[f'bottom_{name}_out'] = PiecePoint(outer[-1], (part,))


def _leg(cut: BottomCut, figure: Figure, side: int) -> Leg:
    paths = {s: _leg_path(cut, figure, s) for s in SIDES}
    path = paths[side]
    t = np.linspace(0, 1, len(path))
    width = np.interp(np.sqrt(t), [0, 0.7, 1], [cut.thigh, cut.knee, cut.hem])
    radii = width * np.interp(t, [0, 1], [figure.breadth, 1])
    outward = -normals(path) * side
    # Wide legs hang from the outer side of the thigh: they meet in the middle, and do not cross.
    from_middle = side * (path - paths[-side])[:, 0] / 2
    path = path + outward * (np.maximum(radii + _GAP - from_middle, 0) * (from_middle > 0))[:, None]
    return Leg(
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
    whole = spline([start, knee, ankle], 20)
    path = whole[: max(3, round(1 + cut.length * (len(whole) - 1)))]
    return np.vstack([path, path[-1] + xy(0, 0.12)]) if cut.length > 1 else path
