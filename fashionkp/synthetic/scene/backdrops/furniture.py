"""Furniture and other large things behind a person, drawn in place on a backdrop."""

import numpy as np
from numpy.typing import ArrayLike

from fashionkp.synthetic.drawing.canvas import fill
from fashionkp.synthetic.drawing.cloth import Colour, sample_colour, shade_colour
from fashionkp.synthetic.drawing.curves import closed_spline, ellipse, limb_outline, xy
from fashionkp.synthetic.scene.backdrops.surfaces import (
    cloth,
    foliage,
    panels,
    sample_tone,
    surface,
)


def add_furniture(image: np.ndarray, rng: np.random.Generator, floor: int) -> None:
    """Draw one piece of furniture somewhere in a room, in place.

    Args:
        image: (H, W, 3) uint8, BGR.
        rng: Random generator.
        floor: Row where the floor begins.
    """
    kinds = (_picture, _plant, _curtain, _box, _window, _door, _shelf, _sofa, _chair, _table, _lamp)
    kind = kinds[rng.integers(len(kinds))]
    kind(image, rng, rng.uniform(0, 1) * image.shape[1], floor)


def _rectangle(low: ArrayLike, high: ArrayLike) -> np.ndarray:
    """Corners of a rectangle, (4, 2)."""
    (x0, y0), (x1, y1) = np.asarray(low, float), np.asarray(high, float)
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], float)


def _fill_box(image: np.ndarray, low: ArrayLike, high: ArrayLike, patch: np.ndarray) -> None:
    """Copy the upper left part of a patch as large as the image into a box."""
    height, width = image.shape[:2]
    x0, y0 = np.maximum(np.asarray(low, float).astype(int), 0).tolist()
    x1, y1 = np.minimum(np.asarray(high, float).astype(int), (width, height)).tolist()
    if x1 > x0 and y1 > y0:
        image[y0:y1, x0:x1] = patch[: y1 - y0, : x1 - x0]


def _tone(rng: np.random.Generator) -> Colour:
    """Colour of a piece of furniture: wood, paint or cloth."""
    if rng.random() < 0.5:
        return sample_colour(rng)
    blue, green, red = (sample_tone(rng) * rng.uniform(0.4, 1.0)).astype(int).tolist()
    return blue, green, red


