"""Pleats, tiers, wrapped edges and folds of a skirt, or of the skirt of a dress."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.drawing.cloth import Colour, shade_colour
from fashionkp.synthetic.drawing.curves import spline, xy
from fashionkp.synthetic.drawing.layers import Fold, Mark


@dataclass(frozen=True)
class SkirtStyle:
    """Style of a skirt.

    Attributes:
        pleats: Number of pleats, 0 for none.
        tiers: Number of gathered tiers, 0 for none.
        wrap: x of the lower end of the edge of a wrapped skirt or of a slit, relative to the half
            width of the hem; 0 for none.
    """

    pleats: int = 0
    tiers: int = 0
    wrap: float = 0.0


def sample_skirt_style(rng: np.random.Generator, *, flared: bool) -> SkirtStyle:
    """Sample the style of a skirt; only a flared one has pleats or tiers."""
    pleated, tiered = rng.random() < 0.3 and flared, rng.random() < 0.12 and flared
    return SkirtStyle(
        pleats=int(rng.integers(7, 24)) if pleated else 0,
        tiers=int(rng.integers(2, 5)) if tiered else 0,
        wrap=rng.uniform(-0.8, 0.8) if rng.random() < 0.12 else 0.0,
    )


def skirt_marks(
    style: SkirtStyle, colour: Colour, upper: np.ndarray, hem: np.ndarray
) -> list[Mark]:
    """Pleats, tiers and a wrapped edge, in drawing order.

    Args:
        style: Style of the skirt.
        colour: Main colour of its cloth, BGR.
        upper: Upper edge from left to right, (P, 2).
        hem: Lower edge from left to right, (P, 2).
    """
    marks = []
    for tier in range(1, style.tiers):
        seam = _between(upper, hem, tier / style.tiers)
        shaded = np.vstack([seam, _between(upper, hem, tier / style.tiers + 0.06)[::-1]])
        marks += [
            Mark(shaded, shade_colour(colour, 0.82)),
            Mark(seam, shade_colour(colour, 0.6), 0.02),
        ]
    for k in range(1, style.pleats):
        t = k / style.pleats
        line = np.stack([_at(upper, t) + xy(0, 0.18), _at(hem, t)])
        marks.append(Mark(line, shade_colour(colour, 0.72), 0.014))
    if style.wrap:
        start, end = _at(upper, 0.5 - 0.2 * np.sign(style.wrap)), _at(hem, 0.5 + style.wrap / 2)
        edge = spline([start, (start + end) / 2 + xy(0.1 * style.wrap, 0), end], 8)
        marks.append(Mark(edge + xy(0.02, 0), shade_colour(colour, 0.7), 0.04))
        marks.append(Mark(edge, shade_colour(colour, 1.1), 0.02))
    return marks


def _at(line: np.ndarray, t: float) -> np.ndarray:
    """Point of a line (P, 2) at the share ``t`` of its points, (2,)."""
    return line[round(t * (len(line) - 1))]


def _between(upper: np.ndarray, hem: np.ndarray, share: float) -> np.ndarray:
    """Line across a skirt at a share of its height, with an outward curve at the hips, (33, 2)."""
    t = np.linspace(0, 1, 33)
    top = upper[np.round(t * (len(upper) - 1)).astype(int)]
    bottom = hem[np.round(t * (len(hem) - 1)).astype(int)]
    line = top + share * (bottom - top)
    widening = 1 + 0.8 * share * (1 - share)
    centre = line.mean(0)
    return centre + (line - centre) * (widening, 1)


def skirt_folds(
    style: SkirtStyle,
    fullness: float,
    edges: tuple[np.ndarray, np.ndarray],
    rng: np.random.Generator,
) -> list[Fold]:
    """Folds from the waist to the hem, and below each tier.

    Args:
        style: Style of the skirt.
        fullness: Increase of its half width per unit of length.
        edges: Upper and lower edge from left to right, (P, 2) each.
        rng: Random generator.
    """
    upper, hem = edges
    folds = []
    count = 2 * style.pleats or 4 + round(22 * fullness)
    for k in range(count):
        t = (k + 0.5) / count if style.pleats else rng.uniform(0.05, 0.95)
        start = _at(upper, t) + xy(0, 0.2 + (0 if style.pleats else rng.uniform(0, 0.6)))
        height = (-1) ** k * 4.0 if style.pleats else float(rng.choice([-1, 1])) * rng.uniform(2, 6)
        folds.append(Fold(np.stack([start, _at(hem, t)]), 0.09, height))
    for tier in range(1, style.tiers):
        seam = _between(upper, hem, tier / style.tiers)
        lower = _between(upper, hem, (tier + 0.7) / style.tiers)
        for i in range(2, 32, 3):
            line = np.stack([seam[i], lower[i] + rng.normal(0, 0.03, 2)])
            folds.append(Fold(line, 0.05, float(rng.choice([-1, 1])) * 5.0))
    return folds
