"""The person or the mannequin in the clothes: skin, head, hair, hands, shoes, a bag."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.cloth import Cloth, dye, hair, skin, tinted
from fashionkp.synthetic.curves import closed_spline, ellipse, limb, spline, xy
from fashionkp.synthetic.figure import (
    ARMPIT_Y,
    CROTCH_Y,
    HIP_Y,
    SHOULDER_Y,
    SIDE_NAMES,
    SIDES,
    WAIST_Y,
    Arm,
    Figure,
)
from fashionkp.synthetic.layers import Layer, Mark


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
        hair_style=str(rng.choice(['short', 'up', 'back', 'front'], p=[0.18, 0.2, 0.27, 0.35])),
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


def bare_arm(figure: Figure, side: int, looks: Looks, start: float = 0.0) -> Layer:
    """An arm without its hand, from ``start`` (share of its length) on."""
    path = figure.arms[side].path(8)
    radii = np.interp(
        np.linspace(0, 1, len(path)), (0, 0.25, 0.5, 0.62, 1), (0.17, 0.15, 0.12, 0.12, 0.08)
    )
    first = min(int(start * len(path)), len(path) - 4)
    path, radii = path[first:], radii[first:]
    if first:
        radii[0] *= 0.75  # rounded off, where a sleeve or the upper arm goes on
    shape = limb(path, radii, 1)
    return Layer(f'skin_arm_{SIDE_NAMES[side]}', shape, looks.skin, shadow=0.3)


def hand(arm: Arm, side: int, looks: Looks) -> Layer:
    """A hand with its fingers together."""
    wrist = arm.joints[2]
    way = wrist - arm.joints[1]
    way /= np.hypot(*way)
    across = np.array([-way[1], way[0]]) * side
    steps = [wrist - 0.05 * way, wrist + 0.16 * way, wrist + 0.36 * way, wrist + 0.56 * way]
    body = limb(steps, (0.075, 0.115, 0.105, 0.03), 4)
    dark = tinted(looks.skin.colour, 0.74)
    marks = [
        Mark(
            np.stack([wrist + 0.30 * way + o * across, wrist + 0.53 * way + 0.6 * o * across]),
            dark,
            0.014,
        )
        for o in (-0.045, 0.0, 0.045)
    ]
    thumb = limb(
        [wrist + 0.1 * way, wrist + 0.22 * way + 0.14 * across, wrist + 0.36 * way + 0.15 * across],
        (0.05, 0.045, 0.02),
        3,
    )
    marks.append(Mark(thumb, looks.skin.colour))
    return Layer(f'hand_{SIDE_NAMES[side]}', body, looks.skin, marks=tuple(marks), shadow=0.3)


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
