"""A garment as its layers and its points."""

from dataclasses import dataclass, field

import numpy as np

from fashionkp.synthetic.drawing.layers import Layer


@dataclass
class Piece:
    """A garment on a figure, in body units.

    Attributes:
        inside: Its back, seen through the neckline, painted below the neck.
        body: Torso, skirt or legs, from below to above.
        sleeves: By side.
        points: For each key point its place (2,) and the parts on which it can be seen.
    """

    inside: list[Layer] = field(default_factory=list)
    body: list[Layer] = field(default_factory=list)
    sleeves: dict[int, Layer] = field(default_factory=dict)
    points: dict[str, tuple[np.ndarray, tuple[str, ...]]] = field(default_factory=dict)

    def outline_points(self) -> np.ndarray:
        """All places of key points, (P, 2)."""
        return np.array([place for place, _ in self.points.values()])
