"""The order of all layers of garments that are worn or laid out together, from bottom to top."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.body import person
from fashionkp.synthetic.body.accessories import bag, phone
from fashionkp.synthetic.body.bend import Bend
from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.head import hair_behind, hair_in_front, head
from fashionkp.synthetic.body.headwear import glasses, hat, scarf
from fashionkp.synthetic.body.proportions import SIDES
from fashionkp.synthetic.body.seat import seat
from fashionkp.synthetic.clothes.hood import hood
from fashionkp.synthetic.clothes.lower.bottom_cut import lower_edge_y
from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.drawing.layers import Layer
from fashionkp.synthetic.scene.wardrobe import Wardrobe

_ANKLE_LENGTH = 6.4  # garments that reach further down cover the legs completely


@dataclass(frozen=True)
class Dressed:
    """Garments on a figure.

    Attributes:
        figure: The body, or how the garments lie.
        wardrobe: Cuts of the garments.
        tops: Garments for the upper body, from inside to outside.
        bottom: Trousers or skirt.
    """

    figure: Figure
    wardrobe: Wardrobe
    tops: tuple[Piece, ...]
    bottom: Piece | None


def stack_flat(dressed: Dressed) -> list[Layer]:
    """All layers of garments that are laid out or hang together."""
    insides = [layer for piece in dressed.tops for layer in piece.inside]
    sleeves = [layer for side in SIDES for layer in _sleeves(dressed, side)]
    over = [layer for piece in dressed.tops[-1:] for layer in piece.over]
    return [*insides, *_bodies(dressed), *sleeves, *over]


def stack_worn(
    dressed: Dressed, appearance: person.Appearance, rng: np.random.Generator
) -> list[Layer]:
    """All layers of a dressed person or mannequin."""
    figure = dressed.figure
    outer = dressed.wardrobe.tops[-1]
    hood_behind, hood_in_front = (
        hood(figure, outer.cloth, rng, dressed.tops[-1].prefix)
        if outer.collar == 'hood'
        else ([], [])
    )
    arms = figure.arms
    behind = [s for s in SIDES if arms[s].position == 'behind' or arms[s].far]
    beside = [s for s in SIDES if s not in behind and arms[s].position == 'beside']
    in_front = [s for s in SIDES if s not in behind and s not in beside]
    layers = _lower_body(dressed, appearance, rng)
    for side in behind:
        layers += _sleeved_arm(dressed, appearance, side)
    layers += [*hood_behind, *_insides(dressed, opened=False), person.trunk(figure, appearance)]
    if not any(piece.sleeves for piece in dressed.tops):
        layers += [person.arm(figure, side, appearance) for side in (*beside, *in_front)]
    boots = person.shoes(figure, appearance) if dressed.wardrobe.boots_over else []
    layers += _bodies(dressed, boots)
    for side in beside:
        layers += _sleeved_arm(dressed, appearance, side)
    layers += [layer for piece in dressed.tops[-1:] for layer in piece.over]
    layers += hood_in_front
    if appearance.has_head:
        layers += _head(figure, appearance, rng)
    if appearance.has_head and outer.category == 'outwear' and rng.random() < 0.05:
        layers += scarf(figure, rng)
    for side in in_front:
        layers += _arm_in_front(dressed, appearance, side, rng)
    if appearance.has_head and rng.random() < 0.16:
        layers += bag(figure, int(rng.choice(SIDES)), rng)
    return layers


def _lower_body(
    dressed: Dressed, appearance: person.Appearance, rng: np.random.Generator
) -> list[Layer]:
    """Hair behind the head, the back of open garments, a seat, legs and shoes."""
    figure, bottom = dressed.figure, dressed.wardrobe.bottom
    layers = [hair_behind(figure, appearance)] if appearance.has_head else []
    if figure.bend != Bend():
        layers.append(seat(figure, rng))
    layers += _insides(dressed, opened=True)
    if bottom is None or lower_edge_y(bottom) < _ANKLE_LENGTH:
        layers += [*person.legs(figure, appearance), *person.shoes(figure, appearance)]
    return layers


def _head(figure: Figure, appearance: person.Appearance, rng: np.random.Generator) -> list[Layer]:
    layers = [head(figure, appearance, rng), *hair_in_front(figure, appearance, rng)]
    if rng.random() < 0.1:
        layers += glasses(figure)
    if rng.random() < 0.12:
        layers += hat(figure, rng)
    return layers


def _insides(dressed: Dressed, *, opened: bool) -> list[Layer]:
    """Backs of the garments that are open at the front, or of the others."""
    pairs = zip(dressed.wardrobe.tops, dressed.tops, strict=True)
    return [
        layer for cut, piece in pairs if (cut.opening == 'open') == opened for layer in piece.inside
    ]


def _bodies(dressed: Dressed, boots: list[Layer] | None = None) -> list[Layer]:
    """Layers of the garments without sleeves; ``boots`` are worn over trousers."""
    bodies = [piece.body for piece in dressed.tops]
    if dressed.bottom is not None:
        lower = [*dressed.bottom.body, *(boots or [])]
        bodies.insert(1 if dressed.wardrobe.tucked else 0, lower)
    return [layer for body in bodies for layer in body]


def _arm_in_front(
    dressed: Dressed, appearance: person.Appearance, side: int, rng: np.random.Generator
) -> list[Layer]:
    """Arm in front of the body, sometimes with a phone in a raised hand."""
    layers = _sleeved_arm(dressed, appearance, side)
    arm = dressed.figure.arms[side]
    if appearance.has_head and arm.joints[2][1] < 0.2 and rng.random() < 0.5:
        layers.insert(1, phone(arm))
    return layers


def _sleeved_arm(dressed: Dressed, appearance: person.Appearance, side: int) -> list[Layer]:
    """Arm, hand and sleeves of one side; the arm begins where opaque sleeves end."""
    arm = dressed.figure.arms[side]
    sleeves = _sleeves(dressed, side)
    lengths = [
        cut.sleeve.length
        for cut, piece in zip(dressed.wardrobe.tops, dressed.tops, strict=True)
        if side in piece.sleeves and piece.sleeves[side][0].cloth.opacity == 1
    ]
    start = min(0.95 * max(lengths) - 0.05, 1) if lengths else 0.0 if sleeves else 0.4
    if arm.position == 'behind' or arm.far:
        start = 0.0
    if sleeves or arm.position != 'beside' or arm.far:
        return [person.arm(dressed.figure, side, appearance, start), *sleeves]
    return []


def _sleeves(dressed: Dressed, side: int) -> list[Layer]:
    """Sleeves of one side from inside to outside, without those that an outer one covers."""
    sleeves: list[Layer] = []
    longest = 0.0
    for cut, piece in zip(dressed.wardrobe.tops[::-1], dressed.tops[::-1], strict=True):
        if side in piece.sleeves and (cut.sleeve.length > longest or not piece.prefix):
            sleeves = [*piece.sleeves[side], *sleeves]
            longest = max(longest, cut.sleeve.length)
    return sleeves
