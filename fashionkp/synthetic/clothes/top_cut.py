"""Cuts of blouses, coats and dresses."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.body.figure import ARMPIT_Y, SHOULDER_Y, WAIST_Y
from fashionkp.synthetic.drawing.cloth import Cloth, sample_cloth, sample_colour
from fashionkp.synthetic.frequencies import ABSENCES

_PATTERNS: dict[str, dict[str, float]] = {
    'blouse': dict(plain=8, knit=3, stripes=2, pinstripes=1, checks=1, dots=1, flowers=2),
    'outwear': dict(plain=9, knit=2.5, checks=2, denim=1.5, pinstripes=0.5, blotches=0.7),
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
        sleeve: Length relative to the arm, 0 for none.
        sleeve_width: Half width of the sleeve at the armhole.
        cuff_width: Half width of the sleeve at the cuff.
        puff: Half width of the outer side of the sleeve at the shoulder, relative to
            ``sleeve_width``.
        waisted: Whether it has a waistline.
        opening: Front opening: ``none``, ``closed`` or ``open``.
        collar: ``none``, ``shirt``, ``lapel`` or ``hood``.
        belt: Whether it has a belt at the waistline.
        cloth: Its cloth.
        trim: Colour of belt and buttons.
        quilted: Whether it is a down jacket.
        print: Whether it has a print on the chest.
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
    sleeve: float
    sleeve_width: float
    cuff_width: float
    puff: float
    waisted: bool
    opening: str
    collar: str
    belt: bool
    cloth: Cloth
    trim: tuple[int, int, int]
    quilted: bool
    print: bool


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


def _sample_sleeve(rng: np.random.Generator, category: str) -> float:
    """Return the length of a sleeve relative to the arm."""
    long = {'blouse': 0.58, 'outwear': 0.85, 'dress': 0.42}[category]
    if rng.random() < long:
        return rng.uniform(0.9, 1.06)
    return float(
        rng.choice([rng.uniform(0.2, 0.32), rng.uniform(0.32, 0.5), rng.uniform(0.6, 0.85)])
    )


def _sample_neckline(
    rng: np.random.Generator, category: str, support: str
) -> tuple[str, float, float]:
    """Return shape, half width and depth of the neckline."""
    if support == 'off':
        return 'boat', 0.74, rng.uniform(0.08, 0.22)
    if support == 'straps':
        return 'square', rng.uniform(0.40, 0.5), rng.uniform(0.55, 0.75)
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


def _sample_hem(rng: np.random.Generator, category: str, ease: float) -> tuple[float, float, float]:
    """Return x, y and drop of the hem."""
    if category == 'dress':
        y = float(rng.choice([rng.uniform(3.3, 4.3), rng.uniform(3.9, 5.0), rng.uniform(5.0, 6.0)]))
        flare = rng.uniform(0.0, 0.2) if rng.random() < 0.45 else rng.uniform(0.25, 0.9)
        return 0.72 + ease * 0.5 + flare * (y - 1.9) / 2, y, rng.uniform(0.0, 0.18)
    if category == 'outwear':
        y = float(rng.choice([rng.uniform(1.8, 2.7), rng.uniform(2.7, 4.0), rng.uniform(3.8, 5.0)]))
        return 0.78 + ease + max(0, y - 2.2) * rng.uniform(0.0, 0.16), y, rng.uniform(-0.03, 0.1)
    y = float(rng.uniform(1.75, 3.0) if rng.random() < 0.9 else rng.uniform(3.0, 3.6))
    return 0.74 + ease * 0.9 + rng.normal(0.02, 0.06), y, rng.uniform(-0.04, 0.16)


def _sample_sleeve_widths(
    rng: np.random.Generator, category: str, ease: float, sleeve: float
) -> tuple[float, float]:
    """Return the half widths of a sleeve at the armhole and at the cuff."""
    width = 0.22 + ease * 0.5 + rng.uniform(0, 0.06) + (0.06 if category == 'outwear' else 0)
    if rng.random() < (0.5 if sleeve < 0.6 else 0.2):
        return width, width * rng.uniform(0.85, 1.35)
    return width, 0.17 + 0.14 * (1 - min(sleeve, 1)) + ease * 0.15


def _sample_opening(rng: np.random.Generator, category: str, neckline: str) -> tuple[str, str]:
    """Return the front opening and the collar."""
    if category == 'outwear':
        opening = _choice(rng, closed=1, open=1)
        return opening, _choice(rng, lapel=4, none=3, hood=3, shirt=1)
    return ('closed', 'shirt') if neckline == 'shirt' else ('none', 'none')


def sample_top(rng: np.random.Generator, category: str, *, worn: bool) -> TopCut:
    """Sample the cut of a blouse, coat or dress."""
    outwear = category == 'outwear'
    support, sleeved = _sample_support(rng, category)
    ease = float(abs(rng.normal(0.03, 0.09)) + (0.05 if outwear else 0)) + (0 if worn else 0.06)
    neckline, neck_width, neck_depth = _sample_neckline(rng, category, support)
    waisted = rng.random() >= ABSENCES[category].waistline and category != 'blouse'
    hem_x, hem_y, drop = _sample_hem(rng, category, ease)
    armpit = (0.66 + ease, ARMPIT_Y + rng.uniform(-0.03, 0.1) + ease * 0.6)
    waist = _sample_waist(rng, ease, min(armpit[0], hem_x), waisted=waisted)
    sleeve = _sample_sleeve(rng, category) if sleeved else 0.0
    cloth = sample_cloth(rng, _PATTERNS[category])
    sleeve_width, cuff_width = _sample_sleeve_widths(rng, category, ease, sleeve)
    opening, collar = _sample_opening(rng, category, neckline)
    shoulder = 0.80 + ease * 0.6 + rng.normal(0.02, 0.04) if sleeve else rng.uniform(0.62, 0.76)
    return TopCut(
        category=category,
        support=support,
        neckline=neckline,
        neck_width=neck_width,
        neck_depth=neck_depth,
        shoulder=shoulder,
        armpit=armpit,
        waist=waist,
        hem=(hem_x, max(hem_y, armpit[1] + 0.6)),
        hem_drop=drop,
        sleeve=sleeve,
        sleeve_width=sleeve_width,
        cuff_width=cuff_width,
        puff=rng.uniform(0.70, 0.86) if rng.random() < 0.85 else 1.0,
        waisted=waisted,
        opening=opening,
        collar=collar,
        belt=waisted and rng.random() < (0.9 if outwear else 0.35),
        cloth=cloth,
        trim=sample_colour(rng),
        quilted=outwear and not waisted and rng.random() < 0.2,
        print=not outwear and opening == 'none' and rng.random() < 0.16,
    )


def _sample_waist(
    rng: np.random.Generator, ease: float, narrowest: float, *, waisted: bool
) -> tuple[float, float]:
    """Return x and y of the waist; ``narrowest`` is the smaller half width of armpit and hem."""
    if waisted:
        return rng.uniform(0.5, 0.58), WAIST_Y + rng.normal(-0.02, 0.12)
    loose = 0.6 + ease + rng.uniform(-0.03, 0.1)
    return max(loose, narrowest * rng.uniform(0.9, 1.0)), WAIST_Y


def shoulder_height(x: float) -> float:
    """Return the y of the shoulder line at half width ``x``."""
    return SHOULDER_Y - 0.34 * (0.85 - x) if x < 0.85 else SHOULDER_Y + 0.5 * (x - 0.85)
