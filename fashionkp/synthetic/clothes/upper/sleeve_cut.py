"""Cuts of sleeves."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class SleeveCut:
    """Measures of a sleeve; body units, half widths.

    Attributes:
        length: Length relative to the arm, 0 for none.
        width: Half width at the armhole.
        elbow: Half width at the middle of its length.
        cuff: Half width at the cuff.
        puff: Half width of the outer side at the shoulder, relative to ``width``.
        batwing: How much lower the armpit is than that of a sewn-in sleeve.
        gathered: Whether it is gathered into a narrow cuff.
        hidden: Length of the upper part that lies in an outer sleeve, relative to the arm.
    """

    length: float = 0.0
    width: float = 0.0
    elbow: float = 0.0
    cuff: float = 0.0
    puff: float = 1.0
    batwing: float = 0.0
    gathered: bool = False
    hidden: float = 0.0


_LENGTHS = ((0.16, 0.3), (0.3, 0.5), (0.55, 0.9), (0.92, 1.1))
"""Ranges of the length relative to the arm: short, half, three quarters, long."""
_LENGTH_SHARES = {
    'blouse': (0.09, 0.11, 0.12, 0.68),
    'outwear': (0.03, 0.04, 0.12, 0.81),
    'dress': (0.18, 0.18, 0.16, 0.48),
}
_STYLES = {
    # narrow, straight, bell, gathered, batwing
    True: (0.54, 0.24, 0.05, 0.10, 0.07),
    False: (0.30, 0.44, 0.11, 0.11, 0.04),
}
"""Shares of the styles of long and of shorter sleeves."""


def sample_sleeve(rng: np.random.Generator, category: str, ease: float, *, worn: bool) -> SleeveCut:
    """Sample a sleeve; ``ease`` is the looseness of the garment, body units."""
    group = rng.choice(len(_LENGTHS), p=_LENGTH_SHARES[category])
    length = rng.uniform(*_LENGTHS[group])
    if not worn and group == len(_LENGTHS) - 1:  # nothing holds back the sleeves
        length += rng.uniform(0.0, 0.15)
    width = 0.22 + ease * 0.5 + rng.uniform(0, 0.06) + (0.05 if category == 'outwear' else 0)
    puff = rng.uniform(0.70, 0.86) if rng.random() < 0.85 else 1.0
    share = min(length, 1)
    narrow = rng.uniform(0.11, 0.17) + 0.08 * (1 - share) + 0.12 * ease
    style = rng.choice(5, p=_STYLES[length > 0.55])
    if style == 0:
        return SleeveCut(length, width, (width + narrow) / 2, narrow, puff)
    if style == 1:
        cuff = width * rng.uniform(0.6, 1.05)
        return SleeveCut(length, width, (width + cuff) / 2, cuff, puff)
    if style == 2:
        cuff = width * rng.uniform(1.25, 1.9)
        return SleeveCut(length, width, width * rng.uniform(0.85, 1.1), cuff, puff)
    if style == 3:
        elbow = width * rng.uniform(1.15, 1.6)
        puff = max(puff, rng.uniform(0.7, 1.15))
        return SleeveCut(length, width, elbow, narrow, puff, gathered=True)
    wide = rng.uniform(0.38, 0.55)
    return SleeveCut(
        length, wide, 0.7 * wide, max(narrow, 0.35 * wide), 0.7, batwing=rng.uniform(0.25, 0.7)
    )
