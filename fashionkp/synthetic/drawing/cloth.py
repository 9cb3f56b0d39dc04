"""Materials: colours of cloth, skin and hair, and how cloth is sampled."""

from dataclasses import dataclass, replace

import numpy as np

Colour = tuple[int, int, int]

# Common colours of women's clothes, BGR; neutral tones prevail.
_CLOTH_COLOURS = (
    *((28, 26, 28), (36, 34, 40), (26, 24, 24), (242, 242, 244), (246, 246, 246)),
    *((225, 230, 236), (235, 238, 240), (150, 150, 152), (190, 190, 192), (62, 48, 42)),
    *((96, 96, 100), (70, 42, 30), (110, 70, 40), (150, 100, 60), (190, 150, 120)),
    *((60, 40, 170), (48, 40, 205), (80, 60, 120), (165, 155, 225), (200, 195, 235)),
    *((150, 190, 215), (120, 160, 195), (60, 95, 140), (45, 60, 90), (70, 170, 220)),
    *((60, 190, 235), (80, 110, 60), (120, 150, 110), (70, 85, 75), (150, 130, 80)),
    *((200, 175, 150), (175, 120, 130), (120, 60, 90), (190, 200, 215), (205, 215, 200)),
)
_SKIN_COLOURS = (
    *((178, 200, 236), (165, 190, 228), (190, 210, 240), (205, 218, 242), (140, 170, 214)),
    *((95, 130, 180), (60, 85, 130)),
)
_SKIN_SHARES = (0.25, 0.2, 0.18, 0.12, 0.13, 0.07, 0.05)
_HAIR_COLOURS = (
    *((24, 24, 28), (30, 34, 44), (34, 44, 66), (52, 72, 104), (96, 140, 180), (140, 175, 205)),
    *((150, 150, 155), (50, 50, 130)),
)
_HAIR_SHARES = (0.34, 0.26, 0.16, 0.10, 0.06, 0.04, 0.02, 0.02)

# Patterns that stand for one that a garment asks for, and their relative frequencies.
_VARIANTS: dict[str, dict[str, float]] = {
    'plain': {'plain': 15, 'melange': 2.5, 'corduroy': 1.2, 'lace': 1, 'blocks': 1, 'sequins': 0.4},
    'checks': {'checks': 5, 'tartan': 6, 'argyle': 1},
    'stripes': {'stripes': 8, 'chevron': 1.5, 'blocks': 1.5},
    'flowers': {'flowers': 5, 'leaves': 3, 'shapes': 3, 'writing': 0.8},
    'blotches': {'blotches': 3, 'leopard': 2, 'tie_dye': 2, 'shapes': 2},
    'knit': {'knit': 6, 'cable': 2, 'corduroy': 1.5, 'melange': 1},
}
_THIN = ('plain', 'flowers', 'dots', 'lace', 'leaves')  # cloth that may be sheer
_SHEER_SHARE = 0.07
_SHINY_SHARE = 0.14  # leather, satin, down jackets


@dataclass(frozen=True)
class Cloth:
    """A material.

    Attributes:
        colour: Main colour, BGR.
        pattern: Name of a pattern; see :mod:`fashionkp.synthetic.drawing.patterns.by_name`.
        ink: Second colour of the pattern, BGR.
        accent: Third colour of the pattern, BGR.
        period: Size of the pattern's repeat, body units.
        stiffness: From 0 for flowing cloth with many folds to 1 for none.
        seed: Seed of the pattern's random details.
        opacity: Below 1 for sheer cloth, through which the layers below are seen.
        shine: Strength of highlights, 0 for matt cloth.
    """

    colour: Colour
    pattern: str = 'plain'
    ink: Colour = (0, 0, 0)
    accent: Colour = (0, 0, 0)
    period: float = 0.5
    stiffness: float = 0.5
    seed: int = 0
    opacity: float = 1.0
    shine: float = 0.0

    def shaded(self, factor: float) -> 'Cloth':
        """Return the cloth in darker (factor below 1) or lighter colours."""
        return replace(
            self,
            colour=shade_colour(self.colour, factor),
            ink=shade_colour(self.ink, factor),
            accent=shade_colour(self.accent, factor),
        )


def shade_colour(colour: Colour, factor: float) -> Colour:
    """Return a darker (factor below 1) or lighter colour."""
    blue, green, red = (int(min(255, round(c * factor))) for c in colour)
    return blue, green, red


def _jittered(
    rng: np.random.Generator, colour: tuple[float, float, float], spread: float
) -> Colour:
    value = np.clip(np.array(colour) * rng.normal(1, 0.04) + rng.normal(0, spread, 3), 4, 250)
    return int(value[0]), int(value[1]), int(value[2])


def sample_colour(rng: np.random.Generator) -> Colour:
    """Sample a colour of clothes."""
    colour = np.array(_CLOTH_COLOURS[rng.integers(len(_CLOTH_COLOURS))])
    grey_share = rng.uniform(0, 0.45)
    blue, green, red = (1 - grey_share) * colour + grey_share * colour.mean()
    return _jittered(rng, (blue, green, red), 8)


def sample_skin(rng: np.random.Generator) -> Cloth:
    """Sample skin of one of several tones."""
    tone = _SKIN_COLOURS[rng.choice(len(_SKIN_COLOURS), p=_SKIN_SHARES)]
    return Cloth(_jittered(rng, tone, 5), stiffness=1.0, shine=rng.uniform(0, 0.4))


def sample_hair(rng: np.random.Generator) -> Cloth:
    """Sample hair of one of several colours."""
    tone = _HAIR_COLOURS[rng.choice(len(_HAIR_COLOURS), p=_HAIR_SHARES)]
    return Cloth(_jittered(rng, tone, 3), 'strands', stiffness=1.0)


def _choice(rng: np.random.Generator, weights: dict[str, float]) -> str:
    names, values = list(weights), np.array(list(weights.values()))
    return names[rng.choice(len(names), p=values / values.sum())]


def _contrast(first: Colour, second: Colour) -> float:
    return float(np.abs(np.subtract(first, second)).mean())


def sample_cloth(rng: np.random.Generator, patterns: dict[str, float]) -> Cloth:
    """Sample a cloth.

    Args:
        rng: Random generator.
        patterns: Weights of the patterns to choose from, by name; a similar pattern may stand for
            the chosen one.
    """
    pattern = _choice(rng, patterns)
    pattern = _choice(rng, _VARIANTS.get(pattern, {pattern: 1.0}))
    colour = sample_colour(rng)
    if pattern == 'denim':
        colour = _jittered(rng, ((120, 85, 55), (165, 130, 95), (70, 48, 36))[rng.integers(3)], 6)
    ink, accent = sample_colour(rng), sample_colour(rng)
    for _ in range(4 if rng.random() < 0.85 else 0):
        if _contrast(colour, ink) > 45:
            break
        ink = sample_colour(rng)
    period = float(np.exp(rng.uniform(np.log(0.07), np.log(0.65))))
    stiffness = float(rng.uniform(0.1, 0.9))
    sheer = pattern in _THIN and rng.random() < _SHEER_SHARE
    return Cloth(
        colour=colour,
        pattern=pattern,
        ink=ink,
        accent=accent,
        period=period,
        stiffness=stiffness,
        seed=int(rng.integers(1 << 30)),
        opacity=float(rng.uniform(0.5, 0.9)) if sheer else 1.0,
        shine=float(rng.uniform(0.3, 1.0)) if rng.random() < _SHINY_SHARE else 0.0,
    )
