"""Backdrops: studios, rooms, streets, walls, shops, clutter and floors."""

import cv2
import numpy as np

from fashionkp.synthetic.drawing.canvas import fill
from fashionkp.synthetic.drawing.cloth import Colour, shade_colour
from fashionkp.synthetic.drawing.fabric import even_image
from fashionkp.synthetic.scene.backdrops.clutter import add_rug, clutter, scatter_objects
from fashionkp.synthetic.scene.backdrops.furniture import add_furniture, add_mirror
from fashionkp.synthetic.scene.backdrops.streets import street
from fashionkp.synthetic.scene.backdrops.surfaces import perspective_floor, sample_tone, surface
from fashionkp.synthetic.scene.sprites import paste_standing, sample_sprite


def studio(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Even backdrop, often pure white, or with a soft falloff of light or a floor."""
    if rng.random() < 0.45:
        return even_image((255, 255, 255), width, height)
    tone = np.array([255.0] * 3) if rng.random() < 0.25 else sample_tone(rng)
    x, y = np.meshgrid(np.linspace(-1, 1, 12), np.linspace(-1, 1, 12))
    centre = rng.uniform(-0.7, 0.7, 2)
    strength = rng.uniform(0, 0.08 if tone[0] == 255 else 0.3 * rng.random())
    light = 1 - strength * ((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / 2
    small = np.clip(tone * light[..., None], 0, 255).astype(np.uint8)
    image = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    if rng.random() < 0.12:
        _add_corner(image, rng)
    elif rng.random() < 0.25:  # another tone below or beside
        axis = int(rng.random() < 0.25)
        part = image if axis == 0 else image.transpose(1, 0, 2)
        second = part[int(len(part) * rng.uniform(0.6, 0.95)) :]
        second[:] = cv2.convertScaleAbs(np.ascontiguousarray(second), alpha=rng.uniform(0.75, 1.2))
    return image


def _add_corner(image: np.ndarray, rng: np.random.Generator) -> None:
    """Shade the planes of a corner of a room, two walls and the floor, in place."""
    height, width = image.shape[:2]
    corner = rng.uniform((0.1, 0.6), (0.9, 0.9)) * (width, height)
    sides = corner[1] + rng.uniform(0.02, 0.3, 2) * height
    gain = np.full((height, width), 128, np.uint8)
    top = (corner[0], 0)
    wall = np.array([top, (width, 0), (width, sides[1]), corner])
    floor = np.array(
        [corner, (width, sides[1]), (width, height + 1), (0, height + 1), (0, sides[0])]
    )
    fill(gain, wall, int(128 * rng.uniform(0.75, 0.98)))
    fill(gain, floor, int(128 * rng.uniform(0.7, 1.15)))
    cv2.multiply(image, cv2.merge([gain] * 3), dst=image, scale=1 / 128)


def _room(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Wall and floor, with furniture."""
    image = surface(rng, width, height) if rng.random() < 0.6 else studio(rng, width, height)
    floor = int(height * rng.uniform(0.62, 0.95))
    image[floor:] = perspective_floor(rng, width, height - floor)
    if rng.random() < 0.6:
        board = int(rng.uniform(0.01, 0.04) * height)
        image[floor - board : floor] = sample_tone(rng)
    if rng.random() < 0.2:
        add_mirror(image, rng)
    for _ in range(rng.integers(0, 6)):
        add_furniture(image, rng, floor)
    if rng.random() < 0.1:
        feet = (rng.uniform(0, 1) * width, floor + 0.1 * height)
        paste_standing(image, sample_sprite(rng), feet, rng.uniform(0.4, 0.9) * height)
    return image


def _shop(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Rails full of clothes."""
    image = surface(rng, width, height)
    rails = (0.04, 0.52) if rng.random() < 0.4 else (rng.uniform(0.0, 0.3),)
    for top in rails:
        y = int(top * height)
        steel = (int(rng.integers(60, 200)),) * 3
        cv2.line(image, (0, y), (width, y), steel, int(rng.integers(2, 6)))
        tall = height * rng.uniform(0.3, 0.45 if len(rails) > 1 else 0.75)
        x = rng.uniform(-0.2, 0.3) * width
        end = width * rng.uniform(0.7, 1.2)
        while x < end:
            garment = sample_sprite(rng, worn=False)
            squeeze = rng.uniform(0.15, 0.6)
            drawn = tall * rng.uniform(0.75, 1.05)
            paste_standing(image, garment, (x, y + drawn), drawn, squeeze=squeeze)
            aspect = garment[0].shape[1] / garment[0].shape[0]
            x += drawn * aspect * squeeze * rng.uniform(0.4, 0.9) + 4
    return image


# Relative frequencies of backdrops behind a person, and below or behind a garment alone.
_WORN = {studio: 4.5, _room: 3, street: 2.2, surface: 1.3, _shop: 0.8, clutter: 1.2}
_FLAT = {studio: 6, surface: 3, _room: 0.8, _shop: 0.7, clutter: 0.8}
_COMPANION_SHARE = 0.05  # another person or garment beside the annotated one
_SOFT = {_room: 0.4, street: 0.6, _shop: 0.4, clutter: 0.4, surface: 0.2}  # out of focus


def backdrop(
    rng: np.random.Generator, size: tuple[int, int], *, worn: bool, colour: Colour
) -> np.ndarray:
    """Sample the backdrop of an image.

    Args:
        rng: Random generator.
        size: Image size (width, height).
        worn: Whether a person or mannequin stands in front of it, or a garment lies on it.
        colour: Colour of the garment, which some backdrops resemble.

    Returns:
        (height, width, 3) uint8, BGR.
    """
    kinds = _WORN if worn else _FLAT
    weights = np.array(list(kinds.values()))
    kind = list(kinds)[rng.choice(len(kinds), p=weights / weights.sum())]
    image = kind(rng, *size)
    if rng.random() < 0.12:
        image = _towards(image, shade_colour(colour, rng.uniform(0.7, 1.3)))
    if not worn and rng.random() < 0.35:
        if rng.random() < 0.3:
            add_rug(image, rng)
        scatter_objects(image, rng)
    if rng.random() < _COMPANION_SHARE:
        _add_companion(image, rng, worn=worn)
    if rng.random() < _SOFT.get(kind, 0.0):
        image = _defocused(image, rng.uniform(1.0, 9.0))
    return image


def _add_companion(image: np.ndarray, rng: np.random.Generator, *, worn: bool) -> None:
    """Draw another outfit, somewhat smaller, at one side and partly outside, in place."""
    height, width = image.shape[:2]
    tall = rng.uniform(0.45, 0.8) * height
    side = rng.choice((-1, 1))
    feet = (width * (0.5 + side * rng.uniform(0.36, 0.5)), height * rng.uniform(0.8, 1.1))
    paste_standing(image, sample_sprite(rng, worn=worn), feet, tall)


def _towards(image: np.ndarray, colour: Colour) -> np.ndarray:
    """Shift an image to a mean colour, BGR."""
    shift = np.subtract(colour, cv2.mean(image)[:3])
    table = np.clip(np.arange(256)[:, None] + shift, 0, 255).astype(np.uint8)[None]
    return cv2.LUT(image, table)


def _defocused(image: np.ndarray, sigma: float) -> np.ndarray:
    """Blur an image as a lens does that is focused in front of it."""
    step = max(1, int(sigma))
    small = cv2.resize(image, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / step)
    return cv2.resize(small, image.shape[1::-1], interpolation=cv2.INTER_CUBIC)
