"""Jumpsuits: a bodice and trousers of the same cloth, sewn together at the waist."""

from dataclasses import replace

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.proportions import SIDE_NAMES, SIDES, WAIST_Y
from fashionkp.synthetic.clothes.lower.bottom_cut import BottomCut, sample_bottom
from fashionkp.synthetic.clothes.piece import Piece, PiecePoint
from fashionkp.synthetic.clothes.upper.top_cut import TopCut, sample_top

JUMPSUIT = 'jumpsuit'
"""Category name; a custom garment of this name can be drawn."""

_KNEE = 0.5  # position of the knee along the leg
_SEAM_POINTS = ('top_hem', 'waistband')  # points of the halves that a jumpsuit does not have


def sample_jumpsuit(rng: np.random.Generator, *, worn: bool) -> tuple[TopCut, BottomCut]:
    """Sample the cuts of bodice and trousers."""
    upper, lower = sample_top(rng, 'blouse', worn=worn), sample_bottom(rng, 'trousers', worn=worn)
    height = WAIST_Y + rng.uniform(-0.05, 0.15)
    lower = replace(lower, waist=(lower.waist[0], height), cloth=upper.cloth)
    hem = (lower.waist[0] + 0.02, height)
    return replace(upper, hem=hem, hem_drop=0.05), lower


def jumpsuit_piece(bodice: Piece, trousers: Piece, lower: BottomCut, figure: Figure) -> Piece:
    """Join bodice and trousers; the upper edge of the trousers becomes the waistline.

    Besides points of FashionAI, a jumpsuit with long legs has ``knee_left`` and ``knee_right``.

    Args:
        bodice: The bodice.
        trousers: The trousers.
        lower: Cut of the trousers.
        figure: The figure of both.
    """
    points = {
        name: point
        for name, point in {**bodice.points, **trousers.points}.items()
        if not name.startswith(_SEAM_POINTS)
    }
    for side in SIDES:
        name = SIDE_NAMES[side]
        position, parts = trousers.points[f'waistband_{name}']
        bodice_parts = (layer.part for layer in bodice.body)
        points[f'waistline_{name}'] = PiecePoint(position, (*parts, *bodice_parts))
        if lower.length > _KNEE:
            points[f'knee_{name}'] = PiecePoint(figure.legs[side][1], parts)
    return Piece(
        inside=bodice.inside,
        body=[*bodice.body, *trousers.body],
        sleeves=bodice.sleeves,
        over=bodice.over,
        points=points,
    )
