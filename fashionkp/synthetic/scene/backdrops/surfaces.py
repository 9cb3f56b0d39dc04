"""Surfaces of walls and floors: plaster, bricks, planks, tiles, foliage, carpets and cloth."""

import cv2
import numpy as np

from fashionkp.synthetic.drawing.cloth import Cloth, sample_colour
from fashionkp.synthetic.drawing.fabric import draped_fabric, even_image
from fashionkp.synthetic.drawing.noise import SIZE, clouds, warp_field
from fashionkp.synthetic.drawing.patterns.by_name import PATTERNS

_PALE_COLOURS = (
    *((245, 245, 246), (232, 234, 236), (214, 218, 222), (200, 205, 214), (222, 214, 204)),
    *((180, 180, 182), (150, 152, 158), (205, 222, 230), (190, 205, 215), (110, 118, 130)),
)
_WOOD = (
    (60, 95, 140),
    (90, 130, 175),
    (130, 165, 200),
    (45, 60, 85),
    (35, 40, 50),
    (170, 190, 205),
)
_BRICK = ((70, 85, 150), (90, 105, 165), (160, 165, 175), (215, 220, 225), (75, 80, 90))


def sample_tone(rng: np.random.Generator) -> np.ndarray:
    """Sample the colour of a wall or floor, BGR, (3,) float."""
    if rng.random() < 0.16:
        return np.array(sample_colour(rng), float)
    colour = np.array(_PALE_COLOURS[rng.integers(len(_PALE_COLOURS))])
    return np.clip(colour + rng.normal(0, 6, 3), 0, 255)


