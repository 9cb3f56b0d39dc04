"""The order of all layers of a dressed person, from bottom to top."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.body import person
from fashionkp.synthetic.body.accessories import bag, phone
from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.head import hair_behind, hair_in_front, head
from fashionkp.synthetic.body.proportions import SIDES
from fashionkp.synthetic.clothes.hood import hood
from fashionkp.synthetic.clothes.lower.bottom_cut import lower_edge_y
from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.drawing.layers import Layer
from fashionkp.synthetic.scene.wardrobe import Wardrobe

_ANKLE_LENGTH = 6.4  # garments that reach further down cover the legs completely


@dataclass(frozen=True)
class Dressed:
    """A person or mannequin with the garments as pieces.

    Attributes:
        figure: The body.
        appearance: Skin, hair and shoes.
        wardrobe: Cuts of the garments.
        tops: Garments for the upper body, from inside to outside.
        bottom: Trousers or skirt.
    """

    figure: Figure
    appearance: person.Appearance
    wardrobe: Wardrobe
    tops: tuple[Piece, ...]
    bottom: Piece | None


def stack(dressed: Dressed, rng: np.random.Generator) -> list[Layer]:
    """All layers of a dressed person, from bottom to top."""
    figure, appearance, wardrobe = dressed.figure, dressed.appearance, dressed.wardrobe
    outer = wardrobe.tops[-1]
    hood_behind, hood_in_front = (
        hood(figure, outer.cloth, rng) if outer.collar == 'hood' else ([], [])
    )
    layers = [hair_behind(figure, appearance)] if appearance.has_head else []
    linings: list[Layer] = []
    insides: list[Layer] = []
    for cut, piece in zip(wardrobe.tops, dressed.tops, strict=True):
        (linings if cut.opening == 'open' else insides).extend(piece.inside)
    layers += linings
    if wardrobe.bottom is None or lower_edge_y(wardrobe.bottom) < _ANKLE_LENGTH:
        layers += person.legs(figure, appearance)
    arms = figure.arms
    behind = [s for s in SIDES if arms[s].position == 'behind' or arms[s].far]
    beside = [s for s in SIDES if s not in behind and arms[s].position == 'beside']
    in_front = [s for s in SIDES if s not in behind and s not in beside]
    for side in behind:
        layers += _sleeved_arm(dressed, side)
    layers += [*hood_behind, *insides, person.trunk(figure, appearance)]
    if not any(piece.sleeves for piece in dressed.tops):
        layers += [person.arm(figure, side, appearance) for side in (*beside, *in_front)]
    layers += _bodies(dressed)
    for side in beside:
        layers += _sleeved_arm(dressed, side)
    layers += [layer for piece in dressed.tops[-1:] for layer in piece.over]
    layers += hood_in_front
    if appearance.has_head:
        layers.append(head(figure, appearance, rng))
        layers += hair_in_front(figure, appearance, rng)
    for side in in_front:
        layers += _arm_in_front(dressed, side, rng)
    if appearance.has_head and rng.random() < 0.16:
        layers += bag(figure, int(rng.choice(SIDES)), rng)
    return layers


def _bodies(dressed: Dressed) -> list[Layer]:
    """Layers of the garments without sleeves, from bottom to top."""
    bodies = [piece.body for piece in dressed.tops]
    if dressed.bottom is not None:
        bodies.insert(1 if dressed.wardrobe.tucked else 0, dressed.bottom.body)
    return [layer for body in bodies for layer in body]


def _arm_in_front(dressed: Dressed, side: int, rng: np.random.Generator) -> list[Layer]:
    """Arm in front of the body, sometimes with a phone in a raised hand."""
    layers = _sleeved_arm(dressed, side)
    arm = dressed.figure.arms[side]
    if dressed.appearance.has_head and arm.joints[2][1] < 0.2 and rng.random() < 0.5:
        layers.insert(1, phone(arm))
    return layers


def _sleeved_arm(dressed: Dressed, side: int) -> list[Layer]:
    """Arm, hand and sleeves of one side; sleeves that an outer one covers are left out."""
    arm = dressed.figure.arms[side]
    behind = arm.position == 'behind' or arm.far
    sleeves: list[Layer] = []
    longest = 0.0
    for cut, piece in zip(dressed.wardrobe.tops[::-1], dressed.tops[::-1], strict=True):
        if side in piece.sleeves and (cut.sleeve.length > longest or not piece.prefix):
            sleeves.insert(0, piece.sleeves[side])
            longest = max(longest, cut.sleeve.length)
    layers = []
    if sleeves or arm.position != 'beside' or arm.far:
        start = min(0.95 * longest - 0.05, 1) if longest else 0.4
        layers.append(
            person.arm(dressed.figure, side, dressed.appearance, 0.0 if behind else start)
        )
    return layers + sleeves
