"""Woven and knitted patterns: stripes, checks, denim, knitwear, lace and sequins."""

import cv2
import numpy as np

from fashionkp.synthetic.drawing.cloth import Cloth
from fashionkp.synthetic.drawing.noise import clouds


def plain(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    pass


def stripes(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    thick = max(1, int(n * rng.choice([0.12, 0.25, 0.5])))
    tile[:thick] = cloth.ink
    if rng.random() < 0.3:
        tile[n // 2 : n // 2 + max(1, thick // 3)] = cloth.accent


def pinstripes(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    tile[:, : max(1, int(n * rng.choice([0.08, 0.2, 0.5])))] = cloth.ink


def checks(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    half = n // 2
    colour, ink = np.array(cloth.colour), np.array(cloth.ink)
    tile[:half] = (colour * 0.55 + ink * 0.45).astype(np.uint8)
    tile[:, :half] = (tile[:, :half] * 0.55 + ink * 0.45).astype(np.uint8)
    if rng.random() < 0.6:
        line = max(1, n // 24)
        tile[half + half // 2 : half + half // 2 + line] = cloth.accent
        tile[:, half + half // 2 : half + half // 2 + line] = cloth.accent


def knit(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    rows = np.arange(n)
    ribs = 6 if rng.random() < 0.5 else 3
    wave = np.cos(rows * (2 * np.pi * ribs / n))[None, :] * np.ones((n, 1))
    stitch = np.cos(
        (rows[:, None] + np.abs((rows * ribs % n) / n - 0.5) * 6) * (2 * np.pi * 16 / n)
    )
    factor = 1 + 0.09 * wave + 0.05 * stitch
    tile[:] = np.clip(tile * factor[..., None], 0, 255).astype(np.uint8)


def denim(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    speck = cv2.blur(rng.normal(0, 0.12, (len(tile), len(tile))), (1, 5))
    wash = cv2.resize(clouds(), tile.shape[1::-1], interpolation=cv2.INTER_AREA)
    factor = 1 + speck + rng.uniform(0, 0.16) * wash
    tile[:] = np.clip(tile * factor[..., None], 0, 255).astype(np.uint8)


def strands(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    streak = cv2.GaussianBlur(rng.normal(0, 1, (1, len(tile))), (0, 0), 1.2) * 0.30
    tile[:] = np.clip(tile * (1.1 + streak[..., None]), 0, 255).astype(np.uint8)


def tartan(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    """Stripes of several colours in both directions, woven into each other."""
    n = len(tile)
    profile = np.tile(np.array(cloth.colour, float), (n, 1))
    for _ in range(rng.integers(2, 6)):
        width = max(1, int(n * rng.choice([0.02, 0.04, 0.12, 0.3])))
        start = int(rng.integers(n))
        profile[(start + np.arange(width)) % n] = cloth.ink if rng.random() < 0.6 else cloth.accent
    tile[:] = ((profile[:, None] + profile[None]) / 2).astype(np.uint8)


def chevron(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    y, x = np.indices((n, n)) / n
    phase = (y + rng.uniform(0.2, 0.5) * np.abs(((2 * x) % 1) - 0.5)) * 2 % 1
    tile[phase < 0.5] = cloth.ink
    if rng.random() < 0.5:
        tile[phase < 0.15] = cloth.accent


def blocks(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    """Broad bands of two or three colours."""
    n = len(tile)
    first, second = np.sort(rng.uniform(0.1, 0.9, 2) * n).astype(int)
    tile[first:second] = cloth.ink
    if rng.random() < 0.4:
        tile[second:] = cloth.accent


def melange(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    """Threads of slightly different brightness."""
    speck = cv2.blur(rng.normal(0, 0.35, (len(tile), len(tile))), (3, 2))
    tile[:] = np.clip(tile * (1 + speck[..., None]), 0, 255).astype(np.uint8)


def corduroy(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    """Narrow vertical ribs."""
    n = len(tile)
    ribs = int(rng.integers(4, 12))
    wave = np.sin(np.arange(n) * (2 * np.pi * ribs / n)) * rng.uniform(0.06, 0.25)
    tile[:] = np.clip(tile * (1 + wave[None, :, None]), 0, 255).astype(np.uint8)


def cable(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    """Braids with flat strips between them."""
    n = len(tile)
    y, x = np.indices((n, n)) / n
    strand = np.cos(2 * np.pi * (2 * x + 0.25 * np.sin(2 * np.pi * 2 * y)) * 2)
    twist = np.cos(2 * np.pi * (4 * y + 3 * np.abs(x - 0.5)))
    inside = np.abs(x - 0.5) < 0.3
    factor = 1 + np.where(inside, 0.10 * strand * np.sign(twist) + 0.05 * twist, 0.03 * strand)
    tile[:] = np.clip(tile * factor[..., None], 0, 255).astype(np.uint8)


def lace(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    """Net with flowers; what is below it shows through as another tone."""
    n = len(tile)
    factor = 0.72 if sum(cloth.colour) > 300 else 1.9
    below = np.clip(np.array(cloth.colour) * factor + (0, 6, 14), 0, 255)
    y, x = np.indices((n, n)) / n
    net = np.maximum(np.cos(2 * np.pi * 8 * (x + y)), np.cos(2 * np.pi * 8 * (x - y))) < 0.75
    flowers = np.zeros((n, n), np.uint8)
    for cx, cy, size in rng.random((5, 3)):
        for k in range(6):
            angle = k * np.pi / 3 + 6 * size
            centre = n * (np.array([cx, cy]) + 0.09 * np.array([np.cos(angle), np.sin(angle)])) % n
            cv2.circle(flowers, centre.astype(int).tolist(), max(1, int(n * 0.05)), 1, -1)
    tile[net & (flowers == 0)] = below


def sequins(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    """Small discs, each of which reflects the light differently."""
    n = len(tile)
    cells = max(2, n // 5)
    glint = np.exp(rng.normal(-0.1, 0.3, (cells, cells))).astype(np.float32)
    factor = cv2.resize(glint, (n, n), interpolation=cv2.INTER_NEAREST)
    tile[:] = np.clip(tile * factor[..., None] + 25 * (factor[..., None] > 1.5), 0, 255)