def surface(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Sample the image of a flat surface, (height, width, 3) uint8, BGR."""
    kinds = (plaster, bricks, planks, tiles, panels, carpet, fur, cloth, foliage)
    shares = (0.25, 0.14, 0.18, 0.1, 0.12, 0.1, 0.03, 0.05, 0.03)
    return kinds[rng.choice(len(kinds), p=shares)](rng, width, height)


def perspective_floor(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Sample the image of a floor that runs to the back, (height, width, 3) uint8, BGR."""
    kinds = (planks, tiles, carpet, plaster)
    flat = kinds[rng.choice(4, p=(0.4, 0.2, 0.2, 0.2))](rng, width, max(width // 2, 8))
    inset = rng.uniform(0.15, 0.8) * width  # beyond the borders, in front
    rows = flat.shape[0]
    source = np.array([(0, 0), (width, 0), (width, rows), (0, rows)], np.float32)
    target = np.array([(0, 0), (width, 0), (width + inset, height), (-inset, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    return cv2.warpPerspective(flat, matrix, (width, height))


def noise_field(
    rng: np.random.Generator, width: int, height: int, zoom: tuple[float, float]
) -> np.ndarray:
    """Random part of soft noise of variance 1, (height, width) float32; ``zoom`` is (x, y)."""
    x, y = rng.random(2) * SIZE
    size = (width // 2 + 1, height // 2 + 1)
    if min(zoom) < 2:
        field = warp_field(clouds, np.array([[zoom[0], 0, x], [0, zoom[1], y]]), size)
    else:  # coarse steps need no interpolation
        columns = (x + zoom[0] * np.arange(size[0])).astype(int) % SIZE
        rows = (y + zoom[1] * np.arange(size[1])).astype(int) % SIZE
        field = clouds()[rows[:, None], columns]
    return cv2.resize(field, (width, height))


def modulate(image: np.ndarray, field: np.ndarray, strength: float) -> None:
    """Lighten and darken an image by a field (H, W), in place."""
    gain = cv2.convertScaleAbs(np.maximum(field * np.float32(128 * strength) + 128, 0))
    cv2.multiply(image, cv2.merge([gain] * 3), dst=image, scale=1 / 128)


def plaster(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Wall with soft, sometimes strong, stains."""
    image = even_image(sample_tone(rng), width, height)
    zoom = rng.uniform(0.3, 1.5)
    strength = rng.uniform(0.01, 0.12) * rng.random()
    modulate(image, noise_field(rng, width, height, (zoom, zoom)), strength + 0.01)
    return image


def _blocks(
    rng: np.random.Generator,
    size: tuple[int, int],
    tone: np.ndarray,
    *,
    rows: int,
    ratio: float,
    spread: float,
    shifted: bool,
) -> np.ndarray:
    """Rows of blocks with joints between them.

    Args:
        rng: Random generator.
        size: Image size (width, height).
        tone: Mean colour, BGR.
        rows: Number of rows.
        ratio: Length of a block relative to the height of a row.
        spread: Relative differences of brightness between the blocks.
        shifted: Whether the joints of adjacent rows are apart.
    """
    width, height = size[0] // 2 + 1, size[1] // 2 + 1
    tall = height / rows
    length = max(tall * ratio, 2)
    y, x = np.arange(height, dtype=np.float32), np.arange(width, dtype=np.float32)
    row = np.minimum(y / tall, rows - 1).astype(int)
    shift = rng.uniform(0, length, rows) if shifted else np.zeros(rows)
    along = x[None] + shift[row].astype(np.float32)[:, None]
    column = (along / length).astype(int)
    factors = 1 + rng.normal(0, spread, (rows, int(column.max()) + 1))
    shade = np.clip(128 * factors, 60, 200).astype(np.uint8)[row[:, None], column]
    thick = rng.uniform(0.5, 2.0)
    joint = (y - row * tall < thick)[:, None] | (along - column * length < thick)
    shade[joint] = 128 * rng.choice([rng.uniform(0.5, 0.95), rng.uniform(1.05, 1.4)])
    gain = cv2.resize(shade, size, interpolation=cv2.INTER_LINEAR)
    image = even_image(tone, *size)
    return cv2.multiply(image, cv2.merge([gain] * 3), scale=1 / 128)


def bricks(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Wall of bricks."""
    tone = np.array(_BRICK[rng.integers(len(_BRICK))]) * rng.uniform(0.8, 1.1)
    rows, spread = int(rng.integers(9, 34)), rng.uniform(0.03, 0.16)
    image = _blocks(rng, (width, height), tone, rows=rows, ratio=2.6, spread=spread, shifted=True)
    modulate(image, noise_field(rng, width, height, (6, 6)), rng.uniform(0.03, 0.12))
    return image


def planks(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Boards with the grain of wood, in either direction."""
    tone = np.array(_WOOD[rng.integers(len(_WOOD))], float) * rng.uniform(0.8, 1.15)
    if rng.random() < 0.25:
        tone = sample_tone(rng)
    rows, spread = int(rng.integers(4, 16)), rng.uniform(0.02, 0.12)
    upright = rng.random() < 0.5
    size = (height, width) if upright else (width, height)
    image = _blocks(rng, size, tone, rows=rows, ratio=9.0, spread=spread, shifted=True)
    modulate(image, noise_field(rng, *size, (1.2, 12)), rng.uniform(0.02, 0.10))
    return cv2.transpose(image) if upright else image


def tiles(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Square or oblong tiles."""
    ratio = 1.0 if rng.random() < 0.6 else rng.uniform(1.5, 2.5)
    tone, rows = sample_tone(rng), int(rng.integers(3, 14))
    spread = rng.uniform(0.0, 0.05)
    image = _blocks(
        rng, (width, height), tone, rows=rows, ratio=ratio, spread=spread, shifted=False
    )
    modulate(image, noise_field(rng, width, height, (2, 2)), 0.03)
    return image


def panels(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Wall with rectangular mouldings, or a door with panels."""
    image = even_image(sample_tone(rng), width, height)
    columns, rows = int(rng.integers(1, 5)), int(rng.integers(1, 3))
    step = np.array([width / columns, height / rows])
    gap = rng.uniform(0.06, 0.16) * step.min()
    start = rng.uniform(-0.5, 0.5) * step
    dark, light = rng.uniform(0.6, 0.9), rng.uniform(1.02, 1.2)
    tone = image[0, 0].astype(float)
    for column in range(-1, columns + 1):
        for row in range(-1, rows + 1):
            low = start + step * (column, row) + gap
            high = start + step * (column + 1, row + 1) - gap
            for inset, factor in ((0, dark), (2, light), (0.3 * gap, dark)):
                ends = (low + inset).astype(int).tolist(), (high - inset).astype(int).tolist()
                colour = tuple(np.minimum(tone * factor, 255).tolist())
                cv2.rectangle(image, *ends, colour, 1 + int(rng.random() < 0.4), cv2.LINE_AA)
    modulate(image, noise_field(rng, width, height, (0.4, 0.4)), 0.03)
    return image


def carpet(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Rug, fur, stone or gravel, with fine texture."""
    image = even_image(sample_tone(rng), width, height)
    zoom = rng.uniform(5, 24)
    modulate(image, noise_field(rng, width, height, (zoom, zoom)), rng.uniform(0.04, 0.22))
    modulate(image, noise_field(rng, width, height, (0.7, 0.7)), rng.uniform(0, 0.07))
    return image


def fur(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Pale or brown fur with locks in all directions."""
    tones = ((235, 240, 244), (215, 222, 228), (165, 170, 178), (110, 140, 175))
    image = even_image(tones[rng.integers(len(tones))], width, height)
    locks = noise_field(rng, width, height, (9, 4))
    turned = noise_field(rng, width, height, (4, 9))
    where = noise_field(rng, width, height, (1.5, 1.5))
    modulate(image, np.where(where > 0, locks, turned), rng.uniform(0.06, 0.16))
    return image


def cloth(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Curtain or sheet with a pattern and upright or loose folds."""
    pattern = 'plain' if rng.random() < 0.5 else str(rng.choice(list(PATTERNS)))
    colour, ink, accent = (sample_colour(rng) for _ in range(3))
    material = Cloth(colour, pattern, ink, accent, seed=int(rng.integers(1 << 20)))
    scale, axis = rng.uniform(60, 240), rng.uniform(-0.3, 0.3)
    image = draped_fabric(material, (0, 0, width, height), scale=scale, axis=axis)
    zoom = (rng.uniform(2, 6), 0.15) if rng.random() < 0.7 else (2, 2)
    modulate(image, noise_field(rng, width, height, zoom), rng.uniform(0.05, 0.2))
    return image


def foliage(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Leaves of a hedge, a lawn or trees, with dark gaps."""
    zoom = rng.uniform(3, 12)
    leaves = noise_field(rng, width, height, (zoom, zoom * rng.uniform(0.6, 1.2)))
    masses = noise_field(rng, width, height, (0.8, 0.8))
    level = np.clip(110 + 32 * leaves + 34 * masses, 0, 255).astype(np.uint8)
    t = np.linspace(0, 1, 256)[:, None]
    dark = rng.uniform((10, 20, 15), (40, 60, 50))
    light = rng.uniform((70, 150, 110), (150, 230, 200))
    table = (dark + (light - dark) * t).astype(np.uint8)[None]
    return cv2.LUT(cv2.merge([level] * 3), table)
