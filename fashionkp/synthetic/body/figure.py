"""The body under the clothes: its joints, how it stands, and how it is turned.

Body units are heads: the pit of the neck is the origin, y points down, x to the image right.
Sides are -1 (image left) and 1 (image right).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fashionkp.synthetic.drawing.curves import spline

SIDES = (-1, 1)
SIDE_NAMES = {-1: 'left', 1: 'right'}
UPPER_ARM, FOREARM = 1.25, 1.08
SHOULDER_Y, ARMPIT_Y, WAIST_Y, HIP_Y, CROTCH_Y = 0.16, 0.92, 1.68, 2.45, 2.85
KNEE_Y, ANKLE_Y = 4.4, 6.05


@dataclass(frozen=True)
class Arm:
    """An arm from shoulder to wrist.

    Attributes:
        joints: Shoulder, elbow, wrist, (3, 2) body units.
        place: ``front`` of the body, ``beside`` it or ``behind`` it.
        hand: Whether the hand is to be seen.
        far: On the side that is turned away.
    """

    joints: np.ndarray
    place: str
    hand: bool
    far: bool

    def path(self, samples: int = 12) -> np.ndarray:
        """Middle line from shoulder to wrist, evenly dense, (Q, 2)."""
        shoulder, elbow, wrist = self.joints
        bend = 0.12
        points = [
            shoulder,
            elbow + (shoulder - elbow) * bend,
            elbow + (wrist - elbow) * bend,
            wrist,
        ]
        curve = spline(points, samples)
        length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
        even = np.linspace(0, length[-1], 3 * samples + 1)
        return np.stack([np.interp(even, length, curve[:, i]) for i in (0, 1)], axis=1)


@dataclass(frozen=True)
class Figure:
    """A body in a pose.

    Attributes:
        worn: A person or a mannequin; otherwise the garment lies flat or hangs, without a body.
        yaw: Turn about the vertical, radians, positive when it faces the image right.
        lean: Sideways shift of a point for each unit that it is above the hips.
        sway: Sideways shift of the hips.
        breadth: Of the body, 1 for a slim one.
        arms: By side.
        legs: Hip, knee and ankle by side, (3, 2) each.
    """

    worn: bool
    yaw: float
    lean: float
    sway: float
    breadth: float
    arms: dict[int, Arm]
    legs: dict[int, np.ndarray]

    def edge(self, side: int, half_width: float, depth: float = 0.5) -> float:
        """Horizontal place of the outline of a trunk ``half_width`` wide and ``depth`` as deep."""
        turned = np.hypot(np.cos(self.yaw), depth * np.sin(self.yaw))
        return side * half_width * float(turned)

    def front(self, offset: float, half_width: float, depth: float = 0.5) -> float:
        """Horizontal place of a point on the front, ``offset`` from the middle when not turned."""
        share = np.clip(offset / half_width, -1, 1)
        forward = depth * half_width * np.sqrt(1 - share**2)
        return float(offset * np.cos(self.yaw) + forward * np.sin(self.yaw))

    def posed(self, points: ArrayLike) -> np.ndarray:
        """Points (P, 2) of the upright trunk after leaning and swaying."""
        p = np.array(points, float).reshape(-1, 2)
        p[:, 0] += self.lean * (HIP_Y - p[:, 1]) * (p[:, 1] < HIP_Y)
        p[:, 0] += self.sway * np.exp(-(((p[:, 1] - HIP_Y) / 1.1) ** 2))
        return p

    def outer(self, side: int, half_width: float, y: float, depth: float = 0.5) -> np.ndarray:
        """A point of the posed trunk's outline, (2,)."""
        return self.posed([(self.edge(side, half_width, depth), y)])[0]

    def middle(self, offset: float, half_width: float, y: float) -> np.ndarray:
        """A point on the posed trunk's front, (2,)."""
        return self.posed([(self.front(offset, half_width), y)])[0]


# For each way to hold an arm: angle of the upper arm from downwards (positive outwards) and of the
# forearm, degrees, as (low, high); visible share of the forearm's length; place; whether the hand
# shows; weight.
_HOLDS = {
    'down': ((2, 13), (-10, 8), 1.0, 'beside', True, 0.38),
    'away': ((15, 34), (2, 22), 1.0, 'beside', True, 0.20),
    'hip': ((28, 48), (-52, -30), 0.9, 'beside', True, 0.10),
    'pocket': ((12, 24), (-30, -8), 0.95, 'beside', True, 0.10),
    'folded': ((6, 16), (-105, -62), 0.85, 'front', True, 0.11),
    'clasped': ((3, 9), (-40, -24), 0.95, 'front', True, 0.07),
    'raised': ((16, 60), (140, 175), 0.8, 'front', True, 0.07),
    'behind': ((10, 22), (-24, -8), 0.95, 'behind', True, 0.05),
    'high': ((95, 150), (150, 215), 0.9, 'behind', True, 0.04),
}


