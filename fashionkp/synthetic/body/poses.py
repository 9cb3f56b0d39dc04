"""Figures: a standing or seated person, or a garment that lies flat or hangs."""

import numpy as np

from fashionkp.synthetic.body.arms import arm_along, sample_arms
from fashionkp.synthetic.body.bend import Bend
from fashionkp.synthetic.body.figure import Arm, Figure
from fashionkp.synthetic.body.proportions import ANKLE_Y, HIP_Y, KNEE_Y, SHOULDER_Y, SIDES
from fashionkp.synthetic.body.stances import sample_bend, sample_legs
from fashionkp.synthetic.drawing.curves import xy


def worn_figure(rng: np.random.Generator, *, mannequin: bool = False) -> Figure:
    """Sample a person who stands or sits, or a standing mannequin."""
    motion = 0.3 if mannequin else 1.0
    yaw = np.radians(np.clip(rng.normal(0, 12 if rng.random() < 0.65 else 32), -62, 62)) * motion
    figure = Figure(
        worn=True,
        yaw=float(yaw),
        lean=_sample_shift(rng, 0.035, 0.12) * motion,
        sway=float(rng.normal(0, 0.09) * motion),
        tilts=_sample_tilts(rng, motion),
        swing=_sample_shift(rng, 0.05, 0.14) * motion,
        breadth=float(rng.normal(1.0, 0.05)),
        bend=Bend() if mannequin else sample_bend(rng),
    )
    figure.arms.update(sample_arms(rng, figure, mannequin=mannequin))
    figure.legs.update(sample_legs(rng, figure))
    return figure


def _sample_shift(rng: np.random.Generator, usual: float, lively: float) -> float:
    """Sample a sideways shift; now and then it is that of a lively pose."""
    return float(rng.normal(0, usual if rng.random() < 0.75 else lively))


def _sample_tilts(rng: np.random.Generator, motion: float) -> tuple[float, float, float]:
    """Sample the slopes of the lines across chest, hips and knees."""
    chest, hips, knees = (motion * _sample_shift(rng, 0.035, 0.12) for _ in range(3))
    return chest, hips, 0.5 * hips + knees


def flat_figure(rng: np.random.Generator) -> Figure:
    """Sample the pose of a garment that lies flat or hangs."""
    arms = {}
    spread = rng.uniform(*((2, 12), (12, 26), (26, 70))[rng.choice(3, p=(0.72, 0.22, 0.06))])
    for side in SIDES:
        first = np.radians(spread + rng.normal(0, 3))
        second = first + np.radians(rng.normal(-3, 7))
        if rng.random() < 0.06:
            second = first + np.radians(rng.uniform(-150, -110))
        joints = arm_along(side, xy(side * 0.72, SHOULDER_Y + 0.12), (first, second))
        arms[side] = Arm(joints, 'beside', hand=False, far=False)
    opening = rng.uniform(-0.04, 0.5)
    swing = _sample_shift(rng, 0.02, 0.07)
    legs = {}
    for side in SIDES:
        foot = side * (0.34 + opening) + swing * (ANKLE_Y - HIP_Y) + rng.normal(0, 0.05)
        legs[side] = np.array(
            [(side * 0.41, HIP_Y), (0.55 * foot + side * 0.19, KNEE_Y), (foot, ANKLE_Y)]
        )
    return Figure(
        worn=False,
        yaw=0.0,
        lean=_sample_shift(rng, 0.02, 0.06),
        sway=0.0,
        breadth=1.0,
        tilts=_sample_tilts(rng, 0.6),
        swing=swing,
        arms=arms,
        legs=legs,
    )
