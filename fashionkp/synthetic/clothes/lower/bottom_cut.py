"""Cuts of trousers and skirts."""

from dataclasses import dataclass, field, replace

import numpy as np

from fashionkp.synthetic.body.proportions import ANKLE_Y, HIP_Y
from fashionkp.synthetic.clothes.contrast import Contrast, sample_contrast
from fashionkp.synthetic.clothes.skirt_details import SkirtStyle, sample_skirt_style
from fashionkp.synthetic.drawing.cloth import Cloth, Colour, sample_cloth, sample_colour

_PATTERNS: dict[str, dict[str, float]] = {
    'trousers': dict(plain=10, denim=6, checks=1, pinstripes=0.8, blotches=0.5, flowers=0.4),
    'skirt': dict(
        plain=9, flowers=2, checks=2, denim=1.6, stripes=0.8, dots=0.8, knit=0.6, blotches=0.5
    ),
}
_DARK: tuple[Colour, ...] = ((24, 23, 26), (32, 31, 34), (46, 36, 32), (52, 34, 26))
_DARK_SHARE = 0.22  # in addition to what other garments have
_BAND_SHARES = {'loops': 0.5, 'plain': 0.3, 'elastic': 0.2}


@dataclass(frozen=True)
class BottomCut:
    """Measures of trousers or a skirt; body units, half widths.

    Attributes:
        category: ``trousers`` or ``skirt``.
        waist: x and y of the waistband.
        hip: Half width at the hips.
        crotch: y of the crotch.
        length: Trousers: length relative to the leg. Skirt: y of the hem.
        thigh: Trousers: half width of a leg at the crotch.
        knee: Half width at the middle of the length: of one leg, or of a skirt.
        hem: Half width of the hem; of one leg for trousers.
        hem_drop: Skirt: difference in y between the middle and the ends of the hem.
        slant: Skirt: difference in y between the right and the left end of the hem.
        style: Skirt: pleats, tiers and wrapped edge.
        lining: Length of the lining of a sheer skirt, relative to it; 0 for opaque skirts.
        contrast: Band at the hem.
        buttons: Skirt: whether it has a row of buttons in front.
        stripe: Trousers: whether a stripe runs down each side.
        holes: Trousers: number of holes in each leg.
        turn_up: Trousers: whether the hems are turned up.
        band: Waistband: with ``loops``, ``plain`` or ``elastic``.
        belt: Whether it has a belt.
        cloth: Its cloth.
        trim: Colour of belt and buttons.
    """

    category: str
    waist: tuple[float, float]
    hip: float
    crotch: float
    length: float
    thigh: float
    knee: float
    hem: float
    cloth: Cloth
    trim: tuple[int, int, int]
    band: str = 'loops'
    belt: bool = False
    contrast: Contrast = field(default=Contrast())
    buttons: bool = False
    stripe: bool = False
    holes: int = 0
    turn_up: bool = False
    hem_drop: float = 0.0
    slant: float = 0.0
    style: SkirtStyle = field(default=SkirtStyle())
    lining: float = 0.0


def sample_bottom(rng: np.random.Generator, category: str, *, worn: bool) -> BottomCut:
    """Sample the cut of trousers or a skirt."""
    cloth = sample_cloth(rng, _PATTERNS[category])
    if rng.random() < _DARK_SHARE:
        cloth = replace(cloth, colour=_DARK[rng.integers(len(_DARK))])
    ease = abs(rng.normal(0, 0.05)) + (0.0 if worn else 0.03)
    waist_y = rng.uniform(1.6, 2.06)
    waist = (0.535 + 0.30 * max(waist_y - 1.78, 0) + ease + rng.uniform(0, 0.04), waist_y)
    cut = BottomCut(
        category=category,
        waist=waist,
        hip=max(0.73 + ease, waist[0] + 0.06),
        crotch=rng.uniform(2.88, 3.1),
        length=1.0,
        thigh=0.37 + 0.4 * ease,
        knee=0.25,
        hem=0.2,
        cloth=cloth,
        trim=sample_colour(rng),
        band=str(rng.choice(list(_BAND_SHARES), p=list(_BAND_SHARES.values()))),
        belt=rng.random() < 0.15,
        contrast=sample_contrast(rng, _PATTERNS[category], two_tone=False),
    )
    if category == 'trousers':
        return _trousers(rng, replace(cut, cloth=replace(cut.cloth, opacity=1.0)))
    return _skirt(rng, cut)


