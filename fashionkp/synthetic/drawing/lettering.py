"""Banners, brand names and watermarks, as shops put on their photos."""

import cv2
import numpy as np
from numpy.typing import ArrayLike

from fashionkp.synthetic.drawing.cloth import Colour, dye

_WORDS = ('NEW', 'SALE', 'Fashion', '50% OFF', 'STYLE', 'Autumn', 'hot', 'No.', '2018', 'Casual')
_FONTS = (cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_COMPLEX)


def _word(
    image: np.ndarray,
    rng: np.random.Generator,
    at: tuple[float, float],
    size: float,
    colour: Colour,
) -> None:
    text = str(_WORDS[rng.integers(len(_WORDS))])
    font = int(_FONTS[rng.integers(len(_FONTS))])
    place = (int(at[0]), int(at[1] + size))
    cv2.putText(image, text, place, font, size / 24, colour, max(1, int(size / 12)), cv2.LINE_AA)


def _glyphs(
    image: np.ndarray,
    rng: np.random.Generator,
    at: ArrayLike,
    size: float,
    colour: Colour,
    count: int,
    down: bool,
) -> None:
    """Block-shaped characters of random strokes."""
    thick = max(1, int(size / 10))
    for k in range(count):
        x, y = at + np.array([0, k * size * 1.15] if down else [k * size * 1.15, 0])
        for _ in range(rng.integers(4, 8)):
            a, b, c = rng.random(3) * size
            ends = (
                ((x, y + a), (x + size, y + a))
                if rng.random() < 0.5
                else ((x + a, y + b), (x + a, y + c))
            )
            first, second = ((int(px), int(py)) for px, py in ends)
            cv2.line(image, first, second, colour, thick)


def letter(image: np.ndarray, rng: np.random.Generator, over: bool = False) -> None:
    """Put a banner or a name near the border of an image, in place.

    Args:
        image: (H, W, 3) uint8, BGR.
        rng: Decides everything.
        over: The garment is in the image already: letters only, which hide no point.
    """
    height, width = image.shape[:2]
    size = width * rng.uniform(0.03, 0.08)
    ground, ink = dye(rng), dye(rng)
    if abs(sum(ground) - sum(ink)) < 200:
        ink = (255, 255, 255) if sum(ground) < 380 else (20, 20, 20)
    kind = rng.integers(1, 3) if over else rng.integers(4)
    if kind == 0:  # a bar at the top or the bottom
        tall = int(height * rng.uniform(0.06, 0.13))
        y = 0 if rng.random() < 0.5 else height - tall
        image[y : y + tall] = ground
        _glyphs(image, rng, np.array([width * 0.08, y + tall * 0.25]), tall * 0.5, ink, 5, False)
        _word(image, rng, (width * 0.6, y + tall * 0.2), tall * 0.5, ink)
    elif kind == 1:  # characters down a side
        x = width * (0.03 if rng.random() < 0.5 else 0.9)
        _glyphs(
            image,
            rng,
            np.array([x, height * rng.uniform(0.05, 0.4)]),
            size,
            ground,
            int(rng.integers(4, 9)),
            True,
        )
    elif kind == 2:  # a name in a corner
        _word(
            image,
            rng,
            (width * rng.choice([0.03, 0.7]), height * rng.choice([0.02, 0.9])),
            size,
            ground,
        )
    else:  # a round sticker
        centre = (int(width * rng.choice([0.14, 0.86])), int(height * rng.choice([0.14, 0.86])))
        cv2.circle(image, centre, int(size * 1.6), ground, -1, cv2.LINE_AA)
        _word(image, rng, (centre[0] - size * 1.2, centre[1] - size * 0.4), size * 0.7, ink)
