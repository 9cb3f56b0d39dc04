"""What an image is made of: outlines filled with cloth or skin, one on top of the other."""

from dataclasses import dataclass, field, replace

import numpy as np

from fashionkp.synthetic.drawing.camera import Camera
from fashionkp.synthetic.drawing.cloth import Cloth


@dataclass(frozen=True)
class Mark:
    """Something drawn on a layer's surface: a seam, a button, a lapel.

    Attributes:
        points: (P, 2), in the layer's coordinates.
        colour: BGR.
        width: Of the line; 0 fills the outline.
        cloth: Filled with this instead of one colour.
    """

    points: np.ndarray
    colour: tuple[int, int, int]
    width: float = 0.0
    cloth: Cloth | None = None


@dataclass(frozen=True)
class Fold:
    """A ridge (or, negative, a groove) along a line of the cloth."""

    points: np.ndarray
    width: float
    height: float


@dataclass(frozen=True)
class Drape:
    """How the pattern of a flared garment widens from the waist down.

    Attributes:
        pivot: Where it begins, (x, y).
        spread: By what share of its width it widens for each unit of length.
    """

    pivot: tuple[float, float] = (0.0, 0.0)
    spread: float = 0.0

    def projected(self, camera: Camera) -> 'Drape':
        """The same in pixels."""
        x, y = camera([self.pivot])[0]
        return Drape((float(x), float(y)), self.spread / camera.scale)


@dataclass(frozen=True)
class Layer:
    """One piece of the image.

    Attributes:
        part: What it is, e.g. ``torso``, ``sleeve_left``, ``hair``.
        outline: (P, 2), body units; pixels once projected.
        cloth: What it is made of.
        axis: Direction in which it hangs, radians from downwards; the pattern follows it.
        marks: Drawn on it in this order.
        folds: Relief, drawn by light and shade.
        drape: How its pattern widens downwards.
        gloss: Strength of light and shade on its roundness.
        shadow: Darkness of the soft shadow that it throws on what lies below.
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
        """The same layer as ``camera`` sees it, in pixels of the image."""
        scale = camera.scale
        return replace(
            self,
            outline=camera(self.outline),
            axis=self.axis + camera.angle,
            drape=self.drape.projected(camera),
            marks=tuple(
                replace(mark, points=camera(mark.points), width=mark.width * scale)
                for mark in self.marks
            ),
            folds=tuple(
                replace(fold, points=camera(fold.points), width=fold.width * scale)
                for fold in self.folds
            ),
        )
