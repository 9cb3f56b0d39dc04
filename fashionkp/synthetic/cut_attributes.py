"""The attributes of drawn garments as their cuts state them, whatever the photo shows."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from fashionkp.attributes.definitions import ATTRIBUTES, CLASSES
from fashionkp.attributes.values import absent_points, attribute_values
from fashionkp.synthetic.body.proportions import FOREARM, UPPER_ARM
from fashionkp.synthetic.clothes.lower.bottom_cut import BottomCut, lower_edge_y
from fashionkp.synthetic.clothes.lower.bottoms import bottom_piece
from fashionkp.synthetic.clothes.upper.top_cut import TopCut
from fashionkp.synthetic.clothes.upper.tops import top_piece
from fashionkp.synthetic.specimens import plain_figure

_SLEEVES = 'sleeve_length'


def cut_values(cut: object) -> dict[str, float]:
    """Return what decides the attributes of a cut, by name: its values when laid flat.

    Args:
        cut: A TopCut or a BottomCut.

    Raises:
        TypeError: If it is neither.
    """
    if isinstance(cut, TopCut):
        piece = top_piece(replace(cut, frill=0.0), plain_figure(), np.random.default_rng(0))
    elif isinstance(cut, BottomCut):
        piece = bottom_piece(cut, plain_figure(), np.random.default_rng(0), '')
    else:
        raise TypeError(f'{cut!r}: expected a TopCut or a BottomCut')
    points = {name: point.position[None] for name, point in piece.points.items()}
    return {
        name: float(attribute_values(definition, points)[0])
        for name, definition in ATTRIBUTES[cut.category].items()
        if not absent_points(definition, points)
    }


def body_values(cut: TopCut | BottomCut) -> dict[str, float]:
    """Return the lengths and the neck depth of a cut by name: where they end on the body, heads."""
    if isinstance(cut, BottomCut):
        values = {f'{cut.category.removesuffix("s")}_length': lower_edge_y(cut)}
    else:
        hem = 'skirt_length' if cut.category == 'dress' else 'top_length'
        values = {hem: cut.hem[1], 'neck_depth': cut.neck_depth}
        if cut.sleeve.length:
            values[_SLEEVES] = cut.sleeve.length * (UPPER_ARM + FOREARM)
    return {name: value for name, value in values.items() if name in ATTRIBUTES[cut.category]}


def cut_labels(cut: TopCut | BottomCut, values: Mapping[str, float]) -> dict[str, str]:
    """Return the classes of a cut's attributes by name, given its values."""
    definitions = ATTRIBUTES[cut.category]
    labels = {name: definitions[name].label(value) for name, value in values.items()}
    return labels | _without_sleeves(cut)


def _without_sleeves(cut: TopCut | BottomCut) -> dict[str, str]:
    is_sleeveless = isinstance(cut, TopCut) and not cut.sleeve.length
    return {_SLEEVES: CLASSES[_SLEEVES][0]} if is_sleeveless else {}
