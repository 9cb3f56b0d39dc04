"""The bend of a seated or crouching body at hips and knees."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fashionkp.synthetic.body.proportions import HIP_Y, KNEE_Y

_STEP = 0.05
_HIP_ARC = (-0.35, 0.45)  # where the trunk turns into the thighs, below the hips
_KNEE_ARC = (-0.25, 0.25)  # where the thighs turn into the shins, below the knees


@dataclass(frozen=True)
class Bend:
    """Directions of the lower body; angles in radians from downwards, positive to the right.

    Attributes:
        thigh: Angle of the thighs.
        shin: Angle of the shins.
        foreshortening: Visible length of the thighs, relative to their full length.
    """

    thigh: float = 0.0
    shin: float = 0.0
    foreshortening: float = 1.0

    @cached_property
    def _axis(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Height on an upright body, angle and position of each point of the bent axis."""
        y = np.arange(HIP_Y + _HIP_ARC[0], HIP_Y + 5.0, _STEP)
        hip, knee = HIP_Y + np.array(_HIP_ARC), KNEE_Y + np.array(_KNEE_ARC)
        angle = np.interp(y, [*hip, *knee], [0, self.thigh, self.thigh, self.shin])
        speed = np.interp(y, [*hip, *knee], [1, self.foreshortening, self.foreshortening, 1])
        steps = np.stack([np.sin(angle), np.cos(angle)], axis=1) * (speed * _STEP)[:, None]
        positions = np.cumsum(np.vstack([(0, y[0]), steps[:-1]]), axis=0)
        return y, angle, positions

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """Bend points (P, 2) of an upright body, body units."""
        if self == _UPRIGHT:
            return points
        y, angle, positions = self._axis
        turn = np.interp(points[:, 1], y, angle)
        centre = np.stack([np.interp(points[:, 1], y, positions[:, i]) for i in (0, 1)], axis=1)
        bent = centre + points[:, :1] * np.stack([np.cos(turn), -np.sin(turn)], axis=1)
        return np.where(points[:, 1:] > y[0], bent, points)


_UPRIGHT = Bend()
