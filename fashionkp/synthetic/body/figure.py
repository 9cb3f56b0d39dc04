"""The body under the clothes: its joints, pose and orientation."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from fashionkp.synthetic.body.bend import Bend
from fashionkp.synthetic.body.proportions import ARMPIT_Y, HIP_Y, KNEE_Y
from fashionkp.synthetic.drawing.curves import spline


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

    def elbow_bend(self) -> float:
        """Angle between upper arm and forearm, radians, 0 for a straight arm."""
        upper, fore = np.diff(self.joints, axis=0)
        cosine = upper @ fore / (np.hypot(*upper) * np.hypot(*fore))
        return float(np.arccos(np.clip(cosine, -1, 1)))

    def elbow_sample(self, samples: int = 12) -> int:
        """Index of the elbow on :meth:`path`."""
        upper, fore = np.hypot(*np.diff(self.joints, axis=0).T)
        return round(3 * samples * float(upper / (upper + fore)))

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
        tilts: Slopes, downwards to the right, of the lines across chest, hips and knees.
        swing: Sideways shift per unit of height below the hips.
        bend: Directions of thighs and shins.
        arms: Arms by side.
        legs: Hip, knee and ankle by side, (3, 2) each.
    """

    worn: bool
    yaw: float
    lean: float
    sway: float
    breadth: float
    tilts: tuple[float, float, float] = (0.0, 0.0, 0.0)
    swing: float = 0.0
    bend: Bend = field(default=Bend())
    arms: dict[int, Arm] = field(default_factory=dict)
    legs: dict[int, np.ndarray] = field(default_factory=dict)

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
        """Apply bend, tilts, lean, swing and sway to points (P, 2) of the upright body."""
        upright = np.array(points, float).reshape(-1, 2)
        p = self.bend(upright)
        y = upright[:, 1]
        bulge = np.exp(-(((y - HIP_Y) / 1.1) ** 2))
        shift = self.lean * np.maximum(HIP_Y - y, 0) + self.sway * bulge
        shift += self.swing * np.maximum(y - HIP_Y, 0)
        slope = np.interp(y, (ARMPIT_Y, HIP_Y, KNEE_Y), self.tilts)
        return p + np.stack([shift, slope * upright[:, 0]], axis=1)

    def outline_point(
        self, side: int, half_width: float, y: float, depth: float = 0.5
    ) -> np.ndarray:
        """Point on the outline of the posed trunk, (2,)."""
        return self.posed([(self.edge_x(side, half_width, depth), y)])[0]

    def front_point(self, offset: float, half_width: float, y: float) -> np.ndarray:
        """Point on the front of the posed trunk, (2,)."""
        return self.posed([(self.front_x(offset, half_width), y)])[0]
