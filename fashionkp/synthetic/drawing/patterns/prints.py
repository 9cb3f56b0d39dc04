"""Printed patterns: dots, flowers, leaves, figures, letters and blotches."""

import cv2
import numpy as np

from fashionkp.synthetic.drawing.cloth import Cloth, Colour
from fashionkp.synthetic.drawing.curves import closed_spline
from fashionkp.synthetic.drawing.noise import clouds


def _wrapped(tile: np.ndarray, outline: np.ndarray, colour: Colour) -> None:
    """Fill a polygon that continues at the opposite sides of the tile."""
    n = len(tile)
    shifts = [(x, y) for x in (-n, 0, n) for y in (-n, 0, n)]
    low, high = outline.min(0), outline.max(0)
    for shift in shifts:
        if (low + shift < n).all() and (high + shift > 0).all():
            points = np.round((outline + shift) * 16).astype(np.int32)
            cv2.fillPoly(tile, [points], colour, cv2.LINE_AA, 4)


def argyle(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    diamond = np.array([(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)]) * n
    _wrapped(tile, diamond, cloth.ink)
    line = max(1, n // 40)
    for shift in (-n, 0, n):
        cv2.line(tile, (shift, n // 2), (shift + n, n // 2 + n), cloth.accent, line)
        cv2.line(tile, (shift, n // 2), (shift + n, n // 2 - n), cloth.accent, line)


def dots(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    radius = max(1, int(n * rng.uniform(0.1, 0.2)))
    for x, y in ((0.25, 0.25), (0.75, 0.75)):
        cv2.circle(tile, (int(n * x), int(n * y)), radius, cloth.ink, -1, cv2.LINE_AA)


def flowers(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
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


def leaves(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    t = np.linspace(0, np.pi, 7)
    half = np.stack([np.cos(t), 0.35 * np.sin(t)], axis=1)
    leaf = np.vstack([half, half[::-1] * (1, -1)])
    for x, y, turn, size, kind in rng.random((int(rng.integers(10, 24)), 5)):
        angle = 2 * np.pi * turn
        cos, sin = np.cos(angle), np.sin(angle)
        outline = leaf @ np.array([[cos, sin], [-sin, cos]]) * n * (0.06 + 0.12 * size)
        _wrapped(tile, outline + np.array([x, y]) * n, cloth.ink if kind < 0.6 else cloth.accent)


def shapes(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    """Random figures of two colours and many sizes."""
    n = len(tile)
    for x, y, size, kind in rng.random((int(rng.integers(12, 40)), 4)):
        corners = int(rng.integers(3, 8))
        angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
        reach = rng.uniform(0.4, 1.0, corners) * n * (0.02 + 0.16 * size**2)
        figure = np.stack([np.cos(angles) * reach, np.sin(angles) * reach], axis=1)
        smooth = kind > 0.5 and corners > 3
        outline = closed_spline(figure, 4) if smooth else figure
        colour = (cloth.ink, cloth.accent, cloth.colour)[int(kind * 17) % 3]
        _wrapped(tile, outline + np.array([x, y]) * n, colour)


def writing(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    n = len(tile)
    for x, y, size, kind in rng.random((8, 4)):
        text = chr(65 + int(25 * kind)) * int(1 + 3 * size)
        origin = (int((0.8 * x) * n), int((0.15 + 0.85 * y) * n))
        thick = max(1, n // 60)
        cv2.putText(tile, text, origin, 3, n * (0.1 + 0.15 * size) / 22, cloth.ink, thick)


def blotches(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    field = cv2.resize(clouds(), tile.shape[1::-1], interpolation=cv2.INTER_AREA)
    field = field - cv2.blur(field, (len(tile) // 4 + 1,) * 2)
    level = field.std()
    tile[field > 0.35 * level] = cloth.ink
    tile[field < -0.8 * level] = cloth.accent


def leopard(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    """Dark rings around spots of another colour."""
    field = cv2.resize(clouds(), tile.shape[1::-1], interpolation=cv2.INTER_AREA)
    field = cv2.blur(field, (3, 3)) - cv2.blur(field, (len(tile) // 8 + 1,) * 2)
    level = field.std()
    tile[field > 0.5 * level] = cloth.ink
    tile[field > 1.3 * level] = cloth.accent


def tie_dye(tile: np.ndarray, cloth: Cloth, rng: np.random.Generator) -> None:
    """Colours that run into each other."""
    field = cv2.resize(clouds(), tile.shape[1::-1], interpolation=cv2.INTER_AREA)
    level = (field - field.min()) / np.ptp(field) * 2
    colours = np.array([cloth.colour, cloth.ink, cloth.accent], float)
    tile[:] = np.stack(
        [np.interp(level, (0.4, 1.0, 1.6), colours[:, c]) for c in range(3)], axis=-1
    ).astype(np.uint8)
