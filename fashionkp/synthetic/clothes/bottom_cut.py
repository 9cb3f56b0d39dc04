"""Cuts of trousers and skirts."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.body.figure import ANKLE_Y, HIP_Y, WAIST_Y
from fashionkp.synthetic.drawing.cloth import Cloth, sample_cloth, sample_colour

_PATTERNS: dict[str, dict[str, float]] = {
    'trousers': dict(plain=8, denim=7, checks=1, pinstripes=0.8, blotches=0.4),
    'skirt': dict(plain=8, flowers=2, checks=2, denim=2, stripes=0.7, dots=0.8, knit=0.5),
}


@dataclass(frozen=True)
class BottomCut:
    """Measures of trousers or a skirt; body units, half widths.

    Attributes:
        category: ``trousers`` or ``skirt``.
        waist: x and y of the waistband.
        hip: Half width at the hips.
        crotch: y of the crotch.
        length: Trousers: length relative to the leg. Skirt: y of the hem.
        hem: Half width of the hem; of one leg for trousers.
        hem_drop: Skirt: difference in y between the middle and the ends of the hem.
        pleats: Skirt: number of pleats.
        belt: Whether it has a belt.
        cloth: Its cloth.
        trim: Colour of belt and buttons.
    """

    category: str
    waist: tuple[float, float]
    hip: float
    crotch: float
    length: float
    hem: float
    hem_drop: float
    pleats: int
    belt: bool
    cloth: Cloth
    trim: tuple[int, int, int]


def sample_bottom(rng: np.random.Generator, category: str, *, worn: bool) -> BottomCut:
    """Sample the cut of trousers or a skirt."""
    ease = abs(rng.normal(0, 0.05)) + (0.0 if worn else 0.03)
    waist_y = rng.uniform(1.72, 2.05)
    waist = (0.52 + 0.24 * (waist_y - WAIST_Y) + ease + rng.uniform(0, 0.05), waist_y)
    hip = max(0.74 + ease, waist[0] + 0.06)
    cloth = sample_cloth(rng, _PATTERNS[category])
    pleats, drop = 0, 0.0
    if category == 'trousers':
        long = rng.random() < 0.68
        length = rng.uniform(0.82, 1.02) if long else rng.uniform(0.06, 0.45)
        wide = rng.random() < 0.35
        hem = rng.uniform(0.28, 0.42) if wide else rng.uniform(0.15, 0.22)
        if length < 0.5:
            hem = rng.uniform(0.34, 0.42) - 0.1 * length
    else:
        length = float(
            rng.choice([rng.uniform(3.1, 3.8), rng.uniform(3.7, 4.6), rng.uniform(4.6, 5.7)])
        )
        flare = rng.uniform(-0.03, 0.1) if rng.random() < 0.4 else rng.uniform(0.15, 0.65)
        hem = hip + flare * (length - HIP_Y)
        drop = rng.uniform(0.0, 0.16)
        pleats = int(rng.integers(7, 17)) if rng.random() < 0.3 and flare > 0.1 else 0
    return BottomCut(
        category=category,
        waist=waist,
        hip=hip,
        crotch=rng.uniform(2.9, 3.12),
        length=length,
        hem=hem,
        hem_drop=drop,
        pleats=pleats,
        belt=rng.random() < 0.2,
        cloth=cloth,
        trim=sample_colour(rng),
    )


def lower_edge_y(cut: BottomCut) -> float:
    """Return the y down to which the garment covers the legs, body units."""
    if cut.category == 'skirt':
        return cut.length
    return cut.crotch + cut.length * (ANKLE_Y - cut.crotch)