def _picture(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    height, width = image.shape[:2]
    centre = np.array([x, rng.uniform(0.08, 0.5) * height])
    half = rng.uniform(0.06, 0.2, 2) * width
    fill(image, _rectangle(centre - half, centre + half), _tone(rng))
    inner = half * rng.uniform(0.75, 0.95)
    fill(image, _rectangle(centre - inner, centre + inner), sample_colour(rng))
    for _ in range(rng.integers(1, 5)):
        spot = centre + rng.uniform(-0.5, 0.5, 2) * inner
        fill(image, ellipse(spot, *(rng.uniform(0.1, 0.5, 2) * inner.min())), sample_colour(rng))


def _plant(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    height, width = image.shape[:2]
    foot = np.array([x, floor + 0.06 * height])
    size = rng.uniform(0.5, 1.4)
    green = np.array([rng.uniform(30, 90), rng.uniform(80, 160), rng.uniform(30, 110)])
    for _ in range(rng.integers(8, 26)):
        tip = foot - size * np.array([rng.normal(0, 0.14) * width, rng.uniform(0.1, 0.5) * height])
        bend = (foot + tip) / 2 + rng.normal(0, 0.04, 2) * width
        radii = (1, rng.uniform(0.008, 0.03) * width, 1)
        leaf = limb_outline([foot - (0, 0.1 * height), bend, tip], radii, 4)
        fill(image, leaf, tuple(np.minimum(green * rng.uniform(0.6, 1.4), 255).tolist()))
    pot = foot + np.array([(-0.07, -0.12), (0.07, -0.12), (0.05, 0.04), (-0.05, 0.04)]) * width
    fill(image, pot, _tone(rng))


def _curtain(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    height, width = image.shape[:2]
    half = rng.uniform(0.06, 0.25) * width
    drapery = cloth(rng, int(2 * half) + 1, height)
    patch = np.zeros_like(image)
    patch[:, : drapery.shape[1]] = drapery[:, :width]
    _fill_box(image, (x - half, 0), (x + half, min(floor * rng.uniform(0.9, 1.15), height)), patch)


def _box(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    size = rng.uniform(0.06, 0.2, 2) * image.shape[1]
    foot = np.array([x, floor + rng.uniform(0, 0.1) * image.shape[0]])
    colour = _tone(rng)
    fill(image, _rectangle(foot - size * (1, 2), foot + xy(size[0], 0)), colour)
    side = foot + np.array([(1, -2), (1.5, -2.3), (1.5, -0.3), (1, 0)]) * size
    fill(image, side, shade_colour(colour, 0.7))
    top = foot + np.array([(-1, -2), (1, -2), (1.5, -2.3), (-0.5, -2.3)]) * size
    fill(image, top, shade_colour(colour, 1.15))


def _window(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    height, width = image.shape[:2]
    low = np.array([x - rng.uniform(0.1, 0.3) * width, rng.uniform(-0.05, 0.15) * height])
    high = low + rng.uniform(0.25, 0.6, 2) * (width, height)
    frame = shade_colour(_tone(rng), 1.1)
    fill(image, _rectangle(low - 5, high + 5), frame)
    outside = foliage(rng, width, height) if rng.random() < 0.4 else np.full_like(image, 250)
    _fill_box(image, low, high, outside)
    bars = int(rng.integers(1, 4))
    for left in np.linspace(low[0], high[0], bars + 2)[1:-1]:
        fill(image, _rectangle((left - 3, low[1]), (left + 3, high[1])), frame)
    middle = low[1] + rng.uniform(0.3, 0.6) * (high[1] - low[1])
    fill(image, _rectangle((low[0], middle - 3), (high[0], middle + 3)), frame)


def _door(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    height, width = image.shape[:2]
    half, top = rng.uniform(0.12, 0.25) * width, rng.uniform(-0.05, 0.2) * height
    fill(image, _rectangle((x - half - 7, top - 7), (x + half + 7, floor)), _tone(rng))
    leaf = panels(rng, width, height) if rng.random() < 0.7 else np.full_like(image, _tone(rng))
    _fill_box(image, (x - half, top), (x + half, floor), leaf)
    knob = (x + rng.choice((-0.8, 0.8)) * half, (top + floor) / 2)
    fill(image, ellipse(knob, 5, 5, 10), (110, 160, 190))


def _shelf(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    """Boards with books, boxes and vases."""
    height, width = image.shape[:2]
    half, tone = rng.uniform(0.12, 0.35) * width, _tone(rng)
    if rng.random() < 0.6:
        back = _rectangle((x - half, 0.05 * height), (x + half, floor))
        fill(image, back, shade_colour(tone, rng.uniform(0.5, 0.9)))
    step = rng.uniform(0.13, 0.24) * height
    for y in np.arange(0.05 * height + step, floor, step):
        left = x - half
        while left < x + half:
            size = rng.uniform((0.01, 0.3), (0.06, 0.85)) * (width, step)
            fill(image, _rectangle((left, y - size[1]), (left + size[0], y)), sample_colour(rng))
            left += size[0] * rng.choice((1.05, 1.8))
        fill(image, _rectangle((x - half, y), (x + half, y + 5)), tone)


def _sofa(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    height, width = image.shape[:2]
    half, tall = rng.uniform(0.2, 0.5) * width, rng.uniform(0.18, 0.34) * height
    base = floor + rng.uniform(0.02, 0.12) * height
    colour = _tone(rng)
    fill(image, _rectangle((x - half, base - tall), (x + half, base)), shade_colour(colour, 0.85))
    count = int(rng.integers(1, 4))
    for k in range(count):
        low = (x - half + 2 * half * k / count + 2, base - 0.55 * tall)
        high = (x - half + 2 * half * (k + 1) / count - 2, base - 0.2 * tall)
        fill(image, _rectangle(low, high), shade_colour(colour, rng.uniform(0.95, 1.1)))
    for side in (-1, 1):
        arm = (x + side * half, base - 0.35 * tall)
        fill(image, ellipse(arm, 0.12 * half + 4, 0.38 * tall), shade_colour(colour, 1.08))
    for _ in range(rng.integers(0, 4)):
        centre = np.array([x + rng.uniform(-0.8, 0.8) * half, base - 0.65 * tall])
        radius = rng.uniform(0.2, 0.35) * tall
        knots = [centre + radius * np.array(c) for c in ((-1, -1), (1, -0.9), (1, 1), (-0.9, 1))]
        fill(image, closed_spline(knots, 3), sample_colour(rng))


def _chair(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    size = rng.uniform(0.06, 0.14) * image.shape[1]
    seat = np.array([x, floor + rng.uniform(-0.02, 0.06) * image.shape[0]])
    colour, thin = _tone(rng), max(2.0, 0.1 * size)
    for leg in (-0.9, -0.6, 0.6, 0.9):
        foot = seat + np.array([leg * 1.15, 1.6]) * size
        fill(image, limb_outline([seat + xy(leg * size, 0), foot], (thin, thin), 2), colour)
    fill(image, _rectangle(seat - (size, 0.15 * size), seat + xy(size, 0.15 * size)), colour)
    low, high = seat - size * np.array([0.95, 1.9]), seat + size * np.array([0.95, -0.5])
    fill(image, _rectangle(low, high), shade_colour(colour, 0.9))
    if rng.random() < 0.5:
        hole = size * np.array([0.2, 0.2])
        fill(image, _rectangle(low + hole, high - hole), tuple(sample_tone(rng)))


def _table(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    height, width = image.shape[:2]
    half, top = rng.uniform(0.1, 0.3) * width, floor - rng.uniform(0, 0.12) * height
    colour = _tone(rng)
    for leg in (-0.9, 0.9):
        low = (x + leg * half - 4, top)
        fill(image, _rectangle(low, (low[0] + 8, top + 0.22 * height)), shade_colour(colour, 0.8))
    for _ in range(rng.integers(0, 5)):
        size = rng.uniform(0.01, 0.05, 2) * width
        foot = np.array([x + rng.uniform(-0.8, 0.8) * half, top])
        fill(image, _rectangle(foot - size * (1, 2), foot + xy(size[0], 0)), sample_colour(rng))
    fill(image, _rectangle((x - half, top - 4), (x + half, top + 6)), colour)


def _lamp(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    height, width = image.shape[:2]
    top, size = rng.uniform(0.1, 0.4) * height, rng.uniform(0.04, 0.1) * width
    fill(image, _rectangle((x - 2, top), (x + 2, floor + 0.05 * height)), _tone(rng))
    shade = np.array([(-0.5, -1), (0.5, -1), (1, 0.5), (-1, 0.5)]) * size
    fill(image, shade + xy(x, top), shade_colour(_tone(rng), 1.3))


def add_mirror(image: np.ndarray, rng: np.random.Generator) -> None:
    """Draw a large mirror or doorway around the middle, in which a room is seen, in place."""
    height, width = image.shape[:2]
    low = rng.uniform(0.0, 0.2, 2) * (width, height)
    high = rng.uniform(0.8, 1.05, 2) * (width, height)
    thick = rng.uniform(0.01, 0.04) * width
    fill(image, _rectangle(low - thick, high + thick), _tone(rng))
    _fill_box(image, low, high, surface(rng, width, height))
