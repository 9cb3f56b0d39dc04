"""Outfits: the garment, who wears it, and what is worn and carried with it."""

from dataclasses import dataclass

import numpy as np

from fashionkp.categories import OFFICIAL_CATEGORIES
from fashionkp.synthetic.body import person
from fashionkp.synthetic.body.bend import Bend
from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.poses import flat_figure, worn_figure
from fashionkp.synthetic.clothes.companion import layers_beside
from fashionkp.synthetic.clothes.hanger import hanger
from fashionkp.synthetic.clothes.hood import hood
from fashionkp.synthetic.clothes.jumpsuits import JUMPSUIT, jumpsuit_piece, sample_jumpsuit
from fashionkp.synthetic.clothes.lower.bottom_cut import sample_bottom
from fashionkp.synthetic.clothes.lower.bottoms import bottom_piece
from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.clothes.upper.top_cut import sample_top
from fashionkp.synthetic.clothes.upper.tops import top_piece
from fashionkp.synthetic.drawing.layers import Layer
from fashionkp.synthetic.scene.layer_order import Dressed, stack_flat, stack_worn
from fashionkp.synthetic.scene.wardrobe import BOTTOMS, sample_wardrobe, seated

_OTHER = 'other_'  # prefix of the parts of garments that are not annotated
WORN_SHARE = 0.60
MANNEQUIN_SHARE = 0.06
TOGETHER_SHARE, COMPANION_SHARE, HANGER_SHARE = 0.14, 0.16, 0.35  # of the garments nobody wears


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
    if draw < WORN_SHARE + MANNEQUIN_SHARE:
        return _worn(rng, category, mannequin=True)
    return _alone(rng, category)


def _alone(rng: np.random.Generator, category: str) -> Outfit:
    """Sample a garment that lies flat or hangs, alone or with others."""
    if category != JUMPSUIT and rng.random() < TOGETHER_SHARE:
        dressed, garment = _dress(rng, flat_figure(rng), category)
        return Outfit(stack_flat(dressed), garment, worn=False)
    piece = _flat_piece(rng, category)
    layers = piece.layers()
    if rng.random() < HANGER_SHARE:
        layers = hanger(piece, bottom=category in BOTTOMS) + layers
    if rng.random() < COMPANION_SHARE:
        others = [name for name in OFFICIAL_CATEGORIES if name != category]
        companion = _flat_piece(rng, str(rng.choice(others)), _OTHER)
        layers = layers_beside(companion, piece, rng) + layers
    return Outfit(layers, piece, worn=False)


def _flat_piece(rng: np.random.Generator, category: str, prefix: str = '') -> Piece:
    """Sample a single garment that lies flat or hangs."""
    figure = flat_figure(rng)
    if category in BOTTOMS:
        return bottom_piece(sample_bottom(rng, category, worn=False), figure, rng, prefix)
    if category == JUMPSUIT:
        upper, lower = sample_jumpsuit(rng, worn=False)
        bodice, trousers = top_piece(upper, figure, rng), bottom_piece(lower, figure, rng)
        return jumpsuit_piece(bodice, trousers, lower, figure)
    cut = sample_top(rng, category, worn=False)
    piece = top_piece(cut, figure, rng, prefix)
    if cut.collar == 'hood':
        behind, in_front = hood(figure, cut.cloth, rng, prefix)
        piece.inside[:0] = behind
        piece.over += in_front
    return piece


def _worn(rng: np.random.Generator, category: str, *, mannequin: bool) -> Outfit:
    """Sample a person or mannequin that wears a garment of a category."""
    figure = worn_figure(rng, mannequin=mannequin)
    appearance = person.sample_appearance(rng, mannequin=mannequin)
    dressed, garment = _dress(rng, figure, category)
    return Outfit(stack_worn(dressed, appearance, rng), garment, worn=True)


def _dress(rng: np.random.Generator, figure: Figure, category: str) -> tuple[Dressed, Piece]:
    """Sample garments on a figure, and return the annotated one too."""
    wardrobe = sample_wardrobe(rng, category)
    if figure.bend != Bend():
        wardrobe = seated(wardrobe)
    own = [category in (cut.category, JUMPSUIT) for cut in wardrobe.tops]
    tops = tuple(
        # Of two garments of the category, the outer one is annotated.
        top_piece(cut, figure, rng, '' if own[i] and not any(own[i + 1 :]) else _OTHER)
        for i, cut in enumerate(wardrobe.tops)
    )
    bottom = None
    if wardrobe.bottom is not None:
        prefix = '' if category in (wardrobe.bottom.category, JUMPSUIT) else _OTHER
        bottom = bottom_piece(wardrobe.bottom, figure, rng, prefix)
    dressed = Dressed(figure, wardrobe, tops, bottom)
    if category == JUMPSUIT:
        assert bottom is not None
        assert wardrobe.bottom is not None
        return dressed, jumpsuit_piece(tops[0], bottom, wardrobe.bottom, figure)
    pieces = [*tops, *([bottom] if bottom else [])]
    return dressed, next(piece for piece in pieces if not piece.prefix)
