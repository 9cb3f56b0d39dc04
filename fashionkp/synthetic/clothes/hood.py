"""A hood or a fur collar around the neck."""

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.proportions import SIDES
from fashionkp.synthetic.drawing.cloth import Cloth, sample_hair
from fashionkp.synthetic.drawing.curves import closed_spline, ellipse, xy
from fashionkp.synthetic.drawing.layers import Layer

_SHAPE = ((-0.7, -0.9), (0.3, -0.6), (1.1, 0.2), (0.9, 0.9), (0, 1.5), (-0.6, 1.2))


def hood(
    figure: Figure, cloth: Cloth, rng: np.random.Generator, prefix: str = ''
) -> tuple[list[Layer], list[Layer]]:
    """Return the layers of a hood or fur collar behind the neck, and those in front."""
    part, size = f'{prefix}hood', rng.uniform(0.18, 0.34)
    material = cloth if rng.random() < 0.6 else sample_hair(rng)
    nape = figure.posed([(0.0, -0.16)])[0]
    behind = ellipse(nape, 0.30 + size, 0.22 + 0.6 * size)
    if not figure.worn and rng.random() < 0.5:  # it lies open above the garment
        behind = ellipse(nape - (0, 0.35), 0.26 + 0.6 * size, 0.5 + 0.6 * size)
    in_front = []
    for side in SIDES:
        centre = figure.outline_point(side, 0.26 + size, 0.02)
        offsets = [xy(side * x * size, y * size) for x, y in _SHAPE]
        outline = closed_spline([centre + offset for offset in offsets], 4)
        in_front.append(Layer(part, outline, material, shadow=0.4))
    return [Layer(part, behind, material.shaded(0.85))], in_front
