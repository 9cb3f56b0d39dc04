"""Head: face and hair."""

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.person import Appearance
from fashionkp.synthetic.body.proportions import SIDES
from fashionkp.synthetic.drawing.cloth import Colour, shade_colour
from fashionkp.synthetic.drawing.curves import closed_spline, ellipse, limb_outline, spline, xy
from fashionkp.synthetic.drawing.layers import Layer, Mark

_FACE = (
    *((-0.37, -0.1), (-0.33, 0.22), (-0.15, 0.47), (0, 0.52), (0.15, 0.47)),
    *((0.33, 0.22), (0.37, -0.1), (0.26, -0.45), (0, -0.55), (-0.26, -0.45)),
)
_CAP = (
    *((-0.43, 0.12), (-0.46, -0.15), (-0.38, -0.48), (0, -0.67)),
    *((0.38, -0.48), (0.46, -0.15), (0.43, 0.12), (0.34, -0.12)),
)
_DARK = (30, 32, 40)  # eyes


def head_centre(figure: Figure) -> np.ndarray:
    """Middle of the face, (2,), body units."""
    return figure.posed([(0.16 * np.sin(figure.yaw), -0.78)])[0]


def head(figure: Figure, appearance: Appearance, rng: np.random.Generator) -> Layer:
    """Face, with eyes, nose and mouth."""
    centre = head_centre(figure)
    turn = 0.5 * np.sin(figure.yaw)
    tone = appearance.skin.colour
    eyes = (centre + xy(side * 0.15 + turn * 0.35, -0.02) for side in SIDES)
    marks = [mark for eye in eyes for mark in _eye(eye, tone)]
    nose = centre + xy(turn * 0.5, 0.16)
    nostrils = spline([nose + xy(-0.05, 0), nose + xy(0, 0.025), nose + xy(0.05, 0)], 3)
    marks.append(Mark(nostrils, shade_colour(tone, 0.78), 0.02))
    mouth = centre + xy(turn * 0.42, 0.3)
    lips = ellipse(mouth, 0.1, 0.038, 14)
    marks.append(Mark(lips, (95, 85, 190) if rng.random() < 0.6 else shade_colour(tone, 0.72)))
    smile = spline([mouth + xy(-0.1, -0.014), mouth + xy(0, 0.01), mouth + xy(0.1, -0.014)], 3)
    marks.append(Mark(smile, shade_colour(tone, 0.5), 0.012))
    outline = closed_spline([centre + p for p in _FACE], 4)
    return Layer('head', outline, appearance.skin, marks=tuple(marks), shadow=0.45)


def _eye(centre: np.ndarray, tone: Colour) -> list[Mark]:
    """Eye, lid and brow."""
    lid = spline([centre + xy(-0.07, 0.008), centre + xy(0, -0.036), centre + xy(0.07, 0.008)], 3)
    brow = [centre + xy(-0.075, -0.095), centre + xy(0, -0.125), centre + xy(0.075, -0.1)]
    return [
        Mark(ellipse(centre, 0.06, 0.03, 12), (225, 230, 236)),
        Mark(ellipse(centre, 0.036, 0.036, 10), _DARK),
        Mark(lid, _DARK, 0.014),
        Mark(spline(brow, 3), shade_colour(tone, 0.5), 0.016),
    ]


def hair_behind(figure: Figure, appearance: Appearance) -> Layer:
    """Hair behind the head and the neck."""
    centre = head_centre(figure)
    bottom = 0.25
    if appearance.hair_style in ('back', 'front'):
        bottom = 0.5 + min(appearance.hair_length, 0.6)
    elif appearance.hair_style == 'short':
        bottom = 0.55
    shape = [
        (-0.45, 0.0),
        (-0.47, bottom * 0.6),
        (-0.36, bottom),
        (0.36, bottom),
        (0.47, bottom * 0.6),
        (0.45, 0.0),
        (0.36, -0.48),
        (0, -0.68),
        (-0.36, -0.48),
    ]
    return Layer('hair', closed_spline([centre + p for p in shape], 4), appearance.hair, gloss=0.8)


def hair_in_front(figure: Figure, appearance: Appearance, rng: np.random.Generator) -> list[Layer]:
    """Fringe, and long hair that falls over the shoulders."""
    hair = appearance.hair
    centre = head_centre(figure)
    part = rng.uniform(-0.15, 0.15)
    fringe = [*_CAP, (part + 0.1, -0.36), (part, -0.42), (part - 0.1, -0.36), (-0.34, -0.12)]
    layers = [Layer('hair', closed_spline([centre + p for p in fringe], 4), hair, shadow=0.3)]
    if appearance.hair_style == 'up':
        layers.insert(0, Layer('hair', ellipse(centre + xy(0.05, -0.72), 0.2, 0.18), hair))
    if appearance.hair_style != 'front':
        return layers
    for side in SIDES:
        if rng.random() < 0.22:
            continue
        length = appearance.hair_length * rng.uniform(0.75, 1.1)
        wave, spread = rng.uniform(-0.05, 0.08), appearance.hair_spread
        start = centre + xy(side * 0.36, -0.2)
        middle = [
            centre + xy(side * 0.42, 0.3),
            centre + xy(side * (0.36 + wave + 0.5 * spread), 0.72),
            centre + xy(side * (0.44 - wave + spread), 0.85 + length * 0.5),
        ]
        tip = centre + xy(side * (0.38 + spread), 0.7 + length)
        shape = limb_outline([start, *middle, tip], (0.09, 0.12, 0.16, 0.15, 0.03), 5)
        layers.append(Layer('hair', shape, hair, shadow=0.35))
    return layers
