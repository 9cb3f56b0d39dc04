"""Jumpsuits: a bodice and trousers of one cloth that are sewn together at the waist."""

from dataclasses import replace

import numpy as np

from fashionkp.synthetic.body.figure import SIDE_NAMES, SIDES, WAIST_Y, Figure
from fashionkp.synthetic.clothes.bottom_cut import BottomCut, sample_bottom
from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.clothes.top_cut import TopCut, sample_top

JUMPSUIT = 'jumpsuit'
"""Name of the category; it is drawn where it is declared."""

_KNEE = 0.5  # share of the leg above it
_SEAMS = ('top_hem', 'waistband')  # of its two halves, which it does not have itself


def sample_jumpsuit(rng: np.random.Generator, worn: bool) -> tuple[TopCut, BottomCut]:
    """Cuts of both halves."""
    upper, lower = sample_top(rng, 'blouse', worn), sample_bottom(rng, 'trousers', worn)
    height = WAIST_Y + rng.uniform(-0.05, 0.15)
    lower = replace(lower, waist=(lower.waist[0], height), cloth=upper.cloth)
    hem = (lower.waist[0] + 0.02, height)
    return replace(upper, hem=hem, hem_drop=0.05), lower


def jumpsuit(above: Piece, below: Piece, lower: BottomCut, figure: Figure) -> Piece:
    """The garment out of its halves: the trousers' upper edge is its waist.

    Besides points of FashionAI it has ``knee_left`` and ``knee_right``, in the middle of long legs.

    Args:
        above: Its bodice.
        below: Its trousers.
        lower: Their cut.
        figure: Who wears it, or how it is laid out.
    """
    points = {
        name: point
        for name, point in {**above.points, **below.points}.items()
        if not name.startswith(_SEAMS)
    }
    for side in SIDES:
        name = SIDE_NAMES[side]
        place, parts = below.points[f'waistband_{name}']
        points[f'waistline_{name}'] = (place, (*parts, *(layer.part for layer in above.body)))
        if lower.length > _KNEE:
            points[f'knee_{name}'] = (figure.legs[side][1], parts)
    return Piece(above.inside, [*above.body, *below.body], above.sleeves, points)
