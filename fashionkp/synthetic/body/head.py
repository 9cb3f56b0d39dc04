"""Face and hair."""

import numpy as np

from fashionkp.synthetic.body.figure import SIDES, Figure
from fashionkp.synthetic.body.person import Looks
from fashionkp.synthetic.drawing.cloth import tinted
from fashionkp.synthetic.drawing.curves import closed_spline, ellipse, limb, spline, xy
from fashionkp.synthetic.drawing.layers import Layer, Mark


def _head_centre(figure: Figure) -> np.ndarray:
    return figure.posed([(0.16 * np.sin(figure.yaw), -0.78)])[0]


def head(figure: Figure, looks: Looks, rng: np.random.Generator) -> Layer:
    """A face."""
    c = _head_centre(figure)
    turn = 0.5 * np.sin(figure.yaw)
    outline = closed_spline(
        [
            c + p
            for p in (
                (-0.37, -0.1),
                (-0.33, 0.22),
                (-0.15, 0.47),
                (0, 0.52),
                (0.15, 0.47),
                (0.33, 0.22),
                (0.37, -0.1),
                (0.26, -0.45),
                (0, -0.55),
                (-0.26, -0.45),
            )
        ],
        4,
    )
    tone = looks.skin.colour
    dark, line = (30, 32, 40), tinted(tone, 0.78)
    marks = []
    for side in SIDES:
        eye = c + xy(side * 0.15 + turn * 0.35, -0.02)
        marks.append(Mark(ellipse(eye, 0.06, 0.03, 12), (225, 230, 236)))
        marks.append(Mark(ellipse(eye, 0.036, 0.036, 10), dark))
        lid = spline([eye + xy(-0.07, 0.008), eye + xy(0, -0.036), eye + xy(0.07, 0.008)], 3)
        marks.append(Mark(lid, dark, 0.014))
        brow = spline([eye + xy(-0.075, -0.095), eye + xy(0, -0.125), eye + xy(0.075, -0.1)], 3)
        marks.append(Mark(brow, tinted(tone, 0.5), 0.016))
    nose = c + xy(turn * 0.5, 0.16)
    marks.append(
        Mark(spline([nose + xy(-0.05, 0), nose + xy(0, 0.025), nose + xy(0.05, 0)], 3), line, 0.02)
    )
    mouth = c + xy(turn * 0.42, 0.3)
    lips = ellipse(mouth, 0.1, 0.038, 14)
    marks.append(Mark(lips, (95, 85, 190) if rng.random() < 0.6 else tinted(tone, 0.72)))
    smile = spline([mouth + xy(-0.1, -0.014), mouth + xy(0, 0.01), mouth + xy(0.1, -0.014)], 3)
    marks.append(Mark(smile, tinted(tone, 0.5), 0.012))
    return Layer('head', outline, looks.skin, marks=tuple(marks), shadow=0.45)


def hair_behind(figure: Figure, looks: Looks) -> Layer:
    """What of the hair lies behind the head and the neck."""
    c = _head_centre(figure)
    low = 0.25
    if looks.hair_style in ('back', 'front'):
        low = 0.5 + min(looks.hair_length, 0.6)
    elif looks.hair_style == 'short':
        low = 0.55
    shape = [
        (-0.45, 0.0),
        (-0.47, low * 0.6),
        (-0.36, low),
        (0.36, low),
        (0.47, low * 0.6),
        (0.45, 0.0),
        (0.36, -0.48),
        (0, -0.68),
        (-0.36, -0.48),
    ]
    return Layer('hair', closed_spline([c + p for p in shape], 4), looks.hair, gloss=0.8)


def hair_in_front(figure: Figure, looks: Looks, rng: np.random.Generator) -> list[Layer]:
    """Fringe, and locks that fall over the shoulders."""
    c = _head_centre(figure)
    part = rng.uniform(-0.15, 0.15)
    cap = [
        (-0.43, 0.12),
        (-0.46, -0.15),
        (-0.38, -0.48),
        (0, -0.67),
        (0.38, -0.48),
        (0.46, -0.15),
        (0.43, 0.12),
        (0.34, -0.12),
        (part + 0.1, -0.36),
        (part, -0.42),
        (part - 0.1, -0.36),
        (-0.34, -0.12),
    ]
    layers = [Layer('hair', closed_spline([c + p for p in cap], 4), looks.hair, shadow=0.3)]
    if looks.hair_style == 'up':
        layers.insert(0, Layer('hair', ellipse(c + xy(0.05, -0.72), 0.2, 0.18), looks.hair))
    if looks.hair_style != 'front':
        return layers
    for side in SIDES:
        if rng.random() < 0.22:
            continue
        long = looks.hair_length * rng.uniform(0.75, 1.1)
        wave, out = rng.uniform(-0.05, 0.08), looks.hair_spread
        start = c + xy(side * 0.36, -0.2)
        mids = [
            c + xy(side * 0.42, 0.3),
            c + xy(side * (0.36 + wave + 0.5 * out), 0.72),
            c + xy(side * (0.44 - wave + out), 0.85 + long * 0.5),
        ]
        tip = c + xy(side * (0.38 + out), 0.7 + long)
        shape = limb([start, *mids, tip], (0.09, 0.12, 0.16, 0.15, 0.03), 5)
        layers.append(Layer('hair', shape, looks.hair, shadow=0.35))
    return layers
