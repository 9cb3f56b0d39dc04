"""Streets: houses, shop windows, cars, trees, railings and people."""

import cv2
import numpy as np

from fashionkp.synthetic.drawing.canvas import fill
from fashionkp.synthetic.drawing.cloth import sample_colour, shade_colour
from fashionkp.synthetic.drawing.curves import ellipse, xy
from fashionkp.synthetic.scene.backdrops.clutter import clutter
from fashionkp.synthetic.scene.backdrops.surfaces import (
    bricks,
    foliage,
    perspective_floor,
    sample_tone,
    surface,
    tiles,
)
from fashionkp.synthetic.scene.sprites import paste_standing, sample_sprite

_SKY = ((250, 248, 245), (240, 215, 185), (225, 180, 130), (210, 205, 200), (60, 50, 45))


def street(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Draw the view of a street or a park, (height, width, 3) uint8, BGR."""
    ground = int(height * rng.uniform(0.5, 0.9))
    image = np.full((height, width, 3), _SKY[rng.integers(len(_SKY))], np.uint8)
    if rng.random() < 0.3:
        image[:ground] = foliage(rng, width, ground)
    else:
        _add_houses(image, rng, ground)
    green = rng.random() < 0.25
    floor = foliage if green else perspective_floor
    image[ground:] = floor(rng, width, height - ground)
    for _ in range(rng.integers(0, 4)):
        kinds = (_tree, _hedge, _car, _post, _railing)
        kinds[rng.integers(len(kinds))](image, rng, rng.uniform(0, width), ground)
    for _ in range(rng.integers(0, 4) if rng.random() < 0.5 else 0):
        tall = rng.uniform(0.15, 0.6) * height
        feet = (rng.uniform(0, width), ground + 0.1 * tall)
        paste_standing(image, sample_sprite(rng, worn=True), feet, tall)
    return image


def _add_houses(image: np.ndarray, rng: np.random.Generator, ground: int) -> None:
    """Draw a row of houses that stand on row ``ground``, in place."""
    width = image.shape[1]
    x = -rng.uniform(0, 0.3) * width
    while x < width:
        right = x + rng.uniform(0.15, 0.8) * width
        left, end = max(int(x), 0), min(int(right), width)
        top = int(max(0, rng.uniform(-0.6, 0.4)) * ground)
        x = right
        if end - left < 8:
            continue
        wall = (surface, bricks, tiles, clutter)[rng.choice(4, p=(0.5, 0.2, 0.15, 0.15))]
        shade = rng.uniform(0.45, 1.0)
        image[top:ground, left:end] = cv2.convertScaleAbs(
            wall(rng, end - left, ground - top), alpha=shade
        )
        if wall is not clutter:
            _add_windows(image[top:ground, left:end], rng)


def _add_windows(wall: np.ndarray, rng: np.random.Generator) -> None:
    """Draw rows of windows, or one large shop window, in place."""
    height, width = wall.shape[:2]
    glass = shade_colour(sample_colour(rng), rng.uniform(0.3, 1.2))
    frame = shade_colour(tuple(sample_tone(rng)), rng.uniform(0.3, 1.1))
    columns, rows = (int(v) for v in rng.integers((1, 1), (6, 5)))
    step = np.array([width / columns, height / rows])
    share = rng.uniform((0.25, 0.3), (0.85, 0.8)) * step / 2
    for column in range(columns):
        for row in range(rows):
            centre = step * (column + 0.5, row + 0.5)
            corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * share
            fill(wall, centre + corners * 1.08, frame)
            fill(wall, centre + corners, shade_colour(glass, rng.uniform(0.7, 1.3)))


def _tree(image: np.ndarray, rng: np.random.Generator, x: float, ground: int) -> None:
    height, width = image.shape[:2]
    trunk = rng.uniform(0.01, 0.04) * width
    cv2.rectangle(image, (int(x - trunk), 0), (int(x + trunk), ground), (45, 60, 75), -1)
    mask = np.zeros((height, width), np.uint8)
    for _ in range(rng.integers(2, 7)):
        centre = np.array([x, 0.2 * height]) + rng.normal(0, 0.12, 2) * width
        fill(mask, ellipse(centre, *(rng.uniform(0.06, 0.2, 2) * width)), 255, smooth=False)
    cv2.copyTo(foliage(rng, width, height), mask, image)


def _hedge(image: np.ndarray, rng: np.random.Generator, x: float, ground: int) -> None:
    height, width = image.shape[:2]
    top = int(ground - rng.uniform(0.08, 0.3) * height)
    left, right = int(max(x - 0.4 * width, 0)), int(min(x + 0.4 * width, width))
    image[top:ground, left:right] = foliage(rng, right - left, ground - top)


def _car(image: np.ndarray, rng: np.random.Generator, x: float, ground: int) -> None:
    size = rng.uniform(0.12, 0.3) * image.shape[1]
    colour = sample_colour(rng)
    foot = np.array([x, ground + 0.15 * size])
    body = np.array([(-1, -0.5), (1, -0.5), (1.05, -0.1), (-1.05, -0.1)])
    cabin = np.array([(-0.55, -0.95), (0.5, -0.95), (0.8, -0.5), (-0.8, -0.5)])
    fill(image, foot + size * body, colour)
    fill(image, foot + size * cabin, colour)
    fill(image, foot + size * (cabin * 0.85 - (0, 0.08)), (70, 65, 60))
    for side in (-0.6, 0.6):
        fill(
            image, ellipse(foot + xy(side * size, -0.1 * size), 0.18 * size, 0.18 * size), (30,) * 3
        )


def _post(image: np.ndarray, rng: np.random.Generator, x: float, ground: int) -> None:
    half = rng.uniform(0.005, 0.05) * image.shape[1]
    tone = shade_colour(tuple(sample_tone(rng)), rng.uniform(0.3, 1.0))
    foot = int(ground + rng.uniform(0, 0.1) * len(image))
    cv2.rectangle(image, (int(x - half), 0), (int(x + half), foot), tone, -1)


def _railing(image: np.ndarray, rng: np.random.Generator, x: float, ground: int) -> None:
    height, width = image.shape[:2]
    top = int(ground - rng.uniform(0.1, 0.25) * height)
    tone = shade_colour(tuple(sample_tone(rng)), rng.uniform(0.2, 1.0))
    thick = int(rng.integers(1, 5))
    for y in (top, (top + ground) // 2):
        cv2.line(image, (0, y), (width, y), tone, thick + 1)
    for left in np.arange(0, width, rng.uniform(0.03, 0.15) * width):
        cv2.line(image, (int(left), top), (int(left), ground + 8), tone, thick)
