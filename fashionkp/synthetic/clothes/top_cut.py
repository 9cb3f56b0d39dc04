"""How blouses, coats and dresses are cut."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.body.figure import ARMPIT_Y, SHOULDER_Y, WAIST_Y
from fashionkp.synthetic.drawing.cloth import Cloth, dye, sample_cloth
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
        kind: Category that it is cut as.
        hold: ``shoulders``, ``straps`` (thin ones or none) or ``off`` the shoulders.
        neckline: ``round``, ``v``, ``square``, ``boat``, ``high`` or ``shirt``.
        neck: Of the neckline.
        depth: How far its middle lies below its ends.
        shoulder: Shoulder point from the middle.
        armpit: x and y of the armpit.
        waist: x and y of the waist.
        hem: x and y of the hem.
        hem_drop: How much lower the hem hangs in its middle.
        sleeve: Length as share of the arm, 0 for none.
        sleeve_width: At the armhole.
        cuff_width: At the cuff.
        puff: Girth of the sleeve's head on its outer side, as share of its full girth.
        waisted: Whether it has a waistline.
        opening: ``none``, ``closed`` or ``open`` down the front.
        collar: ``none``, ``shirt``, ``lapel`` or ``hood``.
        belt: Whether a belt lies on the waistline.
        cloth: Of the garment.
        trim: Colour of ribs, buttons and print.
        quilted: Whether it is a down jacket.
        print: Whether something is printed on the chest.
    """

    kind: str
    hold: str
    neckline: str
    neck: float
    depth: float
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


def _hold(rng: np.random.Generator, kind: str) -> tuple[str, bool]:
    """How the garment holds at the top, and whether it has sleeves."""
    share = ABSENCES[kind]
    draw = rng.random()
    if draw < share.shoulders:
        return 'off', True
    if draw < share.shoulders + share.both:
        return 'straps', False
    return 'shoulders', draw >= share.shoulders + share.both + share.cuffs


def _sleeve(rng: np.random.Generator, kind: str) -> float:
    """Length of a sleeve as share of the arm."""
    long = {'blouse': 0.58, 'outwear': 0.85, 'dress': 0.42}[kind]
    if rng.random() < long:
        return rng.uniform(0.9, 1.06)
    return float(
        rng.choice([rng.uniform(0.2, 0.32), rng.uniform(0.32, 0.5), rng.uniform(0.6, 0.85)])
    )


def _neck(rng: np.random.Generator, kind: str, hold: str) -> tuple[str, float, float]:
    """Shape, half width and depth of the neckline."""
    if hold == 'off':
        return 'boat', 0.74, rng.uniform(0.08, 0.22)
    if hold == 'straps':
        return 'square', rng.uniform(0.40, 0.5), rng.uniform(0.55, 0.75)
    if kind == 'outwear':
        return 'v', rng.uniform(0.28, 0.40), rng.uniform(0.25, 1.3)
    shape = _choice(rng, round=5, v=2, square=0.6, boat=1, high=1.1, shirt=2)
    narrow = {'round': 0.42, 'v': 0.40, 'square': 0.46, 'boat': 0.56, 'high': 0.29, 'shirt': 0.30}
    deep = {
        'round': (0.25, 0.5),
        'v': (0.45, 0.95),
        'square': (0.35, 0.6),
        'boat': (0.12, 0.25),
        'high': (0.06, 0.12),
        'shirt': (0.22, 0.40),
    }
    return shape, narrow[shape] + rng.normal(0, 0.03), rng.uniform(*deep[shape])


def _lengths(rng: np.random.Generator, kind: str, ease: float) -> tuple[float, float, float]:
    """Half width and height of the hem, and how much it drops in the middle."""
    if kind == 'dress':
        y = float(rng.choice([rng.uniform(3.3, 4.3), rng.uniform(3.9, 5.0), rng.uniform(5.0, 6.0)]))
        flare = rng.uniform(0.0, 0.2) if rng.random() < 0.45 else rng.uniform(0.25, 0.9)
        return 0.72 + ease * 0.5 + flare * (y - 1.9) / 2, y, rng.uniform(0.0, 0.18)
    if kind == 'outwear':
        y = float(rng.choice([rng.uniform(1.8, 2.7), rng.uniform(2.7, 4.0), rng.uniform(3.8, 5.0)]))
        return 0.78 + ease + max(0, y - 2.2) * rng.uniform(0.0, 0.16), y, rng.uniform(-0.03, 0.1)
    y = float(rng.uniform(1.75, 3.0) if rng.random() < 0.9 else rng.uniform(3.0, 3.6))
    return 0.74 + ease * 0.9 + rng.normal(0.02, 0.06), y, rng.uniform(-0.04, 0.16)


