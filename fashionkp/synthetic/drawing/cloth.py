"""Colours and patterns of cloth, skin and hair."""

from dataclasses import dataclass

import cv2
import numpy as np

from fashionkp.synthetic.drawing.noise import clouds

Colour = tuple[int, int, int]

# Shop colours, BGR: what women's fashion is sold in, neutral tones most.
_DYES = (
    *((28, 26, 28), (36, 34, 40), (26, 24, 24), (242, 242, 244), (246, 246, 246)),
    *((225, 230, 236), (235, 238, 240), (150, 150, 152), (190, 190, 192), (62, 48, 42)),
    *((96, 96, 100), (70, 42, 30), (110, 70, 40), (150, 100, 60), (190, 150, 120)),
    *((60, 40, 170), (48, 40, 205), (80, 60, 120), (165, 155, 225), (200, 195, 235)),
    *((150, 190, 215), (120, 160, 195), (60, 95, 140), (45, 60, 90), (70, 170, 220)),
    *((60, 190, 235), (80, 110, 60), (120, 150, 110), (70, 85, 75), (150, 130, 80)),
    *((200, 175, 150), (175, 120, 130), (120, 60, 90), (190, 200, 215), (205, 215, 200)),
)
_SKINS = ((178, 200, 236), (165, 190, 228), (190, 210, 240), (140, 170, 214), (95, 130, 180))
_HAIRS = ((24, 24, 28), (30, 34, 44), (34, 44, 66), (52, 72, 104), (96, 140, 180))


@dataclass(frozen=True)
class Cloth:
    """A material.

    Attributes:
        colour: BGR of its ground.
        pattern: ``plain`` or the name of a pattern in :data:`PATTERNS`.
        ink: BGR of the pattern's second colour.
        accent: BGR of its third colour.
        period: Size of the pattern's repeat, body units.
        stiffness: Low for flowing cloth with many folds, 1 for none.
        seed: Of its random details.
    """

    colour: Colour
    pattern: str = 'plain'
    ink: Colour = (0, 0, 0)
    accent: Colour = (0, 0, 0)
    period: float = 0.5
    stiffness: float = 0.5
    seed: int = 0

    def shaded(self, factor: float) -> 'Cloth':
        """The same cloth, darker (below 1) or lighter."""
        return Cloth(
            tinted(self.colour, factor),
            self.pattern,
            tinted(self.ink, factor),
            tinted(self.accent, factor),
            self.period,
            self.stiffness,
            self.seed,
        )


def tinted(colour: Colour, factor: float) -> Colour:
    """A colour made darker (factor below 1) or lighter."""
    blue, green, red = (int(min(255, round(c * factor))) for c in colour)
    return blue, green, red


def _jittered(
    rng: np.random.Generator, colour: tuple[float, float, float], spread: float
) -> Colour:
    value = np.clip(np.array(colour) * rng.normal(1, 0.04) + rng.normal(0, spread, 3), 4, 250)
    return int(value[0]), int(value[1]), int(value[2])


def dye(rng: np.random.Generator) -> Colour:
    """A colour in which clothes are sold."""
    colour = np.array(_DYES[rng.integers(len(_DYES))])
    pale = rng.uniform(0, 0.45)
    blue, green, red = (1 - pale) * colour + pale * colour.mean()
    return _jittered(rng, (blue, green, red), 8)


def skin(rng: np.random.Generator) -> Cloth:
    """Skin of one of several tones."""
    tone = _SKINS[rng.choice(len(_SKINS), p=[0.35, 0.25, 0.2, 0.12, 0.08])]
    return Cloth(_jittered(rng, tone, 3), stiffness=1.0)


def hair(rng: np.random.Generator) -> Cloth:
    """Hair of one of several colours."""
    tone = _HAIRS[rng.choice(len(_HAIRS), p=[0.4, 0.3, 0.15, 0.1, 0.05])]
    return Cloth(_jittered(rng, tone, 3), 'strands', stiffness=1.0)


def _contrast(first: Colour, second: Colour) -> float:
    return float(np.abs(np.subtract(first, second)).mean())


def sample_cloth(rng: np.random.Generator, patterns: dict[str, float]) -> Cloth:
    """A cloth with one of ``patterns``, which gives the weight of each."""
    names = list(patterns)
    weights = np.array(list(patterns.values()))
    pattern = names[rng.choice(len(names), p=weights / weights.sum())]
    colour = dye(rng)
    if pattern == 'denim':
        colour = _jittered(rng, ((120, 85, 55), (165, 130, 95), (70, 48, 36))[rng.integers(3)], 6)
    ink, accent = dye(rng), dye(rng)
    for _ in range(4):
        if _contrast(colour, ink) > 45:
            break
        ink = dye(rng)
    period = float(np.exp(rng.uniform(np.log(0.16), np.log(0.6))))
    stiffness = float(rng.uniform(0.1, 0.9))
    return Cloth(colour, pattern, ink, accent, period, stiffness, int(rng.integers(1 << 30)))


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
    ground, ink = np.array(cloth.colour), np.array(cloth.ink)
    tile[:half] = (ground * 0.55 + ink * 0.45).astype(np.uint8)
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
        petal = cloth.ink if turn < 0.6 else cloth.accent
        for k in range(5):
            a = turn * 6 + k * 1.2566
            at = centre + radius * np.array([np.cos(a), np.sin(a)])
            cv2.circle(tile, at.astype(int).tolist(), int(radius * 0.7) + 1, petal, -1, cv2.LINE_AA)
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
"""Each draws its repeat on a square tile of the ground's colour."""

BIG_REPEATS = {'flowers': 3.0, 'blotches': 3.5, 'denim': 3.0, 'strands': 1.5, 'knit': 1.5}
"""Patterns whose repeat spans several periods."""
