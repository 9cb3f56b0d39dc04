"""Folds of a garment for the upper body."""

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.proportions import SIDES
from fashionkp.synthetic.clothes.upper.top_cut import TopCut
from fashionkp.synthetic.clothes.upper.torso_outline import TorsoCorners
from fashionkp.synthetic.drawing.curves import spline, xy
from fashionkp.synthetic.drawing.layers import Fold


def torso_folds(
    cut: TopCut, figure: Figure, corners: dict[int, TorsoCorners], rng: np.random.Generator
) -> tuple[Fold, ...]:
    """Folds below the armpits, around the waist and to a long hem, and quilting."""
    folds = []
    looseness = 1.3 - cut.cloth.stiffness
    for side in SIDES:
        armpit, waist, hem = corners[side].armpit, corners[side].waistline, corners[side].hem
        centre = (corners[-side].waistline + waist) / 2
        for k in range(3):
            start = armpit + xy(-side * (0.05 + 0.12 * k), 0.06 * k)
            end = start + xy(-side * rng.uniform(0.05, 0.35), rng.uniform(0.3, 0.9))
            line = spline([start, (start + end) / 2, end], 3)
            folds.append(Fold(line, 0.05, rng.normal(0, 3.5) * looseness))
        for _ in range(3):
            y = rng.uniform(-0.25, 0.25)
            start = waist + xy(0, y)
            end = centre + xy(side * rng.uniform(0, 0.3), y + rng.uniform(-0.1, 0.25))
            folds.append(Fold(np.array([start, end]), 0.05, rng.normal(0, 3.0) * looseness))
        if cut.hem[1] > 2.9 and not cut.quilted:
            folds += _skirt_folds(cut, centre=centre, waist=waist, hem=hem, rng=rng)
    if cut.quilted:
        folds += _quilting(cut, figure)
    return tuple(folds)


def _quilting(cut: TopCut, figure: Figure) -> list[Fold]:
    """Horizontal seams of a down jacket."""
    folds = []
    for y in np.arange(0.35, cut.hem[1] - 0.1, 0.3):
        half_width = cut.armpit[0] + 0.3
        ends = [figure.outline_point(s, half_width, y - 0.03) for s in SIDES]
        line = spline([ends[0], figure.front_point(0, 0.7, y + 0.05), ends[1]], 5)
        folds.append(Fold(line, 0.06, -15.0))
    return folds


def _skirt_folds(
    cut: TopCut,
    *,
    centre: np.ndarray,
    waist: np.ndarray,
    hem: np.ndarray,
    rng: np.random.Generator,
) -> list[Fold]:
    """Folds that fan out from the waist to the hem on one side."""
    fullness = max(0.0, (cut.hem[0] - cut.waist[0]) / max(cut.hem[1] - cut.waist[1], 0.5))
    lowest = np.array([centre[0], hem[1] + cut.hem_drop])
    folds = []
    for _ in range(2 + round(9 * fullness)):
        t = rng.uniform(0, 0.95)
        start = centre + t * (waist - centre) + xy(0, rng.uniform(0, 0.5))
        end = lowest + t * (hem - lowest)
        height = float(rng.choice([-1, 1])) * rng.uniform(2, 7)
        folds.append(Fold(np.array([start, end]), 0.09, height))
    return folds
