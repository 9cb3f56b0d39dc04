"""Garments that lie or hang next to another one."""

from dataclasses import replace

import numpy as np

from fashionkp.synthetic.clothes.piece import Piece
from fashionkp.synthetic.drawing.layers import Layer


def moved(layer: Layer, offset: np.ndarray) -> Layer:
    """Return a layer shifted by a vector (2,), body units."""
    x, y = layer.drape.pivot
    return replace(
        layer,
        outline=layer.outline + offset,
        marks=tuple(replace(mark, points=mark.points + offset) for mark in layer.marks),
        folds=tuple(replace(fold, points=fold.points + offset) for fold in layer.folds),
        drape=replace(layer.drape, pivot=(x + float(offset[0]), y + float(offset[1]))),
    )


def layers_beside(piece: Piece, garment: Piece, rng: np.random.Generator) -> list[Layer]:
    """Layers of a garment, moved to the left or right of another so that they meet or overlap.

    Args:
        piece: The garment to be moved.
        garment: The garment that stays where it is.
        rng: Random generator.
    """
    side = rng.choice([-1, 1])
    own, other = (p.keypoint_positions() for p in (piece, garment))
    reach = (np.ptp(own[:, 0]) + np.ptp(other[:, 0])) / 2
    x = other[:, 0].mean() - own[:, 0].mean() + side * reach * rng.uniform(0.7, 1.15)
    y = other[:, 1].mean() - own[:, 1].mean() + rng.normal(0, 0.6)
    return [moved(layer, np.array([x, y])) for layer in piece.layers()]
