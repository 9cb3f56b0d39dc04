"""Props: furniture behind a person, and small objects around a flat garment."""

import numpy as np

from fashionkp.synthetic.drawing.canvas import fill
from fashionkp.synthetic.drawing.cloth import sample_colour, shade_colour
from fashionkp.synthetic.drawing.curves import ellipse, limb_outline

_PALE_COLOURS = (
    *((245, 245, 246), (232, 234, 236), (214, 218, 222), (200, 205, 214), (222, 214, 204)),
    *((180, 180, 182), (150, 152, 158), (205, 222, 230), (190, 205, 215), (110, 118, 130)),
)


def sample_tone(rng: np.random.Generator) -> np.ndarray:
    """Sample the colour of a wall or floor, BGR, (3,) float."""
    colour = np.array(_PALE_COLOURS[rng.integers(len(_PALE_COLOURS))])
    return np.clip(colour + rng.normal(0, 6, 3), 0, 255)


def add_furniture(image: np.ndarray, rng: np.random.Generator, floor: int) -> None:
    """Draw one piece of furniture at the left or right side of a room, in place.

    Args:
        image: (H, W, 3) uint8, BGR.
        rng: Random generator.
        floor: Row where the floor begins.
    """
    x = rng.uniform(0, 0.25) if rng.random() < 0.5 else rng.uniform(0.75, 1)
    draw = (_picture_frame, _plant, _curtain, _box)[rng.integers(4)]
    draw(image, rng, x * image.shape[1], floor)


def _picture_frame(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    height, width = image.shape[:2]
    centre = np.array([x, rng.uniform(0.1, 0.4) * height])
    size = rng.uniform(0.1, 0.2) * width
    frame = centre + np.array([(-1, -1.2), (1, -1.2), (1, 1.2), (-1, 1.2)]) * size
    fill(image, frame, sample_colour(rng))
    fill(image, centre + (frame - centre) * 0.85, (240, 240, 240))
    fill(image, ellipse(centre, size * 0.4, size * 0.5), sample_colour(rng))


def _plant(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    height, width = image.shape[:2]
    foot = np.array([x, floor + 0.06 * height])
    for _ in range(12):
        tip = foot - (rng.normal(0, 0.12) * width, rng.uniform(0.15, 0.5) * height)
        bend = (foot + tip) / 2 + rng.normal(0, 0.04, 2) * width
        green = (int(rng.integers(40, 90)), int(rng.integers(90, 150)), int(rng.integers(50, 100)))
        leaf = limb_outline([foot - (0, 0.1 * height), bend, tip], (2, 0.03 * width, 1), 4)
        fill(image, leaf, green)
    pot = foot + np.array([(-0.07, -0.12), (0.07, -0.12), (0.05, 0.04), (-0.05, 0.04)]) * width
    fill(image, pot, tuple(sample_tone(rng)))


def _curtain(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    half_width = rng.uniform(0.1, 0.25) * image.shape[1]
    colour = sample_colour(rng)
    step = half_width / 5
    for k, left in enumerate(np.arange(x - half_width, x + half_width, step)):
        strip = np.array([(left, 0), (left + step, 0), (left + step, floor), (left, floor)])
        fill(image, strip, shade_colour(colour, 0.85 + 0.1 * (k % 3)))


def _box(image: np.ndarray, rng: np.random.Generator, x: float, floor: int) -> None:
    size = rng.uniform(0.08, 0.18, 2) * image.shape[1]
    corners = np.array([(-1, -1.5), (1, -1.5), (1, 0.6), (-1, 0.6)])
    fill(image, np.array([x, floor]) + corners * size, sample_colour(rng))


def scatter_objects(image: np.ndarray, rng: np.random.Generator) -> None:
    """Draw cards, shoes and leaves near the borders of an image, in place."""
    height, width = image.shape[:2]
    for _ in range(rng.integers(1, 5)):
        centre = rng.uniform(0, 1, 2)
        centre[rng.integers(2)] = rng.choice([rng.uniform(0, 0.14), rng.uniform(0.86, 1)])
        centre = centre * (width, height)
        size = rng.uniform(0.05, 0.13) * width
        angle = rng.uniform(0, np.pi)
        draw = (_card, _shoes, _leaves)[rng.integers(3)]
        draw(image, rng, centre=centre, size=size, angle=angle)


def _axes(size: float, angle: float) -> tuple[np.ndarray, np.ndarray]:
    """Return two perpendicular vectors of length ``size``, the first at ``angle``."""
    along = np.array([np.cos(angle), np.sin(angle)]) * size
    return along, np.array([-along[1], along[0]])


def _card(
    image: np.ndarray, rng: np.random.Generator, *, centre: np.ndarray, size: float, angle: float
) -> None:
    along, across = _axes(size, angle)
    corners = np.array(
        [
            centre - along - 0.7 * across,
            centre + along - 0.7 * across,
            centre + along + 0.7 * across,
            centre - along + 0.7 * across,
        ]
    )
    fill(image, corners + 3, (90, 90, 95))
    fill(image, corners, sample_colour(rng))
    fill(image, centre + (corners - centre) * 0.7, (238, 240, 242))


def _shoes(
    image: np.ndarray, rng: np.random.Generator, *, centre: np.ndarray, size: float, angle: float
) -> None:
    along, across = _axes(size, angle)
    colour = sample_colour(rng)
    radii = (0.3 * size, 0.25 * size, 0.33 * size)
    for offset in (-0.45, 0.45):
        joints = [
            centre - along + offset * across,
            centre + offset * across,
            centre + along + offset * across,
        ]
        fill(image, limb_outline(joints, radii, 5), colour)
        opening = ellipse(centre - 0.5 * along + offset * across, 0.22 * size, 0.22 * size)
        fill(image, opening, shade_colour(colour, 0.6))


def _leaves(
    image: np.ndarray, rng: np.random.Generator, *, centre: np.ndarray, size: float, angle: float
) -> None:
    for k in range(6):
        tip = centre + size * 1.6 * np.array([np.cos(angle + k), np.sin(angle + k)])
        leaf = limb_outline([centre, (centre + tip) / 2, tip], (1, 0.16 * size, 1), 4)
        fill(image, leaf, (70, 110 + 8 * k, 70))
