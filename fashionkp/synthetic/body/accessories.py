"""Accessories: bag and phone."""

import numpy as np

from fashionkp.synthetic.body.figure import Arm, Figure
from fashionkp.synthetic.drawing.cloth import Cloth, sample_colour, shade_colour
from fashionkp.synthetic.drawing.curves import closed_spline, ellipse, limb_outline, spline, xy
from fashionkp.synthetic.drawing.layers import Layer, Mark


def bag(figure: Figure, side: int, rng: np.random.Generator) -> list[Layer]:
    """Bag in the hand of one side, or on a strap across the body."""
    leather = Cloth(sample_colour(rng), stiffness=1.0)
    half_width, height = rng.uniform(0.32, 0.55), rng.uniform(0.4, 0.8)
    if rng.random() < 0.5:
        wrist = figure.arms[side].joints[2]
        top = wrist + xy(0, 0.62)
        strap = _handle(wrist, top, half_width)
    else:
        top = figure.outline_point(side, 0.72, rng.uniform(1.9, 2.3))
        shoulder = figure.outline_point(-side, 0.5, 0.04)
        chest = figure.front_point(-side * 0.1, 0.7, 0.9)
        strap = limb_outline([shoulder, chest, top], (0.028, 0.028, 0.028), 5)
    corners = [
        (-half_width * 0.85, 0),
        (0, -0.04),
        (half_width * 0.85, 0),
        (half_width, height * 0.5),
        (half_width * 0.95, height),
        (0, height + 0.03),
        (-half_width * 0.95, height),
        (-half_width, height * 0.5),
    ]
    flap = [(-half_width, height * 0.4), (0, height * 0.55), (half_width, height * 0.4)]
    clasp = ellipse(top + xy(0, height * 0.52), 0.05, 0.05, 10)
    marks = (
        Mark(spline(top + np.array(flap), 4), shade_colour(leather.colour, 0.6), 0.025),
        Mark(clasp, (120, 190, 215)),
    )
    body = closed_spline([top + corner for corner in corners], 4)
    return [
        Layer('bag', strap, leather.shaded(0.8), gloss=0.5),
        Layer('bag', body, leather, marks=marks, shadow=0.4),
    ]


def _handle(wrist: np.ndarray, top: np.ndarray, half_width: float) -> np.ndarray:
    """Outline of the handle of a bag whose upper edge has its middle at ``top``."""
    line = spline(
        [
            top + xy(-half_width * 0.6, 0),
            wrist + xy(-0.09, 0.22),
            wrist + xy(0.09, 0.22),
            top + xy(half_width * 0.6, 0),
        ],
        5,
    )
    return limb_outline(line, np.full(len(line), 0.03), 1)


def phone(arm: Arm) -> Layer:
    """Phone in a raised hand."""
    wrist, elbow = arm.joints[2], arm.joints[1]
    direction = (wrist - elbow) / np.hypot(*(wrist - elbow))
    centre = wrist + 0.42 * direction
    corners = np.array([(-0.17, -0.32), (0.17, -0.32), (0.17, 0.32), (-0.17, 0.32)])
    lens = Mark(ellipse(centre + xy(-0.09, -0.22), 0.045, 0.045, 10), (70, 70, 75))
    return Layer('phone', centre + corners, Cloth((38, 36, 40), stiffness=1.0), marks=(lens,))
