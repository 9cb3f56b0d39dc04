"""Lettering of shop photos: banners, brand names, price labels and watermarks."""

import cv2
import numpy as np
from numpy.typing import ArrayLike

from fashionkp.synthetic.drawing.cloth import Colour, sample_colour
from fashionkp.synthetic.drawing.curves import xy

_WORDS = ('NEW', 'SALE', 'Fashion', '50% OFF', 'STYLE', 'Autumn', 'hot', 'No.', '2018', 'Casual')
_CAPITALS = 'ABCDEFGHIJKLMNOPRSTUVWXYZ'
_FONTS = tuple(range(8))  # OpenCV's Hershey fonts
_ITALIC = cv2.FONT_ITALIC


def _word(rng: np.random.Generator) -> str:
    """Word of a shop, or any letters or digits."""
    kind = rng.random()
    if kind < 0.35:
        return str(_WORDS[rng.integers(len(_WORDS))])
    alphabet = '0123456789' if kind < 0.5 else _CAPITALS
    letters = ''.join(rng.choice(list(alphabet), int(rng.integers(2, 9))))
    return letters.title() if kind > 0.75 else letters


def _draw_word(
    image: np.ndarray,
    rng: np.random.Generator,
    *,
    corner: ArrayLike,
    size: float,
    colour: Colour,
) -> None:
    """Draw a word of letters of a height, whose upper left corner is given, in place."""
    font = int(_FONTS[rng.integers(len(_FONTS))]) | (_ITALIC if rng.random() < 0.15 else 0)
    x, y = np.asarray(corner, float)
    thickness = max(1, int(size / rng.uniform(7, 18)))
    origin = (int(x), int(y + size))
    cv2.putText(image, _word(rng), origin, font, size / 22, colour, thickness, cv2.LINE_AA)


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
    width = max(1, int(size / rng.uniform(7, 14)))
    step = np.array([0, 1.15] if vertical else [1.15, 0]) * size
    for k in range(count):
        x, y = np.asarray(corner) + k * step
        for _ in range(rng.integers(4, 9)):
            a, b, c = rng.random(3) * size
            kind = rng.random()
            if kind < 0.45:
                ends = ((x, y + a), (x + size, y + a))
            elif kind < 0.85:
                ends = ((x + a, y + b), (x + a, y + c))
            else:
                ends = ((x + size / 2, y + a), (x + b, y + size))
            first, second = ((int(px), int(py)) for px, py in ends)
            cv2.line(image, first, second, colour, width, cv2.LINE_AA)


def _line_of_text(
    image: np.ndarray,
    rng: np.random.Generator,
    *,
    corner: ArrayLike,
    size: float,
    colour: Colour,
) -> None:
    """Draw a word or a few characters."""
    if rng.random() < 0.5:
        _draw_word(image, rng, corner=corner, size=size, colour=colour)
        return
    count = int(rng.integers(2, 9))
    _draw_glyphs(image, rng, corner=corner, size=size, colour=colour, count=count, vertical=False)


def _ink(rng: np.random.Generator, background: Colour) -> Colour:
    """Colour that stands out from a background, BGR."""
    ink = sample_colour(rng)
    if abs(sum(background) - sum(ink)) < 200:
        return (255, 255, 255) if sum(background) < 380 else (20, 20, 20)
    return ink


def draw_lettering(
    image: np.ndarray, rng: np.random.Generator, *, over_garment: bool = False
) -> None:
    """Draw a brand name, characters or a text near the border of an image, in place.

    Args:
        image: (H, W, 3) uint8, BGR.
        rng: Random generator.
        over_garment: Whether the image shows the garment already: then only letters are drawn,
            which cover no key point.
    """
    size = image.shape[1] * rng.uniform(0.025, 0.08)
    colour = sample_colour(rng) if rng.random() < 0.5 else (25, 25, 25)
    kinds = (_draw_column, _draw_name, _draw_block, _draw_headline)
    kind = kinds[rng.choice(4, p=(0.3, 0.6, 0.1, 0) if over_garment else (0.2, 0.45, 0.2, 0.15))]
    kind(image, rng, size, colour)


