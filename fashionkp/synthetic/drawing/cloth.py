"""Materials: colours and patterns of cloth, skin and hair."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from fashionkp.synthetic.drawing.noise import clouds

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
_SKIN_COLOURS = ((178, 200, 236), (165, 190, 228), (190, 210, 240), (140, 170, 214), (95, 130, 180))
_HAIR_COLOURS = ((24, 24, 28), (30, 34, 44), (34, 44, 66), (52, 72, 104), (96, 140, 180))


@dataclass(frozen=True)
class Cloth:
    """A material.

    Attributes:
        colour: Main colour, BGR.
        pattern: Name of a pattern in :data:`PATTERNS`.
        ink: Second colour of the pattern, BGR.
        accent: Third colour of the pattern, BGR.
        period: Size of the pattern's repeat, body units.
        stiffness: From 0 for flowing cloth with many folds to 1 for none.
        seed: Seed of the pattern's random details.
    """

    colour: Colour
    pattern: str = 'plain'
    ink: Colour = (0, 0, 0)
    accent: Colour = (0, 0, 0)
    period: float = 0.5
    stiffness: float = 0.5
    seed: int = 0

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
    tone = _SKIN_COLOURS[rng.choice(len(_SKIN_COLOURS), p=[0.35, 0.25, 0.2, 0.12, 0.08])]
    return Cloth(_jittered(rng, tone, 3), stiffness=1.0)


def sample_hair(rng: np.random.Generator) -> Cloth:
    """Sample hair of one of several colours."""
    tone = _HAIR_COLOURS[rng.choice(len(_HAIR_COLOURS), p=[0.4, 0.3, 0.15, 0.1, 0.05])]
    return Cloth(_jittered(rng, tone, 3), 'strands', stiffness=1.0)


def _contrast(first: Colour, second: Colour) -> float:
    return float(np.abs(np.subtract(first, second)).mean())


def sample_cloth(rng: np.random.Generator, patterns: dict[str, float]) -> Cloth:
    """Sample a cloth.

    Args:
        rng: Random generator.
        patterns: Weights of the patterns to choose from, by name.
    """
    names = list(patterns)
    weights = np.array(list(patterns.values()))
    pattern = names[rng.choice(len(names), p=weights / weights.sum())]
    colour = sample_colour(rng)
    if pattern == 'denim':
        colour = _jittered(rng, ((120, 85, 55), (165, 130, 95), (70, 48, 36))[rng.integers(3)], 6)
    ink, accent = sample_colour(rng), sample_colour(rng)
    for _ in range(4):
        if _contrast(colour, ink) > 45:
            break
        ink = sample_colour(rng)
    period = float(np.exp(rng.uniform(np.log(0.16), np.log(0.6))))
    stiffness = float(rng.uniform(0.1, 0.9))
    return Cloth(
        colour=colour,
        pattern=pattern,
        ink=ink,
        accent=accent,
        period=period,
        stiffness=stiffness,
        seed=int(rng.integers(1 << 30)),
    )


def _plain(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    pass


def _stripes(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    thick = max(1, int(n * rng.choice([0.12, 0.25, 0.5])))
    tile[:thick] = cloth.ink
    if rng.random() < 0.3:
        tile[n // 2 : n // 2 + max(1, thick // 3)] = cloth.accent


def _pinstripes(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    tile[:, : max(1, int(n * rng.choice([0.08, 0.2, 0.5])))] = cloth.ink


def _checks(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    half = n // 2
    colour, ink = np.array(cloth.colour), np.array(cloth.ink)
    tile[:half] = (colour * 0.55 + ink * 0.45).astype(np.uint8)
    tile[:, :half] = (tile[:, :half] * 0.55 + ink * 0.45).astype(np.uint8)
    if rng.random() < 0.6:
        line = max(1, n // 24)
        tile[half + half // 2 : half + half // 2 + line] = cloth.accent
        tile[:, half + half // 2 : half + half // 2 + line] = cloth.accent


def _dots(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    radius = max(1, int(n * rng.uniform(0.1, 0.2)))
    for x, y in ((0.25, 0.25), (0.75, 0.75)):
        cv2.circle(tile, (int(n * x), int(n * y)), radius, cloth.ink, -1, cv2.LINE_AA)


def _flowers(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    for x, y, size, turn in rng.random((9, 4)):
        centre = np.array([0.18 + 0.64 * x, 0.18 + 0.64 * y]) * n
        radius = n * (0.05 + 0.08 * size)
        petal_colour = cloth.ink if turn < 0.6 else cloth.accent
        for k in range(5):
            angle = turn * 6 + k * 1.2566
            x, y = (centre + radius * np.array([np.cos(angle), np.sin(angle)])).astype(int).tolist()
            cv2.circle(tile, (x, y), int(radius * 0.7) + 1, petal_colour, -1, cv2.LINE_AA)
        cv2.circle(tile, centre.astype(int).tolist(), int(radius * 0.45) + 1, cloth.accent, -1)


def _blotches(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    field = cv2.resize(clouds(), tile.shape[1::-1], interpolation=cv2.INTER_AREA)
    field = field - cv2.blur(field, (len(tile) // 4 + 1,) * 2)
    level = field.std()
    tile[field > 0.35 * level] = cloth.ink
    tile[field < -0.8 * level] = cloth.accent


def _knit(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    rows = np.arange(n)
    ribs = 6 if rng.random() < 0.5 else 3
    wave = np.cos(rows * (2 * np.pi * ribs / n))[None, :] * np.ones((n, 1))
    stitch = np.cos(
        (rows[:, None] + np.abs((rows * ribs % n) / n - 0.5) * 6) * (2 * np.pi * 16 / n)
    )
    factor = 1 + 0.09 * wave + 0.05 * stitch
    tile[:] = np.clip(tile * factor[..., None], 0, 255).astype(np.uint8)


def _denim(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    speck = rng.normal(0, 0.10, (len(tile), len(tile), 1))
    tile[:] = np.clip(tile * (1 + cv2.blur(speck, (1, 5))[..., None]), 0, 255).astype(np.uint8)


def _strands(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    streak = cv2.GaussianBlur(rng.normal(0, 1, (1, len(tile))), (0, 0), 1.2) * 0.30
    tile[:] = np.clip(tile * (1.1 + streak[..., None]), 0, 255).astype(np.uint8)


PATTERNS = {
    'plain': _plain,
    'stripes': _stripes,
    'pinstripes': _pinstripes,
    'checks': _checks,
    'dots': _dots,
    'flowers': _flowers,
    'blotches': _blotches,
    'knit': _knit,
    'denim': _denim,
    'strands': _strands,
}
"""Functions that draw one repeat of a pattern on a square tile, which has the main colour."""

BIG_REPEATS = {'flowers': 3.0, 'blotches': 3.5, 'denim': 3.0, 'strands': 1.5, 'knit': 1.5}
"""Factors of the period, for patterns whose repeat is larger than it."""