def _sleeve_widths(
    rng: np.random.Generator, kind: str, ease: float, sleeve: float
) -> tuple[float, float]:
    """Half width of a sleeve at the armhole and at the cuff."""
    width = 0.22 + ease * 0.5 + rng.uniform(0, 0.06) + (0.06 if kind == 'outwear' else 0)
    if rng.random() < (0.5 if sleeve < 0.6 else 0.2):
        return width, width * rng.uniform(0.85, 1.35)
    return width, 0.17 + 0.14 * (1 - min(sleeve, 1)) + ease * 0.15


def _closing(rng: np.random.Generator, kind: str, neckline: str) -> tuple[str, str]:
    """How the front closes, and the collar."""
    if kind == 'outwear':
        opening = _choice(rng, closed=1, open=1)
        return opening, _choice(rng, lapel=4, none=3, hood=3, shirt=1)
    return ('closed', 'shirt') if neckline == 'shirt' else ('none', 'none')


def sample_top(rng: np.random.Generator, kind: str, worn: bool) -> TopCut:
    """A garment of ``kind`` (blouse, outwear or dress)."""
    hold, sleeved = _hold(rng, kind)
    ease = float(abs(rng.normal(0.03, 0.09)) + (0.05 if kind == 'outwear' else 0))
    if not worn:
        ease += 0.06
    neckline, neck, depth = _neck(rng, kind, hold)
    waisted = rng.random() >= ABSENCES[kind].waistline and kind != 'blouse'
    hem_x, hem_y, drop = _lengths(rng, kind, ease)
    armpit = (0.66 + ease, ARMPIT_Y + rng.uniform(-0.03, 0.1) + ease * 0.6)
    fitted = rng.uniform(0.5, 0.58) if waisted else 0.6 + ease + rng.uniform(-0.03, 0.1)
    waist_y = WAIST_Y + (rng.normal(-0.02, 0.12) if waisted else 0)
    if not waisted:
        fitted = max(fitted, min(armpit[0], hem_x) * rng.uniform(0.9, 1.0))
    hem_y = max(hem_y, armpit[1] + 0.6)
    sleeve = _sleeve(rng, kind) if sleeved else 0.0
    cloth = sample_cloth(rng, _PATTERNS[kind])
    width, cuff = _sleeve_widths(rng, kind, ease, sleeve)
    opening, collar = _closing(rng, kind, neckline)
    return TopCut(
        kind=kind,
        hold=hold,
        neckline=neckline,
        neck=neck,
        depth=depth,
        shoulder=(0.80 + ease * 0.6 + rng.normal(0.02, 0.04))
        if sleeve
        else rng.uniform(0.62, 0.76),
        armpit=armpit,
        waist=(fitted, waist_y),
        hem=(hem_x, hem_y),
        hem_drop=drop,
        sleeve=sleeve,
        sleeve_width=width,
        cuff_width=cuff,
        puff=rng.uniform(0.70, 0.86) if rng.random() < 0.85 else 1.0,
        waisted=waisted,
        opening=opening,
        collar=collar,
        belt=waisted and rng.random() < (0.9 if kind == 'outwear' else 0.35),
        cloth=cloth,
        trim=dye(rng),
        quilted=kind == 'outwear' and not waisted and rng.random() < 0.2,
        print=kind != 'outwear' and opening == 'none' and rng.random() < 0.16,
    )


def shoulder_height(x: float) -> float:
    """Height of the shoulder line at half width ``x``."""
    return SHOULDER_Y - 0.34 * (0.85 - x) if x < 0.85 else SHOULDER_Y + 0.5 * (x - 0.85)
