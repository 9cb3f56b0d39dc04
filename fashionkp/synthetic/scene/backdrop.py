"""What garments are photographed in front of."""

import cv2
import numpy as np

from fashionkp.synthetic.drawing.canvas import fill
from fashionkp.synthetic.drawing.cloth import dye, tinted
from fashionkp.synthetic.drawing.curves import ellipse, limb
from fashionkp.synthetic.drawing.noise import SIZE, clouds

_PALE = (
    *((245, 245, 246), (232, 234, 236), (214, 218, 222), (200, 205, 214), (222, 214, 204)),
    *((180, 180, 182), (150, 152, 158), (205, 222, 230), (190, 205, 215), (110, 118, 130)),
)


def _tone(rng: np.random.Generator) -> np.ndarray:
    return np.clip(np.array(_PALE[rng.integers(len(_PALE))]) + rng.normal(0, 6, 3), 0, 255)


def _studio(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """An even ground with a soft fall-off of light."""
    tone = np.array([255.0] * 3) if rng.random() < 0.5 else _tone(rng)
    if rng.random() < 0.12:
        tone = np.array(dye(rng), float)
    x, y = np.meshgrid(np.linspace(-1, 1, 12), np.linspace(-1, 1, 12))
    centre = rng.uniform(-0.5, 0.5, 2)
    fall = (
        1
        - rng.uniform(0, 0.06 if tone[0] == 255 else 0.22)
        * ((x - centre[0]) ** 2 + (y - centre[1]) ** 2)
        / 2
    )
    small = np.clip(tone * fall[..., None], 0, 255).astype(np.uint8)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def _mottled(image: np.ndarray, rng: np.random.Generator, strength: float, zoom: float) -> None:
    """Lighten and darken in place by soft blotches."""
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
    """A wall and a floor, with images, a curtain, a plant or a chair."""
    image = _studio(rng, width, height)
    floor = int(height * rng.uniform(0.68, 0.92))
    tone = tuple(_tone(rng) * rng.uniform(0.6, 0.95))
    image[floor:] = tone
    image[floor - int(0.025 * height) : floor] = tuple(np.minimum(np.array(tone) * 1.25, 255))
    if rng.random() < 0.5:
        for x in np.arange(0, width, width / rng.integers(5, 12)):
            cv2.line(
                image,
                (int(x), height),
                (int(width / 2 + (x - width / 2) * 0.6), floor),
                tinted(tone, 0.85),
                1,
                cv2.LINE_AA,
            )
    _mottled(image, rng, 0.05, 0.5)
    for _ in range(rng.integers(0, 4)):
        _furnish(image, rng, floor)
    if rng.random() < 0.6:
        image = cv2.blur(image, (5, 5))
    return image


def _furnish(image: np.ndarray, rng: np.random.Generator, floor: int) -> None:
    height, width = image.shape[:2]
    x = rng.uniform(0, 0.25) if rng.random() < 0.5 else rng.uniform(0.75, 1)
    kind = rng.integers(4)
    if kind == 0:  # an image on the wall
        at, size = (
            np.array([x * width, rng.uniform(0.1, 0.4) * height]),
            rng.uniform(0.1, 0.2) * width,
        )
        frame = at + np.array([(-1, -1.2), (1, -1.2), (1, 1.2), (-1, 1.2)]) * size
        fill(image, frame, dye(rng))
        fill(image, at + (frame - at) * 0.85, (240, 240, 240))
        fill(image, ellipse(at, size * 0.4, size * 0.5), dye(rng))
    elif kind == 1:  # a plant
        foot = np.array([x * width, floor + 0.06 * height])
        for _ in range(12):
            tip = foot - (rng.normal(0, 0.12) * width, rng.uniform(0.15, 0.5) * height)
            bend = (foot + tip) / 2 + rng.normal(0, 0.04, 2) * width
            green = (
                int(rng.integers(40, 90)),
                int(rng.integers(90, 150)),
                int(rng.integers(50, 100)),
            )
            fill(image, limb([foot - (0, 0.1 * height), bend, tip], (2, 0.03 * width, 1), 4), green)
        pot = foot + np.array([(-0.07, -0.12), (0.07, -0.12), (0.05, 0.04), (-0.05, 0.04)]) * width
        fill(image, pot, tuple(_tone(rng)))
    elif kind == 2:  # a curtain or a door
        wide = rng.uniform(0.1, 0.25) * width
        colour = dye(rng)
        for k, left in enumerate(np.arange(x * width - wide, x * width + wide, wide / 5)):
            strip = np.array(
                [(left, 0), (left + wide / 5, 0), (left + wide / 5, floor), (left, floor)]
            )
            fill(image, strip, tinted(colour, 0.85 + 0.1 * (k % 3)))
    else:  # a box, a chair, a shelf
        size = rng.uniform(0.08, 0.18, 2) * width
        at = np.array([x * width, floor])
        fill(image, at + np.array([(-1, -1.5), (1, -1.5), (1, 0.6), (-1, 0.6)]) * size, dye(rng))


def _street(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Houses, windows and people far behind, out of focus."""
    w, h = width // 4, height // 4
    image = np.full((h, w, 3), _tone(rng), np.uint8)
    ground = int(h * rng.uniform(0.6, 0.85))
    x = 0
    while x < w:
        wide = int(rng.integers(w // 8, w // 3))
        wall = tinted(tuple(_tone(rng)), rng.uniform(0.4, 1.0)) if rng.random() < 0.7 else dye(rng)
        image[int(rng.uniform(0, 0.3) * h) : ground, x : x + wide] = wall
        step = int(rng.integers(5, 12))
        pane = tinted(wall, rng.uniform(0.5, 1.4))
        for wx in range(x + 2, x + wide - 3, step):
            for wy in range(4, ground - 8, step + 3):
                image[wy : wy + step - 2, wx : wx + step // 2] = pane
        x += wide
    image[ground:] = tinted(tuple(_tone(rng)), rng.uniform(0.5, 0.9))
    for _ in range(rng.integers(0, 5)):
        at = np.array([rng.uniform(0, w), ground + 2])
        fill(image, limb([at, at - (0, h * 0.18)], (w * 0.02, w * 0.03), 2), dye(rng))
    for _ in range(rng.integers(0, 4)):
        at = rng.uniform(0, 1, 2) * (w, ground * 0.6)
        green = (int(rng.integers(40, 110)), int(rng.integers(90, 160)), int(rng.integers(60, 130)))
        fill(image, ellipse(at, w * rng.uniform(0.05, 0.16), h * rng.uniform(0.05, 0.16)), green)
    soft = 2 * int(rng.integers(1, 4)) + 1
    return cv2.resize(cv2.blur(image, (soft, soft)), (width, height), interpolation=cv2.INTER_CUBIC)


def _masonry(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Bricks, tiles, panels or planks."""
    tone = _tone(rng) if rng.random() < 0.7 else np.array(dye(rng))
    image = np.full((height, width, 3), tone, np.uint8)
    line = tinted(tuple(tone), rng.uniform(0.72, 0.9))
    rows = int(rng.integers(4, 18))
    step = height / rows
    planks = rng.random() < 0.5
    long = step * (rng.uniform(4, 9) if planks else rng.uniform(1, 2.2))
    for row in range(rows + 1):
        y = int(row * step)
        if planks:
            image[y : int(y + step)] = tinted(tuple(tone), rng.uniform(0.93, 1.07))
        cv2.line(image, (0, y), (width, y), line, 1 + int(step > 40))
        start = (row % 2) * long / 2 if not planks else rng.uniform(0, long)
        for x in np.arange(start, width, long):
            cv2.line(image, (int(x), y), (int(x), int(y + step)), line, 1 + int(step > 40))
    if planks and rng.random() < 0.5:
        image = np.ascontiguousarray(cv2.resize(np.rot90(image), (width, height)))
    _mottled(image, rng, 0.08, 1.0)
    return image


def _shop(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Rails full of clothes."""
    w, h = width // 3, height // 3
    image = np.full((h, w, 3), _tone(rng), np.uint8)
    for top in (0.05, 0.55) if rng.random() < 0.6 else (0.15,):
        y = int(top * h)
        cv2.line(image, (0, y), (w, y), (90, 90, 95), 1)
        x = -3.0
        while x < w:
            wide = rng.uniform(4, 12)
            low = y + h * rng.uniform(0.25, 0.4)
            strip = np.array([(x, y + 3), (x + wide * 0.7, y + 3), (x + wide, low), (x - 1, low)])
            fill(image, strip, dye(rng))
            x += wide * rng.uniform(0.8, 1.5)
    return cv2.resize(cv2.blur(image, (3, 3)), (width, height), interpolation=cv2.INTER_LINEAR)


def _carpet(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """A rug, a sheet, a floor of stone."""
    image = np.full((height, width, 3), _tone(rng), np.uint8)
    _mottled(image, rng, rng.uniform(0.05, 0.12), rng.uniform(0.6, 4.0))
    return image


def _scatter(image: np.ndarray, rng: np.random.Generator) -> None:
    """Things laid around a garment: shoes, cards, leaves, glasses."""
    height, width = image.shape[:2]
    for _ in range(rng.integers(1, 5)):
        at = rng.uniform(0, 1, 2)
        at[rng.integers(2)] = rng.choice([rng.uniform(0, 0.14), rng.uniform(0.86, 1)])
        at = at * (width, height)
        size = rng.uniform(0.05, 0.13) * width
        turn = rng.uniform(0, np.pi)
        way = np.array([np.cos(turn), np.sin(turn)]) * size
        side = np.array([-way[1], way[0]])
        kind = rng.integers(3)
        if kind == 0:
            corners = np.array(
                [
                    at - way - 0.7 * side,
                    at + way - 0.7 * side,
                    at + way + 0.7 * side,
                    at - way + 0.7 * side,
                ]
            )
            fill(image, corners + 3, (90, 90, 95))
            fill(image, corners, dye(rng))
            fill(image, at + (corners - at) * 0.7, (238, 240, 242))
        elif kind == 1:
            colour = dye(rng)
            for o in (-0.45, 0.45):
                fill(
                    image,
                    limb(
                        [at - way + o * side, at + o * side, at + way + o * side],
                        (0.3 * size, 0.25 * size, 0.33 * size),
                        5,
                    ),
                    colour,
                )
                fill(
                    image,
                    ellipse(at - 0.5 * way + o * side, 0.22 * size, 0.22 * size),
                    tinted(colour, 0.6),
                )
        else:
            for k in range(6):
                tip = at + size * 1.6 * np.array([np.cos(turn + k), np.sin(turn + k)])
                fill(
                    image,
                    limb([at, (at + tip) / 2, tip], (1, 0.16 * size, 1), 4),
                    (70, 110 + 8 * k, 70),
                )


_WORN = {_studio: 5, _room: 3, _street: 2.5, _masonry: 1.5, _shop: 1.0}
_FLAT = {_studio: 6, _carpet: 2, _masonry: 2, _room: 1.0, _shop: 0.5}


def backdrop(rng: np.random.Generator, size: tuple[int, int], worn: bool) -> np.ndarray:
    """A ground for an image.

    Args:
        rng: Decides everything.
        size: Width and height of the image.
        worn: Behind a person; otherwise below or behind a garment alone.

    Returns:
        (height, width, 3) uint8, BGR.
    """
    kinds = _WORN if worn else _FLAT
    weights = np.array(list(kinds.values()))
    kind = list(kinds)[rng.choice(len(kinds), p=weights / weights.sum())]
    image = kind(rng, *size)
    if not worn and rng.random() < 0.3:
        _scatter(image, rng)
    return image