def _trousers(rng: np.random.Generator, cut: BottomCut) -> BottomCut:
    """Sample the legs of trousers."""
    draw = rng.random()
    if draw < 0.31:  # shorts
        length = rng.uniform(0.03, 0.14) if rng.random() < 0.5 else rng.uniform(0.12, 0.48)
        thigh = cut.thigh + rng.uniform(0, 0.06)
        hem = rng.uniform(0.34, 0.52) - 0.12 * length
        turn_up = rng.random() < 0.2
        return replace(
            cut, length=length, thigh=thigh, knee=(thigh + hem) / 2, hem=hem, turn_up=turn_up
        )
    length = rng.uniform(0.45, 0.82) if draw < 0.45 else rng.uniform(0.82, 1.03)
    style = rng.choice(['skinny', 'straight', 'wide', 'flared', 'harem'], p=_LEG_SHARES)
    knee, hem = {
        'skinny': (rng.uniform(0.18, 0.23), rng.uniform(0.12, 0.17)),
        'straight': (rng.uniform(0.22, 0.29), rng.uniform(0.17, 0.27)),
        'wide': (rng.uniform(0.33, 0.44), rng.uniform(0.32, 0.58)),
        'flared': (rng.uniform(0.19, 0.26), rng.uniform(0.28, 0.44)),
        'harem': (rng.uniform(0.26, 0.38), rng.uniform(0.14, 0.2)),
    }[style]
    if style == 'harem':
        cut = replace(cut, crotch=rng.uniform(3.0, 3.8), thigh=cut.thigh + 0.06, hip=cut.hip + 0.08)
    worn_out = cut.cloth.pattern == 'denim' and rng.random() < 0.3
    cut = replace(cut, holes=int(rng.integers(1, 4)) if worn_out else 0, stripe=rng.random() < 0.06)
    knee, hem = knee + (1 - length) * 0.1, hem + (1 - length) * (0.12 if hem < 0.3 else 0)
    return replace(cut, length=length, knee=knee, hem=hem, turn_up=rng.random() < 0.15)


_LEG_SHARES = [0.26, 0.32, 0.26, 0.09, 0.07]
_SKIRT_LENGTHS = ((3.0, 3.9), (3.8, 4.7), (4.6, 5.4), (5.3, 6.4))
_SKIRT_SHARES = [0.30, 0.24, 0.23, 0.23]


def _skirt(rng: np.random.Generator, cut: BottomCut) -> BottomCut:
    """Sample the lower part of a skirt."""
    length = rng.uniform(*_SKIRT_LENGTHS[rng.choice(4, p=_SKIRT_SHARES)])
    fullness = rng.choice([rng.uniform(-0.05, 0.06), rng.uniform(0.06, 0.3), rng.uniform(0.3, 0.8)])
    flare = fullness * (length - HIP_Y) / (0.55 + 0.3 * (length - HIP_Y))
    hem = max(cut.hip + flare, 0.58)
    knee = (cut.hip + hem) / 2
    if flare < 0.25 and length > 3.8 and rng.random() < 0.2:  # mermaid
        knee, hem = cut.hip - 0.03, hem + rng.uniform(0.1, 0.35)
    asymmetric = rng.random() < 0.12
    reach = min((length - 2.6) / 2, 1)  # a short skirt cannot be much shorter in places
    sheer = cut.cloth.opacity < 1 or (length > 3.6 and rng.random() < 0.08)
    return replace(
        cut,
        length=length,
        knee=knee,
        hem=hem,
        hem_drop=rng.uniform(0.0, 0.16) if rng.random() < 0.85 else reach * rng.uniform(-0.5, 0.4),
        slant=reach * rng.uniform(-0.5, 0.5) if asymmetric else rng.normal(0, 0.03),
        style=sample_skirt_style(rng, flared=flare > 0.1),
        buttons=rng.random() < 0.12,
        lining=rng.uniform(0.45, 0.9) if sheer else 0.0,
    )


def lower_edge_y(cut: BottomCut) -> float:
    """Return the y down to which the garment covers the legs, body units."""
    if cut.category == 'skirt':
        return cut.length
    return cut.crotch + cut.length * (ANKLE_Y - cut.crotch)
