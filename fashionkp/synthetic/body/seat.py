"""What a seated person sits on."""

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.drawing.cloth import Cloth, sample_colour
from fashionkp.synthetic.drawing.curves import xy
from fashionkp.synthetic.drawing.layers import Layer, Mark

_THIGHS_Y = 3.2  # on an upright body


def seat(figure: Figure, rng: np.random.Generator) -> Layer:
    """Box, stool or bench below the thighs of a seated person, in body units."""
    middle = figure.posed([(0.0, _THIGHS_Y)])[0]
    half_width, height = rng.uniform(0.8, 2.2), rng.uniform(1.2, 2.6)
    top = middle[1] + rng.uniform(-0.1, 0.25)
    corners = np.array([(-1, 0), (1, 0), (1, 1), (-1, 1)]) * (half_width, height)
    outline = corners + xy(middle[0] - 0.3 * np.sign(figure.bend.thigh), top)
    colour = sample_colour(rng)
    edge = outline[:2] + xy(0, 0.12)
    mark = Mark(edge, (60, 60, 64), 0.03)
    return Layer('seat', outline, Cloth(colour, stiffness=1.0), marks=(mark,), gloss=0.4)
