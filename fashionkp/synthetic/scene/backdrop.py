"""Backdrops: studios, rooms, streets, walls, shops and floors."""

import cv2
import numpy as np

from fashionkp.synthetic.drawing.canvas import fill
from fashionkp.synthetic.drawing.cloth import sample_colour, shade_colour
from fashionkp.synthetic.drawing.curves import ellipse, limb_outline
from fashionkp.synthetic.drawing.noise import SIZE, clouds
from fashionkp.synthetic.scene.props import add_furniture, sample_tone, scatter_objects


def _studio(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Even backdrop with a soft falloff of light."""
    tone = np.array([255.0] * 3) if rng.random() < 0.5 else sample_tone(rng)
    if rng.random() < 0.12:
        tone = np.array(sample_colour(rng), float)
    x, y = np.meshgrid(np.linspace(-1, 1, 12), np.linspace(-1, 1, 12))
    centre = rng.uniform(-0.5, 0.5, 2)
    strength = rng.uniform(0, 0.06 if tone[0] == 255 else 0.22)
    light = 1 - strength * ((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / 2
    small = np.clip(tone * light[..., None], 0, 255).astype(np.uint8)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def _add_blotches(
    image: np.ndarray, rng: np.random.Generator, *, strength: float, zoom: float
) -> None:
    """Lighten and darken an image by soft blotches, in place."""
    height, width = image.shape[:2]
    x, y = rng.random(2) * SIZE
    matrix = np.array([[zoom, 0, x], [0, zoom, y]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (width // 2, height // 2)
    field = cv2.warpAffine(clouds(), matrix, size, flags=flags, borderMode=cv2.BORDER_WRAP)
    gain = np.clip(128 + field * (128 * strength), 0, 255).astype(np.uint8)
    gain = cv2.resize(gain, (width, height))
    cv2.multiply(image, cv2.merge([gain] * 3), dst=image, scale=1 / 128)


def _room(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Wall and floor, with furniture."""
    image = _studio(rng, width, height)
    floor = int(height * rng.uniform(0.68, 0.92))
    tone = tuple(sample_tone(rng) * rng.uniform(0.6, 0.95))
    image[floor:] = tone
    image[floor - int(0.025 * height) : floor] = tuple(np.minimum(np.array(tone) * 1.25, 255))
    if rng.random() < 0.5:
        for x in np.arange(0, width, width / rng.integers(5, 12)):
            near, far = (int(x), height), (int(width / 2 + (x - width / 2) * 0.6), floor)
            cv2.line(image, near, far, shade_colour(tone, 0.85), 1, cv2.LINE_AA)
    _add_blotches(image, rng, strength=0.05, zoom=0.5)
    for _ in range(rng.integers(0, 4)):
        add_furniture(image, rng, floor)
    if rng.random() < 0.6:
        image = cv2.blur(image, (5, 5))
    return image


def _street(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Houses, people and trees, out of focus."""
    w, h = width // 4, height // 4
    image = np.full((h, w, 3), sample_tone(rng), np.uint8)
    ground = int(h * rng.uniform(0.6, 0.85))
    x = 0
    while x < w:
        house_width = int(rng.integers(w // 8, w // 3))
        _add_house(image, rng, left=x, right=x + house_width, ground=ground)
        x += house_width
    image[ground:] = shade_colour(tuple(sample_tone(rng)), rng.uniform(0.5, 0.9))
    for _ in range(rng.integers(0, 5)):
        feet = np.array([rng.uniform(0, w), ground + 2])
        passer_by = limb_outline([feet, feet - (0, h * 0.18)], (w * 0.02, w * 0.03), 2)
        fill(image, passer_by, sample_colour(rng))
    for _ in range(rng.integers(0, 4)):
        centre = rng.uniform(0, 1, 2) * (w, ground * 0.6)
        green = (int(rng.integers(40, 110)), int(rng.integers(90, 160)), int(rng.integers(60, 130)))
        tree = ellipse(centre, w * rng.uniform(0.05, 0.16), h * rng.uniform(0.05, 0.16))
        fill(image, tree, green)
    k = 2 * int(rng.integers(1, 4)) + 1
    return cv2.resize(cv2.blur(image, (k, k)), (width, height), interpolation=cv2.INTER_CUBIC)


def _add_house(
    image: np.ndarray, rng: np.random.Generator, *, left: int, right: int, ground: int
) -> None:
    """Draw a house with windows that stands on row ``ground``, in place."""
    if rng.random() < 0.7:
        wall = shade_colour(tuple(sample_tone(rng)), rng.uniform(0.4, 1.0))
    else:
        wall = sample_colour(rng)
    image[int(rng.uniform(0, 0.3) * len(image)) : ground, left:right] = wall
    step = int(rng.integers(5, 12))
    window = shade_colour(wall, rng.uniform(0.5, 1.4))
    for x in range(left + 2, right - 3, step):
        for y in range(4, ground - 8, step + 3):
            image[y : y + step - 2, x : x + step // 2] = window


def _masonry(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Wall of bricks, tiles or planks."""
    tone = sample_tone(rng) if rng.random() < 0.7 else np.array(sample_colour(rng))
    image = np.full((height, width, 3), tone, np.uint8)
    line = shade_colour(tuple(tone), rng.uniform(0.72, 0.9))
    rows = int(rng.integers(4, 18))
    step = height / rows
    planks = rng.random() < 0.5
    length = step * (rng.uniform(4, 9) if planks else rng.uniform(1, 2.2))
    for row in range(rows + 1):
        y = int(row * step)
        if planks:
            image[y : int(y + step)] = shade_colour(tuple(tone), rng.uniform(0.93, 1.07))
        cv2.line(image, (0, y), (width, y), line, 1 + int(step > 40))
        start = (row % 2) * length / 2 if not planks else rng.uniform(0, length)
        for x in np.arange(start, width, length):
            cv2.line(image, (int(x), y), (int(x), int(y + step)), line, 1 + int(step > 40))
    if planks and rng.random() < 0.5:
        image = np.ascontiguousarray(cv2.resize(np.rot90(image), (width, height)))
    _add_blotches(image, rng, strength=0.08, zoom=1.0)
    return image


def _shop(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Rails full of clothes."""
    w, h = width // 3, height // 3
    image = np.full((h, w, 3), sample_tone(rng), np.uint8)
    for top in (0.05, 0.55) if rng.random() < 0.6 else (0.15,):
        y = int(top * h)
        cv2.line(image, (0, y), (w, y), (90, 90, 95), 1)
        x = -3.0
        while x < w:
            garment_width = rng.uniform(4, 12)
            hem = y + h * rng.uniform(0.25, 0.4)
            top_right = x + garment_width * 0.7
            garment = np.array(
                [(x, y + 3), (top_right, y + 3), (x + garment_width, hem), (x - 1, hem)]
            )
            fill(image, garment, sample_colour(rng))
            x += garment_width * rng.uniform(0.8, 1.5)
    return cv2.resize(cv2.blur(image, (3, 3)), (width, height), interpolation=cv2.INTER_LINEAR)


def _carpet(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Rug, sheet or stone floor."""
    image = np.full((height, width, 3), sample_tone(rng), np.uint8)
    _add_blotches(image, rng, strength=rng.uniform(0.05, 0.12), zoom=rng.uniform(0.6, 4.0))
    return image


# Relative frequencies of backdrops behind a person, and below or behind a garment alone.
_WORN = {_studio: 5, _room: 3, _street: 2.5, _masonry: 1.5, _shop: 1.0}
_FLAT = {_studio: 6, _carpet: 2, _masonry: 2, _room: 1.0, _shop: 0.5}


def backdrop(rng: np.random.Generator, size: tuple[int, int], *, worn: bool) -> np.ndarray:
    """Sample the backdrop of an image.

    Args:
        rng: Random generator.
        size: Image size (width, height).
        worn: Whether a person or mannequin stands in front of it, or a garment lies on it.

    Returns:
        (height, width, 3) uint8, BGR.
    """
    kinds = _WORN if worn else _FLAT
    weights = np.array(list(kinds.values()))
    kind = list(kinds)[rng.choice(len(kinds), p=weights / weights.sum())]
    image = kind(rng, *size)
    if not worn and rng.random() < 0.3:
        scatter_objects(image, rng)
    return image
