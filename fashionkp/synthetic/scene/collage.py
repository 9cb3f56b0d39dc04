"""Layout of an image: one photo, a photo with a border, or a collage of several photos."""

from dataclasses import dataclass

import cv2
import numpy as np

from fashionkp.synthetic.drawing.cloth import Cloth, Colour, sample_colour
from fashionkp.synthetic.drawing.fabric import draped_fabric, even_image
from fashionkp.synthetic.drawing.lettering import draw_text_block
from fashionkp.synthetic.scene.backdrops.surfaces import surface
from fashionkp.synthetic.scene.sprites import paste_standing, sample_sprite

Box = tuple[int, int, int, int]
"""Box in an image (x, y, width, height), pixels."""

_BORDER_SHARE = 0.08
_COLLAGE_SHARE = 0.06


@dataclass(frozen=True)
class Layout:
    """Where the photos of an image are.

    Attributes:
        frame: Box of the photo with the annotated garment, the largest of them.
        panels: Boxes of other photos.
        page: Colour of what is around them, BGR.
    """

    frame: Box
    panels: tuple[Box, ...] = ()
    page: Colour = (255, 255, 255)


def sample_layout(rng: np.random.Generator, size: tuple[int, int]) -> Layout:
    """Sample the layout of an image of a size (width, height)."""
    kind = rng.random()
    page = (255, 255, 255) if rng.random() < 0.7 else sample_colour(rng)
    if kind < _BORDER_SHARE:
        return Layout(_bordered(rng, size), page=page)
    if kind < _BORDER_SHARE + _COLLAGE_SHARE:
        return _collage(rng, size, page)
    return Layout((0, 0, *size))


def _bordered(rng: np.random.Generator, size: tuple[int, int]) -> Box:
    """Box of a photo with an even border, or with strips at some of its sides."""
    margins = np.full(4, rng.uniform(0.01, 0.08))
    if rng.random() < 0.6:
        margins = rng.uniform(0.02, 0.17, 4) * (rng.random(4) < 0.5)
    left, top, right, bottom = (margins * np.tile(size, 2)).astype(int).tolist()
    return left, top, size[0] - left - right, size[1] - top - bottom


def _collage(rng: np.random.Generator, size: tuple[int, int], page: Colour) -> Layout:
    """One large photo, and a column or a row of smaller ones at one side of it."""
    width, height = size
    gap = int(rng.integers(0, 9))
    beside = rng.random() < 0.7
    length, across = (width, height) if beside else (height, width)
    share = rng.uniform(0.58, 0.74) if beside else rng.uniform(0.72, 0.85)
    main = int(length * share)
    count = int(rng.integers(1, 4))
    steps = np.linspace(0, across + gap, count + 1).astype(int)
    first = rng.random() < 0.5
    start, other = (0, main + gap) if first else (length - main, 0)
    spans = [
        (other, low, length - main - gap, high - low - gap)
        for low, high in zip(steps[:-1].tolist(), steps[1:].tolist(), strict=True)
    ]
    boxes: list[Box] = [(start, 0, main, across), *spans]
    if not beside:
        boxes = [(y, x, h, w) for x, y, w, h in boxes]
    return Layout(boxes[0], tuple(boxes[1:]), page)


def fill_panels(
    image: np.ndarray, layout: Layout, cloth: Cloth, rng: np.random.Generator
) -> np.ndarray:
    """Return an image with everything outside the frame of its layout replaced.

    Args:
        image: (H, W, 3) uint8, BGR; what is inside the frame is kept.
        layout: The layout.
        cloth: Cloth of the garment, which some panels show from close by.
        rng: Random generator.
    """
    x, y, width, height = layout.frame
    if (height, width) == image.shape[:2]:
        return image
    page = even_image(layout.page, image.shape[1], image.shape[0])
    for box in layout.panels:
        left, top, w, h = box
        page[top : top + h, left : left + w] = _panel(rng, (w, h), cloth)
    if not layout.panels and rng.random() < 0.5:
        draw_text_block(page, rng)
    page[y : y + height, x : x + width] = image[y : y + height, x : x + width]
    return page


def _panel(rng: np.random.Generator, size: tuple[int, int], cloth: Cloth) -> np.ndarray:
    """Another outfit, a detail of the cloth, or text, (height, width, 3) uint8."""
    width, height = size
    kind = rng.random()
    if kind < 0.25:
        scale = rng.uniform(150, 500)
        return draped_fabric(cloth, (0, 0, width, height), scale=scale, axis=rng.normal(0, 0.4))
    if kind < 0.40:
        panel = np.full((height, width, 3), sample_colour(rng), np.uint8)
        draw_text_block(panel, rng)
        return panel
    panel = surface(rng, width, height)
    if rng.random() < 0.5:
        panel[:] = rng.integers(225, 256)
    tall = height * rng.uniform(0.6, 1.2)
    feet = (width * rng.uniform(0.4, 0.6), height * 0.97 if tall < height else tall)
    paste_standing(panel, sample_sprite(rng), feet, tall)
    return cv2.GaussianBlur(panel, (3, 3), 0)
