"""Layers: outlines filled with cloth or skin, from which an image is composed."""

from dataclasses import dataclass, field, replace

import numpy as np

from fashionkp.synthetic.drawing.camera import Camera
from fashionkp.synthetic.drawing.cloth import Cloth


@dataclass(frozen=True)
class Mark:
    """A detail on the surface of a layer, such as a seam, a button or a lapel.

    Attributes:
        points: (P, 2), in the layer's coordinates.
        colour: BGR.
        width: Line width; 0 fills the outline.
        cloth: Cloth to fill the outline with instead of ``colour``.
    """

    points: np.ndarray
    colour: tuple[int, int, int]
    width: float = 0.0
    cloth: Cloth | None = None


@dataclass(frozen=True)
class Fold:
    """A ridge or groove in the cloth.

    Attributes:
        points: Its line, (P, 2), in the layer's coordinates.
        width: Width of the line.
        height: Positive for a ridge, negative for a groove.
    """

    points: np.ndarray
    width: float
    height: float


@dataclass(frozen=True)
class Drape:
    """Widening of the pattern of a flared garment from the waist down.

    Attributes:
        pivot: Where the widening begins, (x, y).
        spread: Relative increase of the width per unit of length.
    """

    pivot: tuple[float, float] = (0.0, 0.0)
    spread: float = 0.0

    def projected(self, camera: Camera) -> 'Drape':
        """Convert from body units to pixels."""
        x, y = camera([self.pivot])[0]
        return Drape((float(x), float(y)), self.spread / camera.scale)


@dataclass(frozen=True)
class Layer:
    """A part of the image with one outline and one material.

    Attributes:
        part: Name of the part, such as ``torso``, ``sleeve_left`` or ``hair``.
        outline: Vertices, (P, 2), body units; pixels after :meth:`projected`.
        cloth: Its material.
        axis: Direction of the pattern, radians from downwards.
        marks: Details on its surface, in drawing order.
        folds: Relief, which becomes visible by the lighting.
        drape: Widening of the pattern.
        gloss: Strength of the lighting on its roundness.
        shadow: Darkness of the soft shadow on the layers below.
    """

    part: str
    outline: np.ndarray
    cloth: Cloth
    axis: float = 0.0
    marks: tuple[Mark, ...] = field(default=())
    folds: tuple[Fold, ...] = field(default=())
    drape: Drape = field(default=Drape())
    gloss: float = 1.0
    shadow: float = 0.3

    def projected(self, camera: Camera) -> 'Layer':
        """Convert from body units to pixels."""
        scale = camera.scale
        details = [mark.points for mark in self.marks] + [fold.points for fold in self.folds]
        lengths = np.cumsum([len(points) for points in (self.outline, *details)])
        outline, *parts = np.split(camera(np.vstack([self.outline, *details])), lengths[:-1])
        return replace(
            self,
            outline=outline,
            axis=self.axis + camera.angle,
            drape=self.drape.projected(camera),
            marks=tuple(
                replace(mark, points=points, width=mark.width * scale)
                for mark, points in zip(self.marks, parts, strict=False)
            ),
            folds=tuple(
                replace(fold, points=points, width=fold.width * scale)
                for fold, points in zip(self.folds, parts[len(self.marks) :], strict=True)
            ),
        )