def _arm(rng: np.random.Generator, side: int, shoulder: np.ndarray, hold: str, far: bool) -> Arm:
    upper, fore, share, place, hand, _ = _HOLDS[hold]
    first, second = np.radians(rng.uniform(*upper)), np.radians(rng.uniform(*fore))
    elbow = shoulder + UPPER_ARM * np.array([side * np.sin(first), np.cos(first)])
    wrist = elbow + FOREARM * share * np.array([side * np.sin(second), np.cos(second)])
    return Arm(np.stack([shoulder, elbow, wrist]), place, hand, far)


def _arms(rng: np.random.Generator, figure: Figure, mannequin: bool) -> dict[int, Arm]:
    holds = list(_HOLDS)
    weights = np.array([hold[-1] for hold in _HOLDS.values()])
    both = rng.random() < 0.45
    shared = holds[rng.choice(len(holds), p=weights / weights.sum())]
    arms = {}
    for side in SIDES:
        own = holds[rng.choice(len(holds), p=weights / weights.sum())]
        hold = 'down' if mannequin else shared if both else own
        far = side * figure.yaw > 0.3
        turned = 0.70 * np.cos(figure.yaw) * figure.breadth
        shoulder = figure.posed([(side * turned, SHOULDER_Y + 0.12)])[0]
        arms[side] = _arm(rng, side, shoulder, hold, far)
    return arms


def _legs(rng: np.random.Generator, figure: Figure) -> dict[int, np.ndarray]:
    stance = rng.uniform(0.06, 0.32) if rng.random() < 0.85 else rng.uniform(0.3, 0.6)
    shift = rng.normal(0, 0.10)
    legs = {}
    for side in SIDES:
        half = 0.37 * abs(np.cos(figure.yaw)) + 0.04
        hip = figure.posed([(side * half * figure.breadth, HIP_Y)])[0]
        foot = side * (0.20 * np.cos(figure.yaw) + stance) + shift + rng.normal(0, 0.06)
        knee = 0.45 * hip[0] + 0.55 * foot + side * rng.normal(0.04, 0.05)
        legs[side] = np.array([hip, (knee, KNEE_Y), (foot, ANKLE_Y + rng.normal(0, 0.06))])
    return legs


def standing(rng: np.random.Generator, mannequin: bool = False) -> Figure:
    """A person or a mannequin on their feet."""
    still = 0.3 if mannequin else 1.0
    turn = 11 if rng.random() < 0.75 else 26
    yaw = np.radians(np.clip(rng.normal(0, turn), -50, 50)) * still
    figure = Figure(
        worn=True,
        yaw=float(yaw),
        lean=float(rng.normal(0, 0.035) * still),
        sway=float(rng.normal(0, 0.07) * still),
        breadth=float(rng.normal(1.0, 0.05)),
        arms={},
        legs={},
    )
    figure.arms.update(_arms(rng, figure, mannequin))
    figure.legs.update(_legs(rng, figure))
    return figure


def laid_out(rng: np.random.Generator) -> Figure:
    """No body: a garment that lies flat or hangs."""
    figure = Figure(True, 0.0, float(rng.normal(0, 0.02)), 0.0, 1.0, {}, {})
    spread = rng.uniform(4, 15) if rng.random() < 0.42 else rng.uniform(15, 55)
    for side in SIDES:
        first = np.radians(spread + rng.normal(0, 3))
        second = first + np.radians(rng.normal(-3, 7))
        if rng.random() < 0.06:
            second = first + np.radians(rng.uniform(-150, -110))
        shoulder = np.array([side * 0.72, SHOULDER_Y + 0.12])
        elbow = shoulder + UPPER_ARM * np.array([side * np.sin(first), np.cos(first)])
        wrist = elbow + FOREARM * np.array([side * np.sin(second), np.cos(second)])
        figure.arms[side] = Arm(np.stack([shoulder, elbow, wrist]), 'beside', False, False)
    opening = rng.uniform(0.03, 0.25)
    for side in SIDES:
        foot = side * (0.34 + opening)
        figure.legs[side] = np.array(
            [(side * 0.41, HIP_Y), (side * (0.38 + opening / 2), KNEE_Y), (foot, ANKLE_Y)]
        )
    return Figure(False, 0.0, figure.lean, 0.0, 1.0, figure.arms, figure.legs)
