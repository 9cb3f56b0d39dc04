"""Clutter: heaps of overlapping shapes, and small things around a flat garment."""

import cv2
import numpy as np

from fashionkp.synthetic.drawing.canvas import fill
from fashionkp.synthetic.drawing.cloth import sample_colour, shade_colour
from fashionkp.synthetic.drawing.curves import closed_spline, ellipse, limb_outline
from fashionkp.synthetic.scene.backdrops.surfaces import fur, surface
from fashionkp.synthetic.scene.sprites import paste_standing, sample_sprite

_SIZES = (0.035, 0.45)  # smallest and largest radius, relative to the width of the image


def clutter(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Draw a heap of things that no one could name, (height, width, 3) uint8, BGR.

    As in dead-leaves images, edges and even regions occur at all scales.
    """
    image = surface(rng, width, height)
    texture = surface(rng, width, height)
    count = int(rng.integers(15, 70))
    radii = np.sort(width * np.exp(rng.uniform(np.log(_SIZES[0]), np.log(_SIZES[1]), count)))[::-1]
    for radius in radii.tolist():
        centre = rng.uniform(-0.05, 1.05, 2) * (width, height)
        draw_thing(image, rng, centre, radius, texture=texture)
    if rng.random() < 0.4:
        for _ in range(rng.integers(1, 4)):
            tall = rng.uniform(0.2, 0.5) * height
            feet = (rng.uniform(0, width), rng.uniform(0.3, 1.1) * height)
            paste_standing(image, sample_sprite(rng), feet, tall)
    return image


def draw_thing(
    image: np.ndarray,
    rng: np.random.Generator,
    centre: np.ndarray,
    radius: float,
    *,
    texture: np.ndarray | None = None,
) -> None:
    """Draw a box, a bar, an ellipse or a blob with an edge or a shade, in place.

    Args:
        image: (H, W, 3) uint8, BGR.
        rng: Random generator.
        centre: Its centre (x, y), pixels.
        radius: Its size, pixels.
        texture: Image of the same size that some things show, (H, W, 3).
    """
    outline = centre + _shape(rng, radius)
    colour = shade_colour(sample_colour(rng), rng.uniform(0.5, 1.15))
    if texture is not None and rng.random() < 0.3:
        mask = np.zeros(image.shape[:2], np.uint8)
        fill(mask, outline, 255, smooth=False)
        cv2.copyTo(texture, mask, image)
        return
    fill(image, outline + rng.normal(0, 0.06, 2) * radius, shade_colour(colour, 0.55))
    fill(image, outline, colour)
    kind = rng.random()
    if kind < 0.35:
        inner = centre + (outline - centre) * rng.uniform(0.3, 0.9)
        fill(image, inner, sample_colour(rng))
    elif kind < 0.5:
        side = outline[: max(3, len(outline) // 2)]
        fill(image, side, shade_colour(colour, rng.uniform(0.6, 1.3)))


def _shape(rng: np.random.Generator, radius: float) -> np.ndarray:
    """Outline around the origin, (P, 2)."""
    kind = rng.random()
    if kind < 0.55:
        aspect = rng.uniform(0.08, 0.4) if kind < 0.2 else rng.uniform(0.5, 1)
        shape = np.array([(-1, -aspect), (1, -aspect), (1, aspect), (-1, aspect)])
    elif kind < 0.75:
        shape = ellipse((0, 0), 1.0, rng.uniform(0.3, 1.0))
    else:
        angles = np.sort(rng.uniform(0, 2 * np.pi, 6))
        reach = rng.uniform(0.4, 1.1, 6)
        knots = np.stack([np.cos(angles) * reach, np.sin(angles) * reach], axis=1)
        shape = closed_spline(list(knots), 4)
    upright = rng.random() < 0.6
    angle = rng.integers(2) * np.pi / 2 + rng.normal(0, 0.03) if upright else rng.uniform(0, np.pi)
    cos, sin = np.cos(angle), np.sin(angle)
    return radius * shape @ np.array([[cos, sin], [-sin, cos]])


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


def add_rug(image: np.ndarray, rng: np.random.Generator) -> None:
    """Spread fur or cloth with a ragged outline below a garment, in place."""
    height, width = image.shape[:2]
    angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    reach = rng.uniform(0.25, 0.55, 2) * (width, height)
    waves = rng.normal(0, 0.08, 3) @ np.cos(np.outer([2, 3, 5], angles) + rng.uniform(0, 6, (3, 1)))
    radii = (1 + waves + rng.normal(0, 0.025, 60))[:, None] * reach
    centre = rng.uniform(0.3, 0.7, 2) * (width, height)
    outline = centre + radii * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    mask = np.zeros((height, width), np.uint8)
    fill(mask, outline, 255, smooth=False)
    cover = fur if rng.random() < 0.6 else surface
    cv2.copyTo(cover(rng, width, height), mask, image)


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
