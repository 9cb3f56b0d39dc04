"""Cuts of blouses, coats and dresses."""

from dataclasses import dataclass, field

import numpy as np

from fashionkp.synthetic.body.proportions import ARMPIT_Y, SHOULDER_Y, WAIST_Y
from fashionkp.synthetic.clothes.contrast import Contrast, sample_contrast
from fashionkp.synthetic.clothes.skirt_details import SkirtStyle, sample_skirt_style
from fashionkp.synthetic.clothes.upper.sleeve_cut import SleeveCut, sample_sleeve
from fashionkp.synthetic.drawing.cloth import Cloth, sample_cloth, sample_colour
from fashionkp.synthetic.frequencies import ABSENCES

_PATTERNS: dict[str, dict[str, float]] = {
    'blouse': dict(plain=8, knit=3, stripes=2, pinstripes=1, checks=1, dots=1, flowers=2),
    'outwear': dict(plain=9, knit=3.5, checks=2, denim=1.5, pinstripes=0.5, blotches=0.7),
    'dress': dict(plain=8, flowers=3, stripes=1, checks=1, dots=1, blotches=1, knit=1, denim=0.4),
}


@dataclass(frozen=True)
class TopCut:
    """Measures of a garment for the upper body; body units, half widths.

    Attributes:
        category: ``blouse``, ``outwear`` or ``dress``.
        support: ``shoulders``, ``straps`` (thin or none) or ``off`` the shoulders.
        neckline: ``round``, ``v``, ``square``, ``boat``, ``high`` or ``shirt``.
        neck_width: Half width of the neckline.
        neck_depth: Difference in y between the middle and the ends of the neckline.
        shoulder: x of the shoulder point.
        armpit: x and y of the armpit.
        waist: x and y of the waist.
        hem: x and y of the hem.
        hem_drop: Difference in y between the middle and the ends of the hem.
        slant: Difference in y between the right and the left end of the hem.
        sleeve: Its sleeves; none if their length is 0.
        waisted: Whether it has a waistline.
        opening: Front opening: ``none``, ``closed`` or ``open``.
        collar: ``none``, ``shirt``, ``lapel`` or ``hood``.
        belt: Whether it has a belt at the waistline.
        cloth: Its cloth.
        trim: Colour of belt and buttons.
        quilted: Whether it is a down jacket.
        print: Whether it has a print on the chest.
        sheer_sleeves: Whether the arms are seen through the sleeves.
        frill: Height of a frill that hangs from the neckline, 0 for none.
        skirt: Pleats and tiers of a dress.
        contrast: Parts in other cloth or colour.
        bow: Whether a bow is tied at the neckline.
    """

    category: str
    support: str
    neckline: str
    neck_width: float
    neck_depth: float
    shoulder: float
    armpit: tuple[float, float]
    waist: tuple[float, float]
    hem: tuple[float, float]
    hem_drop: float
    slant: float
    sleeve: SleeveCut
    waisted: bool
    opening: str
    collar: str
    belt: bool
    cloth: Cloth
    trim: tuple[int, int, int]
    quilted: bool
    print: bool
    sheer_sleeves: bool = False
    frill: float = 0.0
    skirt: SkirtStyle = field(default=SkirtStyle())
    contrast: Contrast = field(default=Contrast())
    bow: bool = False


def _choice(rng: np.random.Generator, **weights: float) -> str:
    values = np.array(list(weights.values()))
    return str(list(weights)[rng.choice(len(weights), p=values / values.sum())])


def _sample_support(rng: np.random.Generator, category: str) -> tuple[str, bool]:
    """Return the support of the garment, and whether it has sleeves."""
    share = ABSENCES[category]
    draw = rng.random()
    if draw < share.shoulders:
        return 'off', True
    if draw < share.shoulders + share.both:
        return 'straps', False
    return 'shoulders', draw >= share.shoulders + share.both + share.cuffs


def _sample_neckline(
    rng: np.random.Generator, category: str, support: str
) -> tuple[str, float, float]:
    """Return shape, half width and depth of the neckline."""
    if support == 'off':
        return 'boat', 0.74, rng.uniform(0.08, 0.22)
    if support == 'straps':
        return 'square', rng.uniform(0.40, 0.5), rng.uniform(0.55, 0.75)
    if category == 'outwear' and rng.random() < 0.35:
        return 'round', rng.uniform(0.32, 0.44), rng.uniform(0.16, 0.4)
    if category == 'outwear':
        return 'v', rng.uniform(0.28, 0.40), rng.uniform(0.25, 1.3)
    shape = _choice(rng, round=5, v=2, square=0.6, boat=1, high=1.1, shirt=2)
    half_widths = {
        'round': 0.42,
        'v': 0.40,
        'square': 0.46,
        'boat': 0.56,
        'high': 0.29,
        'shirt': 0.30,
    }
    depths = {
        'round': (0.25, 0.5),
        'v': (0.45, 0.95),
        'square': (0.35, 0.6),
        'boat': (0.12, 0.25),
        'high': (0.06, 0.12),
        'shirt': (0.22, 0.40),
    }
    return shape, half_widths[shape] + rng.normal(0, 0.03), rng.uniform(*depths[shape])


_HEMS = {
    'blouse': (((1.5, 2.1), 0.12), ((2.05, 3.0), 0.70), ((2.9, 3.6), 0.18)),
    'outwear': (((1.8, 2.8), 0.40), ((2.7, 3.9), 0.28), ((3.8, 5.2), 0.25), ((5.0, 6.0), 0.07)),
    'dress': (((3.15, 4.2), 0.36), ((4.0, 5.1), 0.36), ((5.0, 6.3), 0.28)),
}
"""Ranges of the y of the hem and their shares, by category."""


