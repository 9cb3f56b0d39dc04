"""The body under the clothes: its joints, pose and orientation.

Body units are head heights. The origin is the pit of the neck, x points to the right of the image
and y downwards. Sides are -1 (left in the image) and 1 (right in the image).
"""

from dataclasses import dataclass
from typing import NamedTuple

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
        joints: Shoulder, elbow and wrist, (3, 2), body units.
        position: ``front`` of the body, ``beside`` it or ``behind`` it.
        hand: Whether the hand is visible.
        far: Whether the arm is on the side that is turned away from the camera.
    """

    joints: np.ndarray
    position: str
    hand: bool
    far: bool

    def path(self, samples: int = 12) -> np.ndarray:
        """Middle line from shoulder to wrist, evenly spaced, (3 * samples + 1, 2)."""
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
    """A body in a pose, or the pose of a garment that lies flat or hangs.

    Attributes:
        worn: Whether a person or a mannequin wears the garment.
        yaw: Rotation about the vertical, radians, positive towards the right of the image.
        lean: Sideways shift per unit of height above the hips.
        sway: Sideways shift of the hips.
        breadth: Relative breadth of the body, 1 for a slim one.
        arms: Arms by side.
        legs: Hip, knee and ankle by side, (3, 2) each.
    """

    worn: bool
    yaw: float
    lean: float
    sway: float
    breadth: float
    arms: dict[int, Arm]
    legs: dict[int, np.ndarray]

    def edge_x(self, side: int, half_width: float, depth: float = 0.5) -> float:
        """Horizontal position of the outline of the trunk.

        Args:
            side: -1 or 1.
            half_width: Half width of the trunk when it faces the camera.
            depth: Depth of the trunk, relative to its width.
        """
        rotated = np.hypot(np.cos(self.yaw), depth * np.sin(self.yaw))
        return side * half_width * float(rotated)

    def front_x(self, offset: float, half_width: float, depth: float = 0.5) -> float:
        """Horizontal position of a point on the front of the trunk.

        Args:
            offset: Its offset from the middle when the trunk faces the camera.
            half_width: Half width of the trunk when it faces the camera.
            depth: Depth of the trunk, relative to its width.
        """
        share = np.clip(offset / half_width, -1, 1)
        forward = depth * half_width * np.sqrt(1 - share**2)
        return float(offset * np.cos(self.yaw) + forward * np.sin(self.yaw))

    def posed(self, points: ArrayLike) -> np.ndarray:
        """Apply lean and sway to points (P, 2) of the upright trunk."""
        p = np.array(points, float).reshape(-1, 2)
        p[:, 0] += self.lean * (HIP_Y - p[:, 1]) * (p[:, 1] < HIP_Y)
        p[:, 0] += self.sway * np.exp(-(((p[:, 1] - HIP_Y) / 1.1) ** 2))
        return p

    def outline_point(
        self, side: int, half_width: float, y: float, depth: float = 0.5
    ) -> np.ndarray:
        """Point on the outline of the posed trunk, (2,)."""
        return self.posed([(self.edge_x(side, half_width, depth), y)])[0]

    def front_point(self, offset: float, half_width: float, y: float) -> np.ndarray:
        """Point on the front of the posed trunk, (2,)."""
        return self.posed([(self.front_x(offset, half_width), y)])[0]


class _ArmPose(NamedTuple):
    """A way to hold an arm.

    Attributes:
        upper_arm: Range of the upper arm's angle, degrees from downwards, positive outwards.
        forearm: Range of the forearm's angle, the same way.
        visible_forearm: Visible length of the forearm, relative to its full length.
        position: See :class:`Arm`.
        weight: Relative frequency.
    """

    upper_arm: tuple[int, int]
    forearm: tuple[int, int]
    visible_forearm: float
    position: str
    weight: float


_ARM_POSES = {
    'down': _ArmPose((2, 13), (-10, 8), 1.0, 'beside', 0.38),
    'away': _ArmPose((15, 34), (2, 22), 1.0, 'beside', 0.20),
    'hip': _ArmPose((28, 48), (-52, -30), 0.9, 'beside', 0.10),
    'pocket': _ArmPose((12, 24), (-30, -8), 0.95, 'beside', 0.10),
    'folded': _ArmPose((6, 16), (-105, -62), 0.85, 'front', 0.11),
    'clasped': _ArmPose((3, 9), (-40, -24), 0.95, 'front', 0.07),
    'raised': _ArmPose((16, 60), (140, 175), 0.8, 'front', 0.07),
    'behind': _ArmPose((10, 22), (-24, -8), 0.95, 'behind', 0.05),
    'high': _ArmPose((95, 150), (150, 215), 0.9, 'behind', 0.04),
}


def _sample_arm(
    rng: np.random.Generator, side: int, shoulder: np.ndarray, *, pose: _ArmPose, far: bool
) -> Arm:
    first = np.radians(rng.uniform(*pose.upper_arm))
    second = np.radians(rng.uniform(*pose.forearm))
    elbow = shoulder + UPPER_ARM * np.array([side * np.sin(first), np.cos(first)])
    length = FOREARM * pose.visible_forearm
    wrist = elbow + length * np.array([side * np.sin(second), np.cos(second)])
    return Arm(np.stack([shoulder, elbow, wrist]), pose.position, hand=True, far=far)


def _sample_arms(rng: np.random.Generator, figure: Figure, *, mannequin: bool) -> dict[int, Arm]:
    names = list(_ARM_POSES)
    weights = np.array([pose.weight for pose in _ARM_POSES.values()])
    symmetric = rng.random() < 0.45
    shared = names[rng.choice(len(names), p=weights / weights.sum())]
    arms = {}
    for side in SIDES:
        own = names[rng.choice(len(names), p=weights / weights.sum())]
        name = 'down' if mannequin else shared if symmetric else own
        far = side * figure.yaw > 0.3
        half_width = 0.70 * np.cos(figure.yaw) * figure.breadth
        shoulder = figure.posed([(side * half_width, SHOULDER_Y + 0.12)])[0]
        arms[side] = _sample_arm(rng, side, shoulder, pose=_ARM_POSES[name], far=far)
    return arms


def _sample_legs(rng: np.random.Generator, figure: Figure) -> dict[int, np.ndarray]:
    stance = rng.uniform(0.06, 0.32) if rng.random() < 0.85 else rng.uniform(0.3, 0.6)
    shift = rng.normal(0, 0.10)
    legs = {}
    for side in SIDES:
        half_width = 0.37 * abs(np.cos(figure.yaw)) + 0.04
        hip = figure.posed([(side * half_width * figure.breadth, HIP_Y)])[0]
        foot = side * (0.20 * np.cos(figure.yaw) + stance) + shift + rng.normal(0, 0.06)
        knee = 0.45 * hip[0] + 0.55 * foot + side * rng.normal(0.04, 0.05)
        legs[side] = np.array([hip, (knee, KNEE_Y), (foot, ANKLE_Y + rng.normal(0, 0.06))])
    return legs


def standing_figure(rng: np.random.Generator, *, mannequin: bool = False) -> Figure:
    """Sample a standing person or mannequin."""
    motion = 0.3 if mannequin else 1.0
    deviation = 11 if rng.random() < 0.75 else 26
    yaw = np.radians(np.clip(rng.normal(0, deviation), -50, 50)) * motion
    figure = Figure(
        worn=True,
        yaw=float(yaw),
        lean=float(rng.normal(0, 0.035) * motion),
        sway=float(rng.normal(0, 0.07) * motion),
        breadth=float(rng.normal(1.0, 0.05)),
        arms={},
        legs={},
    )
    figure.arms.update(_sample_arms(rng, figure, mannequin=mannequin))
    figure.legs.update(_sample_legs(rng, figure))
    return figure


def flat_figure(rng: np.random.Generator) -> Figure:
    """Sample the pose of a garment that lies flat or hangs."""
    lean = float(rng.normal(0, 0.02))
    arms = {}
    spread = rng.uniform(4, 15) if rng.random() < 0.42 else rng.uniform(15, 55)
    for side in SIDES:
        first = np.radians(spread + rng.normal(0, 3))
        second = first + np.radians(rng.normal(-3, 7))
        if rng.random() < 0.06:
            second = first + np.radians(rng.uniform(-150, -110))
        shoulder = np.array([side * 0.72, SHOULDER_Y + 0.12])
        elbow = shoulder + UPPER_ARM * np.array([side * np.sin(first), np.cos(first)])
        wrist = elbow + FOREARM * np.array([side * np.sin(second), np.cos(second)])
        arms[side] = Arm(np.stack([shoulder, elbow, wrist]), 'beside', hand=False, far=False)
    opening = rng.uniform(0.03, 0.25)
    legs = {}
    for side in SIDES:
        foot = side * (0.34 + opening)
        legs[side] = np.array(
            [(side * 0.41, HIP_Y), (side * (0.38 + opening / 2), KNEE_Y), (foot, ANKLE_Y)]
        )
    return Figure(worn=False, yaw=0.0, lean=lean, sway=0.0, breadth=1.0, arms=arms, legs=legs)
