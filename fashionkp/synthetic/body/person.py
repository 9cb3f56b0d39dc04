"""The person or mannequin in the clothes: trunk, arms and legs."""

from dataclasses import dataclass, replace

import numpy as np

from fashionkp.synthetic.body.figure import Figure
from fashionkp.synthetic.body.footwear import (
    Footwear,
    bare_leg,
    footwear,
    sample_footwear,
    toe_vector,
)
from fashionkp.synthetic.body.proportions import (
    ARMPIT_Y,
    CROTCH_Y,
    HIP_Y,
    SHOULDER_Y,
    SIDE_NAMES,
    SIDES,
    WAIST_Y,
)
from fashionkp.synthetic.drawing.cloth import (
    Cloth,
    sample_hair,
    sample_skin,
    shade_colour,
)
from fashionkp.synthetic.drawing.curves import limb_outline, spline
from fashionkp.synthetic.drawing.layers import Layer, Mark


@dataclass(frozen=True)
class Appearance:
    """Appearance of a person or mannequin.

    Attributes:
        skin: Skin, or the material of a mannequin.
        hair: Hair.
        hair_style: ``short``, ``up``, ``back`` (long, behind the shoulders) or ``front`` (long,
            over the shoulders).
        hair_length: Length of long hair, body units below the chin.
        hair_spread: Outward shift of the locks over the shoulders, body units.
        footwear: Shoes, socks and tights.
        has_head: Whether the head is drawn.
    """

    skin: Cloth
    hair: Cloth
    hair_style: str
    hair_length: float
    hair_spread: float
    footwear: Footwear
    has_head: bool


def sample_appearance(rng: np.random.Generator, *, mannequin: bool) -> Appearance:
    """Sample the appearance of a person, or of a mannequin, which has no head."""
    plastic = ((200, 205, 208), (235, 235, 236), (165, 185, 205))[rng.integers(3)]
    kit = sample_footwear(rng)
    return Appearance(
        skin=Cloth(plastic, stiffness=1.0) if mannequin else sample_skin(rng),
        hair=sample_hair(rng),
        hair_style=str(rng.choice(['short', 'up', 'back', 'front'], p=[0.16, 0.19, 0.25, 0.40])),
        hair_length=float(rng.uniform(0.5, 1.3)),
        hair_spread=float(rng.uniform(0.0, 0.5) if rng.random() < 0.7 else 0.0),
        footwear=replace(kit, kind='none', tights=None, socks=0.0) if mannequin else kit,
        has_head=not mannequin,
    )


def trunk(figure: Figure, appearance: Appearance) -> Layer:
    """Neck, chest and belly, a little slimmer than any garment."""
    profile = [(0.19, -0.42), (0.19, -0.12), (0.34, -0.01), (0.70, SHOULDER_Y + 0.04)]
    profile += ((0.60, ARMPIT_Y), (0.49, WAIST_Y), (0.68, HIP_Y), (0.60, CROTCH_Y))
    breadth = figure.breadth
    edges = [
        spline([figure.outline_point(side, x * breadth, y, 0.6) for x, y in profile], 4)
        for side in SIDES
    ]
    dark = shade_colour(appearance.skin.colour, 0.88)
    collarbones = []
    for side in SIDES:
        ends = [
            figure.front_point(side * 0.06, 0.5, 0.06),
            figure.front_point(side * 0.45, 0.6, -0.0),
        ]
        collarbones.append(Mark(spline(ends, 3), dark, 0.02))
    outline = np.vstack([edges[0], edges[1][::-1]])
    return Layer('skin_trunk', outline, appearance.skin, marks=tuple(collarbones), shadow=0.2)


def arm(figure: Figure, side: int, appearance: Appearance, start: float = 0.0) -> Layer:
    """Bare arm with its hand.

    Args:
        figure: The body.
        side: -1 or 1.
        appearance: Its skin.
        start: Position along the arm from which it is drawn, 0 at the shoulder, 1 at the wrist.
    """
    arm_pose = figure.arms[side]
    path = arm_pose.path(8)
    half_widths = (0.17, 0.15, 0.12, 0.12, 0.075)
    radii = np.interp(np.linspace(0, 1, len(path)), (0, 0.25, 0.5, 0.62, 1), half_widths)
    first = min(int(start * len(path)), len(path) - 4)
    path, radii = path[first:], radii[first:]
    if first:
        radii[0] *= 0.75  # round the end under a sleeve or the upper arm
    marks: tuple[Mark, ...] = ()
    if arm_pose.hand:
        wrist = arm_pose.joints[2]
        forearm = wrist - arm_pose.joints[1]
        direction = forearm / np.hypot(*forearm)
        steps = np.array([0.08, 0.18, 0.30, 0.42, 0.52, 0.57])[:, None]
        path = np.vstack([path, wrist + steps * direction])
        radii = np.concatenate([radii, (0.085, 0.112, 0.112, 0.098, 0.07, 0.03)])
        marks = _fingers(wrist, direction, side, appearance.skin)
    outline = limb_outline(path, radii, 1)
    return Layer(f'skin_arm_{SIDE_NAMES[side]}', outline, appearance.skin, marks=marks, shadow=0.3)


def _fingers(wrist: np.ndarray, direction: np.ndarray, side: int, skin: Cloth) -> tuple[Mark, ...]:
    """Gaps between the fingers, and the crease of the thumb."""
    across = np.array([-direction[1], direction[0]]) * side
    dark = shade_colour(skin.colour, 0.8)
    gaps = [
        Mark(
            np.stack(
                [
                    wrist + 0.34 * direction + offset * across,
                    wrist + 0.54 * direction + 0.7 * offset * across,
                ]
            ),
            dark,
            0.010,
        )
        for offset in (-0.045, 0.0, 0.045)
    ]
    crease = [wrist + 0.14 * direction + 0.06 * across, wrist + 0.34 * direction + 0.075 * across]
    return (*gaps, Mark(np.stack(crease), dark, 0.014))


def legs(figure: Figure, appearance: Appearance) -> list[Layer]:
    """Legs in skin, tights or socks, without shoes."""
    cloth = appearance.footwear.tights or appearance.skin
    return [bare_leg(figure.legs[side], cloth, SIDE_NAMES[side]) for side in SIDES]


def shoes(figure: Figure, appearance: Appearance) -> list[Layer]:
    """Socks, feet and shoes."""
    layers = []
    for side in SIDES:
        toe, name = toe_vector(side, figure.yaw), SIDE_NAMES[side]
        kit, skin = appearance.footwear, appearance.skin
        layers += footwear(kit, figure.legs[side], toe, skin=skin, name=name)
    return layers
