"""Prediction of a stream of images, in batches across images; unreadable images are skipped."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from fashionkp.inference.boxes import check_boxes
from fashionkp.inference.query import Query
from fashionkp.inference.source_image import SourceImage
from fashionkp.predictions.prediction import Prediction

Detector = Callable[[np.ndarray], np.ndarray]
"""Takes an image (H, W, 3) uint8, BGR; returns the boxes of its garments, (G, 4), x0, y0, x1, y1,
pixels."""


class GarmentModel(Protocol):
    """A key point model: a network in any runtime, or several behind one interface."""

    @property
    def categories(self) -> Sequence[str]:
        """Names of the categories that the model supports."""

    def predict(self, queries: Sequence[Query]) -> Iterable[Prediction]:
        """Return one prediction for each garment, of its category if that is given."""


@dataclass(eq=False)
class ImageResult:
    """The predictions of an image, or why there are none.

    Attributes:
        name: The image's name.
        image: The image, (H, W, 3) uint8, BGR; None if it could not be read.
        garments: A prediction for each garment.
        error: Why the image could not be predicted, with its name; empty if it was.
    """

    name: str
    image: np.ndarray | None = None
    garments: list[Prediction] = field(default_factory=list)
    error: str = ''


def predict_images(
    model: GarmentModel,
    images: Iterable[SourceImage],
    batch_size: int = 16,
    detector: Detector | None = None,
) -> Iterator[ImageResult]:
    """Predict the garments of images, in batches that reach across images.

    Args:
        model: The key point model.
        images: The images; each is read when its turn comes.
        batch_size: Number of garments in a batch.
        detector: Finds the garments of images that come without boxes; by default the whole image
            is one garment.

    Yields:
        The result of each image, in order; an image that cannot be read has an error.

    Raises:
        ValueError: If ``batch_size`` is not positive.
    """
    if batch_size < 1:
        raise ValueError(f'batch_size={batch_size}: expected at least 1')
    # results in order, each with its number of garments
    pending: deque[tuple[ImageResult, int]] = deque()
    queue: list[tuple[ImageResult, Query]] = []
    for image in images:
        result = ImageResult(image.name)
        try:
            queries = _read_queries(image, result, detector)
        except (OSError, ValueError) as error:
            result.error, queries = f'{error}', []
        pending.append((result, len(queries)))
        queue += ((result, query) for query in queries)
        while len(queue) >= batch_size:
            _predict_batch(model, queue[:batch_size])
            del queue[:batch_size]
        yield from _completed(pending)
    _predict_batch(model, queue)
    yield from _completed(pending)


def _completed(pending: deque[tuple[ImageResult, int]]) -> Iterator[ImageResult]:
    """Remove and yield the first results that have all of their garments."""
    while pending and len(pending[0][0].garments) == pending[0][1]:
        yield pending.popleft()[0]


def _predict_batch(model: GarmentModel, batch: Sequence[tuple[ImageResult, Query]]) -> None:
    if not batch:
        return
    predictions = model.predict([query for _, query in batch])
    for (result, _), prediction in zip(batch, predictions, strict=True):
        result.garments.append(prediction)


def _read_queries(
    source: SourceImage, result: ImageResult, detector: Detector | None
) -> list[Query]:
    """Read an image into its result, and return a query for each of its garments."""
    image = source.read()
    height, width = image.shape[:2]
    boxes = np.array([[0, 0, width, height]], np.float64)
    if source.boxes is not None:
        boxes = check_boxes(source.boxes, width, height, source.name)
    elif detector is not None:
        boxes = detector(image)
    result.image = image
    return [
        Query(image, source.name, source.category, tuple(box))
        for box in np.asarray(boxes, np.float64).tolist()
    ]
