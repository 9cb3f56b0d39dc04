"""A plain garment of each category, laid flat and symmetrical, that shows all its key points."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from fashionkp.categories import category_by_name
from fashionkp.synthetic.body.arms import arm_along
from fashionkp.synthetic.body.figure import Arm, Figure
from fashionkp.synthetic.body.proportions import (
    ANKLE_Y,
    ARMPIT_Y,
    HIP_Y,
    KNEE_Y,
    SHOULDER_Y,
    SIDES,
    WAIST_Y,
)
from fashionkp.synthetic.clothes.jumpsuits import JUMPSUIT, jumpsuit_piece
from fashionkp.synthetic.clothes.lower.bottom_cut import BottomCut
from fashionkp.synthetic.clothes.lower.bottoms import bottom_piece
from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.clothes.upper.sleeve_cut import SleeveCut
from fashionkp.synthetic.clothes.upper.top_cut import TopCut
from fashionkp.synthetic.clothes.upper.tops import top_piece
from fashionkp.synthetic.drawing.camera import Camera
from fashionkp.synthetic.drawing.canvas import Canvas
from fashionkp.synthetic.drawing.cloth import Cloth
from fashionkp.synthetic.drawing.curves import xy

_CLOTH = Cloth((214, 205, 196), stiffness=1.0)
_TRIM = (120, 110, 100)
_LIGHT = (0.0, -1.0)  # from above
_SPACE = 16  # around a garment, for its shadow, pixels

_BLOUSE = TopCut(
    category='blouse',
    support='shoulders',
    neckline='round',
    neck_width=0.42,
    neck_depth=0.38,
    shoulder=0.86,
    armpit=(0.74, ARMPIT_Y),
    waist=(0.7, WAIST_Y),
    hem=(0.76, 2.6),
    hem_drop=0.05,
    slant=0.0,
    sleeve=SleeveCut(length=0.95, width=0.25, elbow=0.22, cuff=0.17, puff=0.8),
    waisted=False,
    opening='none',
    collar='none',
    belt=False,
    cloth=_CLOTH,
    trim=_TRIM,
    quilted=False,
    print=False,
)
_OUTWEAR = replace(
    _BLOUSE,
    category='outwear',
    neckline='v',
    neck_width=0.34,
    neck_depth=0.75,
    waist=(0.64, WAIST_Y),
    hem=(0.84, 3.1),
    sleeve=SleeveCut(length=1.0, width=0.29, elbow=0.26, cuff=0.22, puff=0.8),
    waisted=True,
    opening='closed',
    collar='lapel',
)
_DRESS = replace(
    _BLOUSE,
    category='dress',
    waist=(0.58, WAIST_Y),
    hem=(1.2, 4.2),
    sleeve=SleeveCut(length=0.4, width=0.27, elbow=0.25, cuff=0.24, puff=0.8),
    waisted=True,
)
_TROUSERS = BottomCut(
    category='trousers',
    waist=(0.6, WAIST_Y),
    hip=0.76,
    crotch=3.0,
    length=0.95,
    thigh=0.4,
    knee=0.29,
    hem=0.26,
    cloth=_CLOTH,
    trim=_TRIM,
)
_SKIRT = replace(_TROUSERS, category='skirt', length=4.0, knee=0.95, hem=1.1)
_TOPS = {cut.category: cut for cut in (_BLOUSE, _OUTWEAR, _DRESS)}
_BOTTOMS = {cut.category: cut for cut in (_TROUSERS, _SKIRT)}


class Specimen(NamedTuple):
    """A garment on white.

    Attributes:
        image: (H, W, 3) uint8, BGR.
        keypoints: Its key points by name, (2,) each, pixels.
    """

    image: np.ndarray
    keypoints: dict[str, np.ndarray]


def draw_specimen(category: str, size: tuple[int, int]) -> Specimen | None:
    """Draw the garment of a category, as large as fits.

    Args:
        category: Name of the category.
        size: Width and height of the image, pixels.

    Returns:
        The garment with all key points of its category; None for a custom garment that cannot be
        drawn, or has key points that the drawn one does not have.

    Raises:
        ValueError: If the category is unknown.
    """
    names = category_by_name(category).keypoints
    rng = np.random.default_rng(0)
    piece = _piece(category, rng)
    if piece is None or not {*names} <= {*piece.points}:
        return None
    camera = _camera(piece, size)
    canvas = Canvas(np.full((size[1], size[0], 3), 255, np.uint8), _LIGHT, camera.scale, rng)
    for layer in piece.layers():
        canvas.paint(replace(layer, folds=()).projected(camera))
    points = {name: camera([piece.points[name].position])[0] for name in names}
    return Specimen(canvas.image, points)


def _piece(category: str, rng: np.random.Generator) -> Piece | None:
    """Return the garment of a category, in body units; None if it cannot be drawn."""
    figure = plain_figure()
    if category in _TOPS:
        return top_piece(_TOPS[category], figure, rng)
    if category in _BOTTOMS:
        return bottom_piece(_BOTTOMS[category], figure, rng)
    if category == JUMPSUIT:
        bodice = replace(_BLOUSE, waist=_TROUSERS.waist, hem=_TROUSERS.waist)
        halves = top_piece(bodice, figure, rng), bottom_piece(_TROUSERS, figure, rng)
        return jumpsuit_piece(*halves, _TROUSERS, figure)
    return None


def plain_figure() -> Figure:
    """Return a figure that faces the camera upright, its arms and legs spread a little."""
    arms, legs = {}, {}
    for side in SIDES:
        joints = arm_along(side, xy(side * 0.72, SHOULDER_Y + 0.12), (0.38, 0.34))
        arms[side] = Arm(joints, 'beside', hand=False, far=False)
        foot = side * 0.56
        legs[side] = np.array(
            [(side * 0.41, HIP_Y), (0.55 * foot + side * 0.19, KNEE_Y), (foot, ANKLE_Y)]
        )
    return Figure(worn=False, yaw=0.0, lean=0.0, sway=0.0, breadth=1.0, arms=arms, legs=legs)


def _camera(piece: Piece, size: tuple[int, int]) -> Camera:
    """Return the camera that shows all of a garment upright in the middle."""
    outlines = np.vstack([layer.outline for layer in piece.layers()])
    low, high = outlines.min(0), outlines.max(0)
    scale = float(np.min((np.array(size) - 2 * _SPACE) / (high - low)))
    x, y = np.array(size) / 2 - scale * (low + high) / 2
    matrix = np.array([[scale, 0, x], [0, scale, y], [0, 0, 1.0]])
    return Camera(matrix, scale, 0.0, size, (0, 0, *size))
