"""Hats, glasses and scarves."""

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.head import head_centre
from fashionkp.synthetic.body.proportions import SIDES
from fashionkp.synthetic.drawing.cloth import Cloth, sample_cloth, sample_colour
from fashionkp.synthetic.drawing.curves import closed_spline, ellipse, limb_outline, xy
from fashionkp.synthetic.drawing.layers import Layer

_CROWN = ((-0.44, -0.3), (-0.42, -0.62), (-0.2, -0.82), (0.2, -0.82), (0.42, -0.62), (0.44, -0.3))


def hat(figure: Figure, rng: np.random.Generator) -> list[Layer]:
    """Knitted cap, or a hat with a brim, body units."""
    centre = head_centre(figure)
    cloth = Cloth(sample_colour(rng), 'knit' if rng.random() < 0.4 else 'plain')
    crown = Layer('hat', closed_spline([centre + p for p in _CROWN], 5), cloth, shadow=0.3)
    if rng.random() < 0.4:
        return [crown]
    brim = ellipse(centre + xy(0, -0.36), rng.uniform(0.52, 0.85), rng.uniform(0.1, 0.2))
    return [crown, Layer('hat', brim, cloth.shaded(0.9), shadow=0.5)]


def glasses(figure: Figure) -> list[Layer]:
    """Sunglasses, body units."""
    centre = head_centre(figure) + xy(0.18 * np.sin(figure.yaw), -0.02)
    dark = Cloth((32, 30, 34), stiffness=1.0)
    bridge = limb_outline([centre + xy(side * 0.1, -0.03) for side in SIDES], (0.02, 0.02), 2)
    lenses = [ellipse(centre + xy(side * 0.17, 0), 0.13, 0.1) for side in SIDES]
    return [Layer('glasses', outline, dark, gloss=1.5) for outline in (bridge, *lenses)]


def scarf(figure: Figure, rng: np.random.Generator) -> list[Layer]:
    """Scarf around the neck whose end hangs down in front, body units."""
    cloth = sample_cloth(rng, {'plain': 2, 'knit': 2, 'checks': 1, 'stripes': 0.5})
    ends = [figure.front_point(side * 0.32, 0.6, -0.18) for side in SIDES]
    throat = figure.front_point(0.0, 0.6, 0.12)
    loop = limb_outline([ends[0], throat, ends[1]], (0.14, 0.2, 0.14), 6)
    tip = figure.front_point(rng.normal(0, 0.15), 0.6, rng.uniform(0.7, 1.7))
    tail = limb_outline([throat, (throat + tip) / 2 + xy(0.05, 0), tip], (0.14, 0.17, 0.18), 5)
    return [Layer('scarf', tail, cloth, shadow=0.4), Layer('scarf', loop, cloth, shadow=0.4)]
