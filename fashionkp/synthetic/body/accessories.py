"""What a person carries, and what clothes hang on."""

import numpy as np

from fashionkp.synthetic.body.figure import Arm, Figure
from fashionkp.synthetic.drawing.cloth import Cloth, dye, tinted
from fashionkp.synthetic.drawing.curves import closed_spline, ellipse, limb, spline, xy
from fashionkp.synthetic.drawing.layers import Layer, Mark


def bag(figure: Figure, side: int, rng: np.random.Generator) -> list[Layer]:
    """A bag in the hand of one side, or on a strap across the body."""
    stuff = Cloth(dye(rng), stiffness=1.0)
    dark = tinted(stuff.colour, 0.6)
    wide, high = rng.uniform(0.32, 0.55), rng.uniform(0.4, 0.8)
    if rng.random() < 0.5:
        wrist = figure.arms[side].joints[2]
        top = wrist + xy(0, 0.62)
        handle = spline(
            [
                top + xy(-wide * 0.6, 0),
                wrist + xy(-0.09, 0.22),
                wrist + xy(0.09, 0.22),
                top + xy(wide * 0.6, 0),
            ],
            5,
        )
        strap = limb(handle, np.full(len(handle), 0.03), 1)
    else:
        top = figure.outer(side, 0.72, rng.uniform(1.9, 2.3))
        shoulder = figure.outer(-side, 0.5, 0.04)
        strap = limb(
            [shoulder, figure.middle(-side * 0.1, 0.7, 0.9), top], (0.028, 0.028, 0.028), 5
        )
    box = [
        (-wide * 0.85, 0),
        (0, -0.04),
        (wide * 0.85, 0),
        (wide, high * 0.5),
        (wide * 0.95, high),
        (0, high + 0.03),
        (-wide * 0.95, high),
        (-wide, high * 0.5),
    ]
    flap = top + np.array([(-wide, high * 0.4), (0, high * 0.55), (wide, high * 0.4)])
    marks = (
        Mark(spline(flap, 4), dark, 0.025),
        Mark(ellipse(top + xy(0, high * 0.52), 0.05, 0.05, 10), (120, 190, 215)),
    )
    body = closed_spline([top + p for p in box], 4)
    return [
        Layer('bag', strap, stuff.shaded(0.8), gloss=0.5),
        Layer('bag', body, stuff, marks=marks, shadow=0.4),
    ]


def phone(arm: Arm) -> Layer:
    """A phone in a raised hand."""
    wrist, elbow = arm.joints[2], arm.joints[1]
    way = (wrist - elbow) / np.hypot(*(wrist - elbow))
    centre = wrist + 0.42 * way
    box = np.array([(-0.17, -0.32), (0.17, -0.32), (0.17, 0.32), (-0.17, 0.32)])
    lens = Mark(ellipse(centre + xy(-0.09, -0.22), 0.045, 0.045, 10), (70, 70, 75))
    return Layer('phone', centre + box, Cloth((38, 36, 40), stiffness=1.0), marks=(lens,))
