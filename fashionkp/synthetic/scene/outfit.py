"""Outfits: the garment, who wears it, and what is worn and carried with it."""

from dataclasses import dataclass, replace

import numpy as np

from fashionkp.synthetic.body import person
from fashionkp.synthetic.body.accessories import bag, phone
from fashionkp.synthetic.body.figure import (
    SIDES,
    Figure,
    flat_figure,
    standing_figure,
)
from fashionkp.synthetic.body.head import hair_behind, hair_in_front, head
from fashionkp.synthetic.clothes.bottom_cut import BottomCut, lower_edge_y, sample_bottom
from fashionkp.synthetic.clothes.bottoms import bottom_piece
from fashionkp.synthetic.clothes.hanger import hanger
from fashionkp.synthetic.clothes.jumpsuits import JUMPSUIT, jumpsuit_piece, sample_jumpsuit
from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.clothes.top_cut import TopCut, sample_top
from fashionkp.synthetic.clothes.tops import top_piece
from fashionkp.synthetic.drawing.cloth import Cloth, sample_hair
from fashionkp.synthetic.drawing.curves import closed_spline, ellipse, xy
from fashionkp.synthetic.drawing.layers import Layer

_HOOD_SHAPE = ((-0.7, -0.9), (0.3, -0.6), (1.1, 0.2), (0.9, 0.9), (0, 1.5), (-0.6, 1.2))
_BOTTOMS = ('trousers', 'skirt')
_OTHER = 'other_'  # prefix of the parts of garments that are not annotated
_KNEE_LENGTH = 6.3  # garments that reach further down cover the legs completely
WORN_SHARE = 0.60
MANNEQUIN_SHARE = 0.06


@dataclass(frozen=True)
class Outfit:
    """A garment with everything around it, in body units.

    Attributes:
        layers: All layers, from bottom to top.
        garment: The annotated garment.
        worn: Whether a person or a mannequin wears it.
    """

    layers: list[Layer]
    garment: Piece
    worn: bool


@dataclass(frozen=True)
class _Dressed:
    """A person or mannequin with the garments of the upper and the lower body."""

    figure: Figure
    appearance: person.Appearance
    top: Piece
    top_cut: TopCut
    bottom: Piece | None
    bottom_cut: BottomCut | None


def sample_outfit(rng: np.random.Generator, category: str) -> Outfit:
    """Sample a garment of a category, worn or alone."""
    draw = rng.random()
    if draw < WORN_SHARE:
        return _worn(rng, category, mannequin=False)
    if draw < WORN_SHARE + MANNEQUIN_SHARE and category not in _BOTTOMS:
        return _worn(rng, category, mannequin=True)
    return _alone(rng, category)


def _alone(rng: np.random.Generator, category: str) -> Outfit:
    """Sample a garment that lies flat or hangs."""
    figure = flat_figure(rng)
    if category in _BOTTOMS:
        piece = bottom_piece(sample_bottom(rng, category, worn=False), figure, rng)
    elif category == JUMPSUIT:
        upper, lower = sample_jumpsuit(rng, worn=False)
        bodice, trousers = top_piece(upper, figure, rng), bottom_piece(lower, figure, rng)
        piece = jumpsuit_piece(bodice, trousers, lower, figure)
    else:
        piece = top_piece(sample_top(rng, category, worn=False), figure, rng)
    layers = [*piece.inside, *piece.body, *piece.sleeves.values()]
    if rng.random() < 0.35:
        layers = hanger(piece, bottom=category in _BOTTOMS) + layers
    return Outfit(layers, piece, worn=False)


def _worn(rng: np.random.Generator, category: str, *, mannequin: bool) -> Outfit:
    """Sample a person or mannequin that wears a garment of a category."""
    figure = standing_figure(rng, mannequin=mannequin)
    appearance = person.sample_appearance(rng, mannequin=mannequin)
    top_cut, bottom_cut = _sample_cuts(rng, category)
    prefix = '' if category in (top_cut.category, JUMPSUIT) else _OTHER
    top = top_piece(top_cut, figure, rng, prefix)
    bottom, garment = None, top
    if bottom_cut is not None:
        prefix = '' if category in (bottom_cut.category, JUMPSUIT) else _OTHER
        bottom = bottom_piece(bottom_cut, figure, rng, prefix)
        if category in _BOTTOMS:
            garment = bottom
        elif category == JUMPSUIT:
            garment = jumpsuit_piece(top, bottom, bottom_cut, figure)
    dressed = _Dressed(
        figure=figure,
        appearance=appearance,
        top=top,
        top_cut=top_cut,
        bottom=bottom,
        bottom_cut=bottom_cut,
    )
    return Outfit(_stack(dressed, rng), garment, worn=True)


def _sample_cuts(rng: np.random.Generator, category: str) -> tuple[TopCut, BottomCut | None]:
    """Sample the garments of the upper and the lower body; a dress covers both."""
    if category == 'dress':
        return sample_top(rng, 'dress', worn=True), None
    if category == JUMPSUIT:
        return sample_jumpsuit(rng, worn=True)
    bottom_category = category
    if category not in _BOTTOMS:
        bottom_category = str(rng.choice(_BOTTOMS, p=[0.7, 0.3]))
    lower = sample_bottom(rng, bottom_category, worn=True)
    upper = sample_top(rng, category if category not in _BOTTOMS else 'blouse', worn=True)
    tuck_share = 0.25 if category == 'blouse' else 0.6
    if upper.category == 'blouse' and rng.random() < tuck_share:
        hem = (lower.waist[0] + 0.02, lower.waist[1])
        upper = replace(upper, hem=hem, hem_drop=0.05)
    elif category in _BOTTOMS:
        long = rng.random() < 0.2
        hem_y = lower.waist[1] + (rng.uniform(0.9, 1.4) if long else rng.uniform(0.1, 0.6))
        upper = replace(upper, hem=(max(upper.hem[0], lower.waist[0] + 0.08), hem_y))
    return upper, lower


