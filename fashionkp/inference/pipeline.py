"""From images to predictions: batches reach across images, broken ones are left out."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from fashionkp.inference.predictor import Query
from fashionkp.inference.sources import SourceImage
from fashionkp.predictions.prediction import Prediction


class GarmentModel(Protocol):
    """What finds key points: a network in whatever runtime, or several behind one face."""

    @property
    def categories(self) -> Sequence[str]:
        """Names of the categories that it knows."""

    def predict(self, queries: Sequence[Query]) -> Iterable[Prediction]:
        """One prediction for each garment, of its category where that is given."""


@dataclass(eq=False)
class ImageResult:
    """What came of an image.

    Attributes:
        name: The image's name.
        image: The image, (H, W, 3) uint8, BGR; None where it could not be read.
        garments: A prediction for each garment.
        error: Why there is none, with the image's name; empty where all went well.
    """

    name: str
    image: np.ndarray | None = None
    garments: list[Prediction] = field(default_factory=list)
    error: str = ''


def predict_images(
    model: GarmentModel,
    images: Iterable[SourceImage],
    batch_size: int = 16,
    find: Callable[[np.ndarray], np.ndarray] | None = None,
) -> Iterator[ImageResult]:
    """Predict the garments of images, in batches that reach across images.

    Args:
        model: Finds the points.
        images: What to look at; read one after another.
        batch_size: Garments that the model gets at a time.
        find: Tells the boxes of an image's garments, (G, 4), for images that come without; by
            default the whole image is one garment.

    Yields:
        What came of each image, in order; one that cannot be read has an error.

    Raises:
        ValueError: ``batch_size`` is not positive.
    """
    if batch_size < 1:
        raise ValueError(f'batch_size={batch_size}: expected at least 1')
    # outcomes in order, each with how many garments it still waits for
    pending: deque[tuple[ImageResult, int]] = deque()
    queue: list[tuple[ImageResult, Query]] = []
    for image in images:
        outcome = ImageResult(image.name)
        try:
            garments = _garments(image, outcome, find)
        except (OSError, ValueError) as error:
            outcome.error, garments = f'{error}', []
        pending.append((outcome, len(garments)))
        queue += ((outcome, garment) for garment in garments)
        while len(queue) >= batch_size:
            _answer(model, queue[:batch_size])
            del queue[:batch_size]
        while pending and len(pending[0][0].garments) == pending[0][1]:
            yield pending.popleft()[0]
    if queue:
        _answer(model, queue)
    yield from (outcome for outcome, _ in pending)


def _answer(model: GarmentModel, queue: Sequence[tuple[ImageResult, Query]]) -> None:
    predictions = model.predict([garment for _, garment in queue])
    for (outcome, _), prediction in zip(queue, predictions, strict=True):
        outcome.garments.append(prediction)


def _garments(
    source: SourceImage, outcome: ImageResult, find: Callable[[np.ndarray], np.ndarray] | None
) -> list[Query]:
    """Read an image into its outcome, and tell where to look in it."""
    image = source.read()
    h, w = image.shape[:2]
    boxes = np.array([[0, 0, w, h]], np.float64)
    if source.boxes is not None:
        boxes = checked_boxes(source.boxes, w, h, source.name)
    elif find is not None:
        boxes = find(image)
    outcome.image = image
    return [
        Query(image, source.name, source.category, tuple(box))
        for box in np.asarray(boxes, np.float64).tolist()
    ]


def checked_boxes(boxes: np.ndarray, width: int, height: int, name: str = '') -> np.ndarray:
    """Return boxes as (G, 4) if each covers a part of an image.

    Args:
        boxes: One box (4,) or several (G, 4), x0, y0, x1, y1, pixels.
        width: Of the image, pixels.
        height: Of the image, pixels.
        name: What errors call the image.

    Raises:
        ValueError: A box is empty, lies outside of the image or is none.
    """
    rows = np.atleast_2d(np.asarray(boxes, np.float64))
    if rows.size and rows.shape[1:] != (4,):
        raise ValueError(
            f'{name or "array"}: boxes of shape {np.shape(boxes)}: expected (G, 4), x0, y0, x1, y1'
        )
    for row in rows.reshape(-1, 4):
        x0, y0, x1, y1 = row.tolist()
        if not (
            np.isfinite(row).all() and max(x0, 0) < min(x1, width) and max(y0, 0) < min(y1, height)
        ):
            raise ValueError(
                f'{name or "array"}: box {[x0, y0, x1, y1]}: expected x0 < x1, y0 < y1 and a part '
                f'in the image, {width} x {height} pixels'
            )
    return rows.reshape(-1, 4)