def _sample_hem(rng: np.random.Generator, category: str, ease: float) -> tuple[float, float, float]:
    """Return x, y and drop of the hem."""
    ranges, shares = zip(*_HEMS[category], strict=True)
    y = float(rng.uniform(*ranges[rng.choice(len(ranges), p=shares)]))
    drop = rng.uniform(-0.03, 0.14) if rng.random() < 0.88 else rng.uniform(-0.35, 0.4)
    if category == 'dress':
        narrow = rng.random() < 0.4
        flare = rng.uniform(-0.12, 0.12) if narrow else rng.uniform(0.15, 0.8)
        return 0.74 + ease * 0.5 + flare * (y - 1.9) / 2, y, drop
    if category == 'outwear':
        return max(0.76 + 0.8 * ease + 0.1 * (y - 2) + rng.normal(0, 0.09), 0.56), y, drop
    return max(0.66 + 0.7 * ease + 0.13 * (y - 2) + rng.normal(0, 0.08), 0.52), y, drop


def _sample_opening(rng: np.random.Generator, category: str, neckline: str) -> tuple[str, str]:
    """Return the front opening and the collar."""
    if category == 'outwear':
        opening = _choice(rng, closed=1, open=1)
        lapels = 4.0 if neckline == 'v' else 0.0
        return opening, _choice(rng, lapel=lapels, none=3, hood=3, shirt=1)
    return ('closed', 'shirt') if neckline == 'shirt' else ('none', 'none')


def sample_top(rng: np.random.Generator, category: str, *, worn: bool) -> TopCut:
    """Sample the cut of a blouse, coat or dress."""
    outwear = category == 'outwear'
    support, sleeved = _sample_support(rng, category)
    ease = float(abs(rng.normal(0.03, 0.09)) + (0.05 if outwear else 0)) + (0 if worn else 0.06)
    neckline, neck_width, neck_depth = _sample_neckline(rng, category, support)
    waisted = rng.random() >= ABSENCES[category].waistline and category != 'blouse'
    hem_x, hem_y, drop = _sample_hem(rng, category, ease)
    sleeve = sample_sleeve(rng, category, ease, worn=worn) if sleeved else SleeveCut()
    armpit_y = ARMPIT_Y + rng.uniform(-0.12, 0.04) + ease * 0.5
    armpit = (0.66 + ease + (0.06 if sleeve.batwing else 0), armpit_y + sleeve.batwing)
    opening, collar = _sample_opening(rng, category, neckline)
    shoulder = 0.80 + ease * 0.6 + rng.normal(0.02, 0.04) if sleeved else rng.uniform(0.62, 0.76)
    return TopCut(
        category=category,
        support=support,
        neckline=neckline,
        neck_width=neck_width,
        neck_depth=neck_depth,
        shoulder=shoulder,
        armpit=armpit,
        waist=_sample_waist(rng, ease, min(armpit[0], hem_x), waisted=waisted),
        hem=(hem_x, max(hem_y, armpit[1] + 0.45)),
        hem_drop=drop,
        slant=rng.normal(0, 0.03) if rng.random() < 0.93 else rng.uniform(-0.6, 0.6),
        sleeve=sleeve,
        waisted=waisted,
        opening=opening,
        collar=collar,
        belt=waisted and rng.random() < (0.9 if outwear else 0.3),
        cloth=sample_cloth(rng, _PATTERNS[category]),
        trim=sample_colour(rng),
        quilted=outwear and not waisted and rng.random() < 0.2,
        print=not outwear and opening == 'none' and rng.random() < 0.16,
        sheer_sleeves=not outwear and rng.random() < 0.06,
        frill=_sample_frill(rng, category, support, neckline),
        skirt=_sample_skirt(rng, category, hem_x),
        contrast=_sample_contrast(rng, category, waisted=waisted),
        bow=not outwear and opening == 'none' and rng.random() < 0.05,
    )


def _sample_frill(rng: np.random.Generator, category: str, support: str, neckline: str) -> float:
    """Return the height of a frill, which most garments do not have."""
    plain = category == 'outwear' or neckline not in ('round', 'v', 'square')
    share = 0.6 if support == 'off' else 0.0 if plain else 0.06
    return rng.uniform(0.3, 0.75) if rng.random() < share else 0.0


def _sample_contrast(rng: np.random.Generator, category: str, *, waisted: bool) -> Contrast:
    return sample_contrast(rng, _PATTERNS[category], two_tone=category == 'dress' and waisted)


def _sample_skirt(rng: np.random.Generator, category: str, hem_x: float) -> SkirtStyle:
    if category != 'dress':
        return SkirtStyle()
    return sample_skirt_style(rng, flared=hem_x > 0.95)


def _sample_waist(
    rng: np.random.Generator, ease: float, narrowest: float, *, waisted: bool
) -> tuple[float, float]:
    """Return x and y of the waist; ``narrowest`` is the smaller half width of armpit and hem."""
    if waisted:
        return rng.uniform(0.52, 0.60) + 0.5 * ease, WAIST_Y + rng.normal(0.02, 0.14)
    loose = 0.6 + ease + rng.uniform(-0.03, 0.1)
    return max(loose, narrowest * rng.uniform(0.9, 1.0)), WAIST_Y


def shoulder_height(x: float) -> float:
    """Return the y of the shoulder line at half width ``x``."""
    return SHOULDER_Y - 0.34 * (0.85 - x) if x < 0.85 else SHOULDER_Y + 0.5 * (x - 0.85)
