"""Queries, garments in images to be predicted, and their crops."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.images.image_like import ImageLike, image_array
from fashionkp.inference.boxes import Box, check_boxes
from fashionkp.inference.crop import InputCrop


@dataclass(frozen=True, eq=False)
class Query:
    """A garment whose key points are to be predicted.

    Attributes:
        image: (H, W, 3) uint8, BGR.
        name: Image id or path, copied to the prediction.
        category: Name of the garment's category; None to predict it.
        box: Box of the garment, (x0, y0, x1, y1), pixels of the image; None for the whole image.

    Raises:
        ValueError: If `image` is not an (H, W, 3) uint8 array.
    """

    image: np.ndarray
    name: str = ''
    category: str | None = None
    box: Box | None = None

    def __post_init__(self) -> None:
        shape, dtype = np.shape(self.image), getattr(self.image, 'dtype', None)
        if len(shape) != 3 or shape[2] != 3 or 0 in shape or dtype != np.uint8:
            raise ValueError(
                f'image {self.name!r} has shape {shape} and type {dtype}: '
                'expected (H, W, 3) of uint8, BGR'
            )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the image, pixels."""
        return self.image.shape[1], self.image.shape[0]

    @property
    def region(self) -> Box:
        """The box, or the whole image if there is none, (x0, y0, x1, y1), pixels."""
        width, height = self.size
        return (0.0, 0.0, float(width), float(height)) if self.box is None else self.box


@dataclass(frozen=True, eq=False)
class Crop:
    """A garment's crop at the model's input size, and what its prediction needs.

    It does not keep the image, so that images need not stay in memory until a batch is full.

    Attributes:
        name: As in :class:`Query`.
        size: Width and height of the image, pixels.
        category: As in :class:`Query`.
        box: Box of the garment, (x0, y0, x1, y1), pixels of the image.
        input_crop: The rectangle of the image that the crop shows.
        pixels: The crop, (h, w, 3) uint8, BGR.
    """

    name: str
    size: tuple[int, int]
    category: str | None
    box: Box
    input_crop: InputCrop
    pixels: np.ndarray


def image_queries(image: ImageLike, category: str | None, boxes: Any) -> Iterator[Query]:
    """Read an image, and yield a query for each of its garments.

    Args:
        image: The image.
        category: Name of the garments' category; None to predict it.
        boxes: Boxes of the garments, (G, 4), x0, y0, x1, y1 in pixels; or entries, of which None
            stands for the whole image; or None for the whole image alone.
    """
    name = str(image) if isinstance(image, str | Path) else ''
    whole = Query(image_array(image), name, category)
    if boxes is None or any(box is None for box in boxes):
        parts = [None] if boxes is None else boxes
    else:
        parts = [boxes]
    for part in parts:
        if part is None:
            yield whole
            continue
        for box in check_boxes(part, *whole.size, name).tolist():
            yield replace(whole, box=tuple(box))