def _draw_column(image: np.ndarray, rng: np.random.Generator, size: float, colour: Colour) -> None:
    """Draw characters down the left or the right side."""
    height, width = image.shape[:2]
    x = width * (0.03 if rng.random() < 0.5 else 0.9)
    corner = np.array([x, height * rng.uniform(0.05, 0.4)])
    count = int(rng.integers(4, 9))
    _draw_glyphs(image, rng, corner=corner, size=size, colour=colour, count=count, vertical=True)


def _draw_name(image: np.ndarray, rng: np.random.Generator, size: float, colour: Colour) -> None:
    """Draw the name of a brand near the upper border, or a word in a lower corner."""
    height, width = image.shape[:2]
    top = rng.random() < 0.7
    x = rng.choice((0.02, 0.3, 0.7), p=(0.6, 0.15, 0.25)) * width
    corner = np.array([x, height * (rng.uniform(0.01, 0.05) if top else 0.9)])
    _line_of_text(image, rng, corner=corner, size=size, colour=colour)
    if rng.random() < 0.4:
        below = corner + xy(0, 1.4 * size)
        _line_of_text(image, rng, corner=below, size=0.4 * size, colour=colour)


def _draw_block(image: np.ndarray, rng: np.random.Generator, size: float, colour: Colour) -> None:
    """Draw lines of small text at one side."""
    height, width = image.shape[:2]
    corner = np.array([rng.choice((0.03, 0.68)) * width, rng.uniform(0.1, 0.7) * height])
    for row in range(int(rng.integers(2, 7))):
        below = corner + xy(0, 0.9 * row * size)
        _line_of_text(image, rng, corner=below, size=0.5 * size, colour=colour)


def _draw_headline(
    image: np.ndarray, rng: np.random.Generator, size: float, colour: Colour
) -> None:
    """Draw large letters that the garment is in front of."""
    height, width = image.shape[:2]
    for _ in range(rng.integers(1, 4)):
        corner = rng.uniform((-0.1, 0), (0.5, 0.85)) * (width, height)
        _draw_word(image, rng, corner=corner, size=2.5 * size, colour=colour)


def draw_text_block(image: np.ndarray, rng: np.random.Generator) -> None:
    """Fill a page with a few lines of text of different sizes, in place."""
    height, width = image.shape[:2]
    background = tuple(image[0, 0].tolist())
    ink = _ink(rng, background)
    y = rng.uniform(0.01, 0.3) * height
    while y < height:
        size = width * rng.uniform(0.02, 0.12)
        corner = (rng.uniform(0.02, 0.4) * width, y)
        _line_of_text(image, rng, corner=corner, size=size, colour=ink)
        y += size * rng.uniform(1.3, 4)


def draw_label(image: np.ndarray, rng: np.random.Generator, background: Colour) -> None:
    """Write a price or a slogan that fills a banner or a badge, in place.

    Args:
        image: The part of an image that the label covers, (h, w, 3) uint8, BGR.
        rng: Random generator.
        background: Colour of the label, BGR.
    """
    height, width = image.shape[:2]
    ink = _ink(rng, background)
    rows = 1 if width > 2.5 * height else 2
    size = 0.5 * height / rows
    for row in range(rows):
        y = height * (row + 0.25) / rows
        x = width * rng.uniform(0.05, 0.2)
        _line_of_text(image, rng, corner=(x, y), size=size, colour=ink)
        if rows == 1:
            _draw_word(image, rng, corner=(0.65 * width, y), size=size, colour=ink)


def draw_watermark(image: np.ndarray, rng: np.random.Generator) -> None:
    """Write a half transparent name across the image, once or several times, in place."""
    height, width = image.shape[:2]
    layer = image.copy()
    size = width * rng.uniform(0.03, 0.09)
    colour = (255, 255, 255) if rng.random() < 0.5 else sample_colour(rng)
    repeats = 1 if rng.random() < 0.7 else int(rng.integers(3, 7))
    for _ in range(repeats):
        corner = rng.uniform((0.0, 0.25), (0.5, 0.9)) * (width, height)
        _line_of_text(layer, rng, corner=corner, size=size, colour=colour)
        below = corner + xy(0, 1.3 * size)
        _line_of_text(layer, rng, corner=below, size=0.5 * size, colour=colour)
    share = rng.uniform(0.2, 0.9)
    cv2.addWeighted(layer, share, image, 1 - share, 0, dst=image)
