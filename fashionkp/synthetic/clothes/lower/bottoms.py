"""Garments for the lower body: trousers or a skirt."""

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.clothes.lower.bottom_cut import BottomCut
from fashionkp.synthetic.clothes.lower.skirts import skirt_piece
from fashionkp.synthetic.clothes.lower.trousers import trousers_piece
from fashionkp.synthetic.clothes.piece import Piece


def bottom_piece(
    cut: BottomCut, figure: Figure, rng: np.random.Generator, prefix: str = ''
) -> Piece:
    """Trousers or a skirt on a figure.

    Args:
        cut: Measures of the garment.
        figure: Who wears it, or how it lies.
        rng: Random generator for details and waves of the hem.
        prefix: Prefix of the part names.
    """
    build = trousers_piece if cut.category == 'trousers' else skirt_piece
    return build(cut, figure, rng, prefix)
