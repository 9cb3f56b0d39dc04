"""Ways to hold the arms."""

from typing import NamedTuple

import numpy as np

from fashionkp.synthetic.body.figure import Arm, Figure
from fashionkp.synthetic.body.proportions import FOREARM, SHOULDER_Y, SIDES, UPPER_ARM
from fashionkp.synthetic.drawing.curves import xy


class _ArmPose(NamedTuple):
    """A way to hold an arm.

    Attributes:
        upper_arm: Range of the upper arm's angle, degrees from downwards, positive outwards.
        forearm: Range of the forearm's angle, the same way.
        visible_forearm: Range of its visible length, relative to its full length.
        position: See :class:`Arm`.
        weight: Relative frequency.
        hand: Whether the hand is visible.
    """

    upper_arm: tuple[int, int]
    forearm: tuple[int, int]
    visible_forearm: tuple[float, float]
    position: str
    weight: float
    hand: bool = True


_ARM_POSES = {
    'down': _ArmPose((5, 18), (-8, 12), (0.95, 1.0), 'beside', 0.32),
    'away': _ArmPose((16, 36), (4, 26), (0.9, 1.0), 'beside', 0.15),
    'hip': _ArmPose((28, 52), (-56, -30), (0.8, 0.95), 'beside', 0.07),
    'in pocket': _ArmPose((12, 28), (-30, -8), (0.9, 1.0), 'beside', 0.09, hand=False),
    'on pocket': _ArmPose((12, 24), (-30, -8), (0.9, 1.0), 'beside', 0.03),
    'folded': _ArmPose((4, 16), (-108, -62), (0.6, 0.95), 'front', 0.09),
    'clasped': _ArmPose((3, 12), (-42, -20), (0.85, 1.0), 'front', 0.06),
    'chest': _ArmPose((2, 22), (-160, -112), (0.5, 0.9), 'front', 0.06),
    'holding': _ArmPose((2, 22), (-60, 40), (0.25, 0.7), 'front', 0.05),
    'raised': _ArmPose((16, 60), (140, 178), (0.7, 1.0), 'front', 0.08),
    'face': _ArmPose((12, 62), (184, 214), (0.7, 1.0), 'front', 0.08),
    'hat': _ArmPose((85, 128), (212, 258), (0.7, 1.0), 'front', 0.03),
    'high': _ArmPose((95, 165), (150, 215), (0.8, 1.0), 'behind', 0.04),
    'aside': _ArmPose((35, 80), (10, 95), (0.5, 1.0), 'beside', 0.02),
    'behind': _ArmPose((10, 24), (-26, -6), (0.8, 1.0), 'behind', 0.06),
}
_SYMMETRIC_SHARE = 0.4


def arm_along(
    side: int, shoulder: np.ndarray, angles: tuple[float, float], visible_forearm: float = 1.0
) -> np.ndarray:
    """Joints of an arm, (3, 2), body units.

    Args:
        side: -1 or 1.
        shoulder: The shoulder, (2,).
        angles: Angles of the upper arm and the forearm, radians from downwards, positive outwards.
        visible_forearm: Visible length of the forearm, relative to its full length.
    """
    first, second = angles
    elbow = shoulder + UPPER_ARM * xy(side * np.sin(first), np.cos(first))
    length = FOREARM * visible_forearm
    return np.stack([shoulder, elbow, elbow + length * xy(side * np.sin(second), np.cos(second))])


def sample_arms(rng: np.random.Generator, figure: Figure, *, mannequin: bool) -> dict[int, Arm]:
    """Sample the arms of a person, or those of a mannequin, which hang down."""
    names = list(_ARM_POSES)
    weights = np.array([pose.weight for pose in _ARM_POSES.values()])
    symmetric = rng.random() < _SYMMETRIC_SHARE
    shared, *own = (names[k] for k in rng.choice(len(names), 3, p=weights / weights.sum()))
    arms = {}
    for side, single in zip(SIDES, own, strict=True):
        pose = _ARM_POSES['down' if mannequin else shared if symmetric else single]
        half_width = 0.70 * np.cos(figure.yaw) * figure.breadth
        shoulder = figure.posed([(side * half_width, SHOULDER_Y + 0.12)])[0]
        upper_arm, forearm = rng.uniform(*pose.upper_arm), rng.uniform(*pose.forearm)
        joints = arm_along(
            side,
            shoulder,
            (np.radians(upper_arm), np.radians(forearm)),
            rng.uniform(*pose.visible_forearm),
        )
        far = side * figure.yaw > 0.3
        arms[side] = Arm(joints, pose.position, hand=pose.hand, far=far)
    return arms