def _stack(dressed: _Dressed, rng: np.random.Generator) -> list[Layer]:
    """All layers of a dressed person, from bottom to top."""
    figure, appearance, top = dressed.figure, dressed.appearance, dressed.top
    has_hood, is_open = dressed.top_cut.collar == 'hood', dressed.top_cut.opening == 'open'
    layers: list[Layer] = []
    hood_behind, hood_in_front = _hood(figure, dressed.top_cut.cloth, rng) if has_hood else ([], [])
    if appearance.has_head:
        layers.append(hair_behind(figure, appearance))
    if is_open:
        layers += top.inside
    if dressed.bottom_cut is None or lower_edge_y(dressed.bottom_cut) < _KNEE_LENGTH:
        layers += person.legs(figure, appearance)
    arms = figure.arms
    behind = [s for s in SIDES if arms[s].position == 'behind' or arms[s].far]
    not_behind = [s for s in SIDES if s not in behind]
    for side in behind:
        layers += _sleeved_arm(dressed, side)
    layers += hood_behind
    layers += [*(top.inside if not is_open else []), person.trunk(figure, appearance)]
    if not top.sleeves:
        layers += [person.arm(figure, side, appearance) for side in not_behind]
    layers += _body_layers(dressed, rng)
    beside = [s for s in not_behind if arms[s].position == 'beside']
    for side in beside:
        layers += _sleeved_arm(dressed, side)
    layers += hood_in_front
    if appearance.has_head:
        layers.append(head(figure, appearance, rng))
        layers += hair_in_front(figure, appearance, rng)
    for side in not_behind:
        if side not in beside:
            layers += _arm_in_front(dressed, side, rng)
    if appearance.has_head and rng.random() < 0.16:
        layers += bag(figure, int(rng.choice(SIDES)), rng)
    return layers


def _body_layers(dressed: _Dressed, rng: np.random.Generator) -> list[Layer]:
    """Layers of the garments without sleeves, from bottom to top."""
    top_cut, bottom_cut = dressed.top_cut, dressed.bottom_cut
    bodies = [dressed.bottom.body if dressed.bottom else [], dressed.top.body]
    if bottom_cut is not None and top_cut.hem[1] <= bottom_cut.waist[1] + 0.01:  # tucked in
        bodies.reverse()
    if top_cut.opening == 'open':
        bodies.insert(0, _shirt_under_coat(rng, dressed.figure).body)
    return [layer for body in bodies for layer in body]


def _shirt_under_coat(rng: np.random.Generator, figure: Figure) -> Piece:
    """Sample the slim shirt that is seen between the fronts of an open coat."""
    shirt = sample_top(rng, 'blouse', worn=True)
    slim = replace(
        shirt,
        support='shoulders',
        sleeve=0.0,
        shoulder=0.6,
        armpit=(0.6, 0.95),
        waist=(0.5, 1.7),
        hem=(0.64, rng.uniform(1.9, 2.4)),
    )
    return top_piece(slim, figure, rng, _OTHER)


def _hood(
    figure: Figure, cloth: Cloth, rng: np.random.Generator
) -> tuple[list[Layer], list[Layer]]:
    """Return the layers of a hood or fur collar behind the neck, and those in front."""
    size = rng.uniform(0.18, 0.34)
    material = cloth if rng.random() < 0.6 else sample_hair(rng)
    nape = figure.posed([(0.0, -0.16)])[0]
    behind = ellipse(nape, 0.30 + size, 0.22 + 0.6 * size)
    in_front = []
    for side in SIDES:
        centre = figure.outline_point(side, 0.26 + size, 0.02)
        offsets = [xy(side * x * size, y * size) for x, y in _HOOD_SHAPE]
        outline = closed_spline([centre + offset for offset in offsets], 4)
        in_front.append(Layer('hood', outline, material, shadow=0.4))
    return [Layer('hood', behind, material.shaded(0.85))], in_front


def _arm_in_front(dressed: _Dressed, side: int, rng: np.random.Generator) -> list[Layer]:
    """Arm in front of the body, sometimes with a phone in a raised hand."""
    layers = _sleeved_arm(dressed, side)
    arm = dressed.figure.arms[side]
    if dressed.appearance.has_head and arm.joints[2][1] < 0.2 and rng.random() < 0.6:
        layers.insert(len(layers) - 1, phone(arm))
    return layers


def _sleeved_arm(dressed: _Dressed, side: int) -> list[Layer]:
    """Arm, hand and sleeve of one side."""
    arm, sleeves = dressed.figure.arms[side], dressed.top.sleeves
    behind = arm.position == 'behind' or arm.far
    layers = []
    if sleeves or arm.position != 'beside' or arm.far:
        length = dressed.top_cut.sleeve
        start = min(0.95 * length - 0.05, 1) if length else 0.4
        start = 0.0 if behind else start
        layers.append(person.arm(dressed.figure, side, dressed.appearance, start))
    if side in sleeves:
        layers.append(sleeves[side])
    return layers
