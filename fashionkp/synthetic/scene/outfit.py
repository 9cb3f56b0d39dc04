"""Outfits: the garment, who wears it, and what is worn and carried with it."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.body import person
from fashionkp.synthetic.body.poses import flat_figure, worn_figure
from fashionkp.synthetic.clothes.hanger import hanger
from fashionkp.synthetic.clothes.jumpsuits import JUMPSUIT, jumpsuit_piece, sample_jumpsuit
from fashionkp.synthetic.clothes.lower.bottom_cut import sample_bottom
from fashionkp.synthetic.clothes.lower.bottoms import bottom_piece
from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.clothes.upper.top_cut import sample_top
from fashionkp.synthetic.clothes.upper.tops import top_piece
from fashionkp.synthetic.drawing.layers import Layer
from fashionkp.synthetic.scene.layer_order import Dressed, stack
from fashionkp.synthetic.scene.wardrobe import BOTTOMS, sample_wardrobe

_OTHER = 'other_'  # prefix of the parts of garments that are not annotated
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


def sample_outfit(rng: np.random.Generator, category: str) -> Outfit:
    """Sample a garment of a category, worn or alone."""
    draw = rng.random()
    if draw < WORN_SHARE:
        return _worn(rng, category, mannequin=False)
    if draw < WORN_SHARE + MANNEQUIN_SHARE and category not in BOTTOMS:
        return _worn(rng, category, mannequin=True)
    return _alone(rng, category)


def _alone(rng: np.random.Generator, category: str) -> Outfit:
    """Sample a garment that lies flat or hangs."""
    figure = flat_figure(rng)
    if category in BOTTOMS:
        piece = bottom_piece(sample_bottom(rng, category, worn=False), figure, rng)
    elif category == JUMPSUIT:
        upper, lower = sample_jumpsuit(rng, worn=False)
        bodice, trousers = top_piece(upper, figure, rng), bottom_piece(lower, figure, rng)
        piece = jumpsuit_piece(bodice, trousers, lower, figure)
    else:
        piece = top_piece(sample_top(rng, category, worn=False), figure, rng)
    layers = [*piece.inside, *piece.body, *piece.sleeves.values(), *piece.over]
    if rng.random() < 0.35:
        layers = hanger(piece, bottom=category in BOTTOMS) + layers
    return Outfit(layers, piece, worn=False)


def _worn(rng: np.random.Generator, category: str, *, mannequin: bool) -> Outfit:
    """Sample a person or mannequin that wears a garment of a category."""
    figure = worn_figure(rng, mannequin=mannequin)
    appearance = person.sample_appearance(rng, mannequin=mannequin)
    wardrobe = sample_wardrobe(rng, category)
    tops = tuple(
        top_piece(cut, figure, rng, '' if category in (cut.category, JUMPSUIT) else _OTHER)
        for cut in wardrobe.tops
    )
    bottom = None
    if wardrobe.bottom is not None:
        prefix = '' if category in (wardrobe.bottom.category, JUMPSUIT) else _OTHER
        bottom = bottom_piece(wardrobe.bottom, figure, rng, prefix)
    dressed = Dressed(figure, appearance, wardrobe, tops, bottom)
    if category == JUMPSUIT:
        assert bottom is not None
        assert wardrobe.bottom is not None
        garment = jumpsuit_piece(tops[0], bottom, wardrobe.bottom, figure)
    else:
        pieces = [*tops, *([bottom] if bottom else [])]
        garment = next(piece for piece in pieces if not piece.prefix)
    return Outfit(stack(dressed, rng), garment, worn=True)
