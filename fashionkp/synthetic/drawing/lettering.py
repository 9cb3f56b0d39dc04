"""Lettering of shop photos: banners, brand names and watermarks."""

import cv2
import numpy as np
from numpy.typing import ArrayLike

from fashionkp.synthetic.drawing.cloth import Colour, sample_colour

_WORDS = ('NEW', 'SALE', 'Fashion', '50% OFF', 'STYLE', 'Autumn', 'hot', 'No.', '2018', 'Casual')
_FONTS = (cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_COMPLEX)


def _draw_word(
    image: np.ndarray,
    rng: np.random.Generator,
    *,
    corner: tuple[float, float],
    size: float,
    colour: Colour,
) -> None:
    text = str(_WORDS[rng.integers(len(_WORDS))])
    font = int(_FONTS[rng.integers(len(_FONTS))])
    baseline = (int(corner[0]), int(corner[1] + size))
    cv2.putText(image, text, baseline, font, size / 24, colour, max(1, int(size / 12)), cv2.LINE_AA)


def _draw_glyphs(
    image: np.ndarray,
    rng: np.random.Generator,
    *,
    corner: ArrayLike,
    size: float,
    colour: Colour,
    count: int,
    vertical: bool,
) -> None:
    """Draw square characters that consist of random strokes."""
    width = max(1, int(size / 10))
    for k in range(count):
        x, y = corner + np.array([0, k * size * 1.15] if vertical else [k * size * 1.15, 0])
        for _ in range(rng.integers(4, 8)):
            a, b, c = rng.random(3) * size
            ends = (
                ((x, y + a), (x + size, y + a))
                if rng.random() < 0.5
                else ((x + a, y + b), (x + a, y + c))
            )
            first, second = ((int(px), int(py)) for px, py in ends)
            cv2.line(image, first, second, colour, width)


def draw_lettering(
    image: np.ndarray, rng: np.random.Generator, *, over_garment: bool = False
) -> None:
    """Draw a banner or a name near the border of an image, in place.

    Args:
        image: (H, W, 3) uint8, BGR.
        rng: Random generator.
        over_garment: Whether the image shows the garment already: then only letters are drawn,
            which cover no key point.
    """
    size = image.shape[1] * rng.uniform(0.03, 0.08)
    background, ink = sample_colour(rng), sample_colour(rng)
    if abs(sum(background) - sum(ink)) < 200:
        ink = (255, 255, 255) if sum(background) < 380 else (20, 20, 20)
    kind = rng.integers(1, 3) if over_garment else rng.integers(4)
    if kind == 0:
        _draw_banner(image, rng, background, ink)
    elif kind == 1:
        _draw_column(image, rng, size, background)
    elif kind == 2:
        _draw_name(image, rng, size, background)
    else:
        _draw_sticker(image, rng, size=size, background=background, ink=ink)


def _draw_banner(
    image: np.ndarray, rng: np.random.Generator, background: Colour, ink: Colour
) -> None:
    """Draw a bar with characters and a word at the top or the bottom."""
    height, width = image.shape[:2]
    tall = int(height * rng.uniform(0.06, 0.13))
    y = 0 if rng.random() < 0.5 else height - tall
    image[y : y + tall] = background
    corner = np.array([width * 0.08, y + tall * 0.25])
    _draw_glyphs(image, rng, corner=corner, size=tall * 0.5, colour=ink, count=5, vertical=False)
    _draw_word(image, rng, corner=(width * 0.6, y + tall * 0.2), size=tall * 0.5, colour=ink)


def _draw_column(image: np.ndarray, rng: np.random.Generator, size: float, colour: Colour) -> None:
    """Draw characters down the left or the right side."""
    height, width = image.shape[:2]
    x = width * (0.03 if rng.random() < 0.5 else 0.9)
    corner = np.array([x, height * rng.uniform(0.05, 0.4)])
    count = int(rng.integers(4, 9))
    _draw_glyphs(image, rng, corner=corner, size=size, colour=colour, count=count, vertical=True)


def _draw_name(image: np.ndarray, rng: np.random.Generator, size: float, colour: Colour) -> None:
    """Draw a word in a corner."""
    height, width = image.shape[:2]
    corner = (width * rng.choice([0.03, 0.7]), height * rng.choice([0.02, 0.9]))
    _draw_word(image, rng, corner=corner, size=size, colour=colour)


def _draw_sticker(
    image: np.ndarray, rng: np.random.Generator, *, size: float, background: Colour, ink: Colour
) -> None:
    """Draw a round sticker with a word in a corner."""
    height, width = image.shape[:2]
    centre = (int(width * rng.choice([0.14, 0.86])), int(height * rng.choice([0.14, 0.86])))
    cv2.circle(image, centre, int(size * 1.6), background, -1, cv2.LINE_AA)
    corner = (centre[0] - size * 1.2, centre[1] - size * 0.4)
    _draw_word(image, rng, corner=corner, size=size * 0.7, colour=ink)
