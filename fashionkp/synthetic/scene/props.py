"""Props: small objects around a flat garment."""

import numpy as np

from fashionkp.synthetic.drawing.canvas import fill
from fashionkp.synthetic.drawing.cloth import sample_colour, shade_colour
from fashionkp.synthetic.drawing.curves import ellipse, limb_outline
from fashionkp.synthetic.scene.clutter import draw_thing


def scatter_objects(image: np.ndarray, rng: np.random.Generator) -> None:
    """Draw cards, shoes and leaves near the borders of an image, in place."""
    height, width = image.shape[:2]
    for _ in range(rng.integers(1, 5)):
        centre = rng.uniform(0, 1, 2)
        centre[rng.integers(2)] = rng.choice([rng.uniform(0, 0.14), rng.uniform(0.86, 1)])
        centre = centre * (width, height)
        size = rng.uniform(0.05, 0.13) * width
        angle = rng.uniform(0, np.pi)
        if rng.random() < 0.3:
            draw_thing(image, rng, centre, size * rng.uniform(1, 2))
            continue
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
