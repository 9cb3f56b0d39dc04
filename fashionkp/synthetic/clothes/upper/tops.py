"""Garments for the upper body: blouses, coats and dresses on a figure."""

from dataclasses import replace

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.proportions import SIDE_NAMES, SIDES
from fashionkp.synthetic.clothes.piece import Piece, PiecePoint
from fashionkp.synthetic.clothes.upper.frill import frill
from fashionkp.synthetic.clothes.upper.sleeves import Sleeve, drawn_length, sleeve
from fashionkp.synthetic.clothes.upper.top_cut import TopCut
from fashionkp.synthetic.clothes.upper.torso_folds import torso_folds
from fashionkp.synthetic.clothes.upper.torso_outline import (
    TorsoCorners,
    TorsoOutline,
    torso_outline,
)
from fashionkp.synthetic.clothes.upper.trimmings import torso_marks
from fashionkp.synthetic.drawing.cloth import shade_colour
from fashionkp.synthetic.drawing.curves import spline, xy
from fashionkp.synthetic.drawing.layers import Drape, Layer, Mark


def top_piece(cut: TopCut, figure: Figure, rng: np.random.Generator, prefix: str = '') -> Piece:
    """Blouse, coat or dress on a figure.

    Args:
        cut: Measures of the garment.
        figure: Who wears it, or how it lies.
        rng: Random generator for details and waves of the hem.
        prefix: Prefix of the part names.
    """
    outline = torso_outline(cut, figure, rng)
    torso = Layer(
        f'{prefix}torso',
        outline.polygon(),
        cut.cloth,
        axis=float(-np.arctan(figure.lean)),
        marks=torso_marks(cut, figure, outline, rng),
        folds=torso_folds(cut, figure, outline.corners, rng),
        drape=_drape(cut, outline.corners),
    )
    piece = Piece(body=[torso], prefix=prefix, cut=_as_drawn(cut, figure))
    if cut.opening == 'open':
        lining = replace(torso, cloth=cut.cloth.shaded(0.5), marks=(), shadow=0.0)
        piece.inside.append(replace(lining, part=f'{prefix}inside'))
        piece.body = _open_fronts(cut, figure, torso, outline, rng=rng)
    if cut.support == 'shoulders':
        piece.inside.append(_inside(cut, outline.neckline, prefix))
    for side in SIDES:
        corners = outline.corners[side]
        _add_points(piece, cut, side, corners, part=torso.part)
        if cut.sleeve.length:
            arm = figure.arms[side]
            sewn = sleeve(cut, arm, side, corners=corners, rng=rng, prefix=prefix)
            _add_sleeve(piece, cut, side, sewn)
    if cut.frill:
        piece.over.append(frill(cut, outline, rng, prefix))
    if cut.category != 'outwear':
        middle = outline.neckline[len(outline.neckline) // 2]
        piece.points['center_front'] = PiecePoint(middle, (torso.part, f'{prefix}frill'))
    return piece


def _as_drawn(cut: TopCut, figure: Figure) -> TopCut:
    """Return a cut with the length of its longer sleeve, as the arms let it be drawn."""
    if not cut.sleeve.length:
        return cut
    length = max(drawn_length(cut.sleeve, arm) for arm in figure.arms.values())
    return replace(cut, sleeve=replace(cut.sleeve, length=length))


def _drape(cut: TopCut, corners: dict[int, TorsoCorners]) -> Drape:
    middle = (corners[-1].waistline + corners[1].waistline) / 2
    spread = (cut.hem[0] / cut.waist[0] - 1) / max(cut.hem[1] - cut.waist[1], 0.5)
    return Drape((float(middle[0]), float(middle[1])), float(np.clip(spread, 0, 1)))


def _inside(cut: TopCut, neckline: np.ndarray, prefix: str) -> Layer:
    """The back of the garment, seen through the neckline."""
    left, right = neckline[0], neckline[-1]
    sag = 0.03 if cut.neckline == 'high' else 0.10
    if cut.collar != 'none':
        sag = -0.12
    back = spline([right, (left + right) / 2 + xy(0, sag), left], 6)
    cloth = cut.cloth.shaded(0.62)
    return Layer(f'{prefix}inside', np.vstack([neckline, back]), cloth, gloss=0.6, shadow=0.2)


def _open_fronts(
    cut: TopCut, figure: Figure, torso: Layer, outline: TorsoOutline, *, rng: np.random.Generator
) -> list[Layer]:
    """The two fronts of an open garment."""
    hem, neckline = outline.hem, outline.neckline
    hem_y = cut.hem[1]
    gap, spread = rng.uniform(0.06, 0.2), rng.uniform(0.0, 0.2)
    fronts = []
    for side, edge, end in ((-1, outline.left, neckline[0]), (1, outline.right, neckline[-1])):
        chest = figure.front_point(side * gap, 0.7, 1.0)
        corner = figure.front_point(side * (gap + spread * (hem_y - 1.0) / 2), 0.8, hem_y)
        corner[1] = hem[len(hem) // 2][1]
        inner_edge = spline([end, (end + chest) / 2 + xy(-side * 0.05, 0), chest, corner], 6)
        outer_hem = hem[side * (hem[:, 0] - corner[0]) > 0]
        polygon = np.vstack([edge, outer_hem if side < 0 else outer_hem[::-1], inner_edge[::-1]])
        border = Mark(inner_edge, shade_colour(cut.cloth.colour, 0.6), 0.04)
        seam = Mark(inner_edge + xy(side * 0.09, 0), shade_colour(cut.cloth.colour, 0.75), 0.016)
        marks = (*torso.marks, border, seam)
        fronts.append(replace(torso, outline=polygon, marks=marks, shadow=0.4))
    return fronts


def _add_sleeve(piece: Piece, cut: TopCut, side: int, sewn: Sleeve) -> None:
    """Add a sleeve and its points, and let the seam be visible on it."""
    name = SIDE_NAMES[side]
    part = sewn.layers[0].part
    piece.sleeves[side] = sewn.layers
    piece.points[f'cuff_{name}_in'] = PiecePoint(sewn.inner_cuff, (part,))
    piece.points[f'cuff_{name}_out'] = PiecePoint(sewn.outer_cuff, (part,))
    seam = 'neckline' if cut.support == 'off' else 'shoulder'
    position, parts = piece.points[f'{seam}_{name}']
    piece.points[f'{seam}_{name}'] = PiecePoint(position, (*parts, part))


def _add_points(piece: Piece, cut: TopCut, side: int, corners: TorsoCorners, *, part: str) -> None:
    """Add the key points of one half of the torso."""
    name = SIDE_NAMES[side]
    # the official tables count a neckline under a hood or a fur collar as visible
    parts = (part, *(f'{piece.prefix}{over}' for over in ('inside', 'frill', 'hood')))
    piece.points[f'neckline_{name}'] = PiecePoint(corners.neckline, parts)
    if cut.support == 'shoulders':
        piece.points[f'shoulder_{name}'] = PiecePoint(corners.shoulder, (part,))
    piece.points[f'armpit_{name}'] = PiecePoint(corners.armpit, (part,))
    if cut.waisted:
        piece.points[f'waistline_{name}'] = PiecePoint(corners.waistline, (part,))
    hem = 'hemline' if cut.category == 'dress' else 'top_hem'
    piece.points[f'{hem}_{name}'] = PiecePoint(corners.hem, (part,))
