"""A clothes hanger."""

import numpy as np

from fashionkp.synthetic.body.proportions import SIDE_NAMES, SIDES
from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.drawing.cloth import Cloth
from fashionkp.synthetic.drawing.curves import limb_outline, spline, xy
from fashionkp.synthetic.drawing.layers import Layer


def hanger(piece: Piece, *, bottom: bool) -> list[Layer]:
    """Hanger with its hook that holds a garment; ``bottom`` is for trousers and skirts."""
    wood = Cloth((70, 110, 160), stiffness=1.0)
    steel = Cloth((150, 150, 155), stiffness=1.0)
    name = 'waistband' if bottom else 'neckline'
    left, right = (piece.points[f'{name}_{SIDE_NAMES[side]}'].position for side in SIDES)
    if bottom:
        bar_left, bar_right = left + xy(-0.1, -0.03), right + xy(0.1, -0.03)
        middle = (left + right) / 2 - (0, 0.05)
    else:
        bar_left, bar_right = left + xy(-0.25, 0.16), right + xy(0.25, 0.16)
        middle = (left + right) / 2 + xy(0, 0.05)
    bar = limb_outline(spline([bar_left, middle, bar_right], 5), np.full(11, 0.06), 1)
    hook = [
        middle,
        middle - (0, 0.3),
        middle + xy(0.12, -0.45),
        middle + xy(0, -0.58),
        middle + xy(-0.12, -0.5),
    ]
    return [
        Layer('hanger', limb_outline(spline(hook, 4), np.full(17, 0.02), 1), steel),
        Layer('hanger', bar, wood),
    ]
