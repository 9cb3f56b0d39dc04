"""The person or the mannequin in the clothes: skin, head, hair, hands, shoes, a bag."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.body.figure import (
    ARMPIT_Y,
    CROTCH_Y,
    HIP_Y,
    SHOULDER_Y,
    SIDE_NAMES,
    SIDES,
    WAIST_Y,
    Figure,
)
from fashionkp.synthetic.drawing.cloth import Cloth, dye, hair, skin, tinted
from fashionkp.synthetic.drawing.curves import limb, spline, xy
from fashionkp.synthetic.drawing.layers import Layer, Mark


@dataclass(frozen=True)
class Looks:
    """How a person looks.

    Attributes:
        skin: Its tone, or the stuff of a mannequin.
        hair: Its colour.
        hair_style: ``short``, ``up``, ``back`` (long, behind the shoulders) or ``front``.
        hair_length: How far long hair reaches down, body units below the chin.
        hair_spread: How far its locks fall outwards over the shoulders.
        shoes: Their colour.
        head: Whether there is one.
    """

    skin: Cloth
    hair: Cloth
    hair_style: str
    hair_length: float
    hair_spread: float
    shoes: Cloth
    head: bool


def sample_looks(rng: np.random.Generator, mannequin: bool) -> Looks:
    """A person, or a mannequin without a head."""
    stuff = Cloth(((200, 205, 208), (235, 235, 236), (165, 185, 205))[rng.integers(3)], stiffness=1)
    return Looks(
        skin=stuff if mannequin else skin(rng),
        hair=hair(rng),
        hair_style=str(rng.choice(['short', 'up', 'back', 'front'], p=[0.16, 0.19, 0.25, 0.40])),
        hair_length=float(rng.uniform(0.5, 1.3)),
        hair_spread=float(rng.uniform(0.0, 0.5) if rng.random() < 0.7 else 0.0),
        shoes=Cloth(dye(rng), stiffness=1.0),
        head=not mannequin,
    )


def trunk(figure: Figure, looks: Looks) -> Layer:
    """Neck, chest and belly, a little slimmer than any garment."""
    half = [(0.19, -0.42), (0.19, -0.12), (0.34, -0.01), (0.70, SHOULDER_Y + 0.04)]
    half += ((0.60, ARMPIT_Y), (0.49, WAIST_Y), (0.68, HIP_Y), (0.60, CROTCH_Y))
    edges = [
        spline([figure.outer(s, x * figure.breadth, y, 0.6) for x, y in half], 4) for s in SIDES
    ]
    collarbones = tuple(
        Mark(
            spline([figure.middle(s * 0.06, 0.5, 0.06), figure.middle(s * 0.45, 0.6, -0.0)], 3),
            tinted(looks.skin.colour, 0.88),
            0.02,
        )
        for s in SIDES
    )
    outline = np.vstack([edges[0], edges[1][::-1]])
    return Layer('skin_trunk', outline, looks.skin, marks=collarbones, shadow=0.2)


def arm(figure: Figure, side: int, looks: Looks, start: float = 0.0) -> Layer:
    """An arm with its hand, from ``start`` (share of its length) on."""
    limbs = figure.arms[side]
    path = limbs.path(8)
    thick = (0.17, 0.15, 0.12, 0.12, 0.075)
    radii = np.interp(np.linspace(0, 1, len(path)), (0, 0.25, 0.5, 0.62, 1), thick)
    first = min(int(start * len(path)), len(path) - 4)
    path, radii = path[first:], radii[first:]
    if first:
        radii[0] *= 0.75  # rounded off, where a sleeve or the upper arm goes on
    marks: tuple[Mark, ...] = ()
    if limbs.hand:
        wrist = limbs.joints[2]
        way = (wrist - limbs.joints[1]) / np.hypot(*(wrist - limbs.joints[1]))
        steps = np.array([0.08, 0.18, 0.30, 0.42, 0.52, 0.57])[:, None]
        path = np.vstack([path, wrist + steps * way])
        radii = np.concatenate([radii, (0.085, 0.112, 0.112, 0.098, 0.07, 0.03)])
        marks = _fingers(wrist, way, np.array([-way[1], way[0]]) * side, looks)
    outline = limb(path, radii, 1)
    return Layer(f'skin_arm_{SIDE_NAMES[side]}', outline, looks.skin, marks=marks, shadow=0.3)


def _fingers(
    wrist: np.ndarray, way: np.ndarray, across: np.ndarray, looks: Looks
) -> tuple[Mark, ...]:
    """The gaps between the fingers, and the thumb."""
    dark = tinted(looks.skin.colour, 0.8)
    gaps = [
        Mark(
            np.stack([wrist + 0.34 * way + o * across, wrist + 0.54 * way + 0.7 * o * across]),
            dark,
            0.010,
        )
        for o in (-0.045, 0.0, 0.045)
    ]
    crease = [wrist + 0.14 * way + 0.06 * across, wrist + 0.34 * way + 0.075 * across]
    return (*gaps, Mark(np.stack(crease), dark, 0.014))


def legs(figure: Figure, looks: Looks) -> list[Layer]:
    """Bare legs and shoes."""
    layers = []
    for side in SIDES:
        joints = figure.legs[side]
        calf = joints[1] + 0.35 * (joints[2] - joints[1])
        shape = limb([*joints[:2], calf, joints[2]], (0.33, 0.19, 0.18, 0.09), 6)
        layers.append(Layer(f'skin_leg_{SIDE_NAMES[side]}', shape, looks.skin, shadow=0.2))
        foot = joints[2]
        toe = foot + xy(side * 0.09 + 0.2 * np.sin(figure.yaw), 0.34)
        shoe = limb(
            [foot + xy(0, 0.05), (foot + toe) / 2 + xy(0, 0.05), toe], (0.11, 0.15, 0.11), 4
        )
        layers.append(Layer(f'shoe_{SIDE_NAMES[side]}', shoe, looks.shoes, shadow=0.25))
    return layers
