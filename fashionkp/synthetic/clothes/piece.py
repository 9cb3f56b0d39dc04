"""A garment as layers and key points."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from fashionkp.synthetic.drawing.layers import Layer


class PiecePoint(NamedTuple):
    """A key point of a garment.

    Attributes:
        position: (x, y), (2,); body units, or pixels after projection.
        parts: Names of the layers on which the point is visible.
    """

    position: np.ndarray
    parts: tuple[str, ...]


@dataclass
class Piece:
    """A garment on a figure, in body units.

    Attributes:
        inside: Layers of its back that are seen through the neckline; painted below the neck.
        body: Layers of the torso, skirt or legs, from bottom to top.
        sleeves: Sleeves by side.
        over: Layers that hang over the sleeves, such as a frill.
        points: Key points by name.
        prefix: Prefix of the names of all parts, empty for the annotated garment.
        cut: The TopCut or BottomCut that it shows, with sleeves as long as they are drawn; None for
            a jumpsuit, which has both.
    """

    inside: list[Layer] = field(default_factory=list)
    body: list[Layer] = field(default_factory=list)
    sleeves: dict[int, tuple[Layer, ...]] = field(default_factory=dict)
    over: list[Layer] = field(default_factory=list)
    points: dict[str, PiecePoint] = field(default_factory=dict)
    prefix: str = ''
    cut: object = None

    def layers(self) -> list[Layer]:
        """All layers, from bottom to top."""
        sleeves = [layer for sleeve in self.sleeves.values() for layer in sleeve]
        return [*self.inside, *self.body, *sleeves, *self.over]

    def keypoint_positions(self) -> np.ndarray:
        """Positions of all key points, (P, 2)."""
        return np.array([point.position for point in self.points.values()])
