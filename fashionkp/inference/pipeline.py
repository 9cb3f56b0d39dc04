"""Prediction of a stream of images, in batches across images; unreadable images are skipped."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from fashionkp.inference.boxes import check_boxes
from fashionkp.inference.one_core import map_on_cores, pool_of, workers_of
from fashionkp.inference.query import Query
from fashionkp.inference.read_ahead import read_ahead
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


Loaded = tuple[ImageResult, list[Query]]
"""An image and its garments, before they are predicted."""


def predict_images(
    model: GarmentModel,
    images: Iterable[SourceImage],
    batch_size: int = 16,
    detector: Detector | None = None,
) -> Iterator[ImageResult]:
    """Predict the garments of images, while the next images are read and results are used.

    A model that should be called by several threads, see
    :func:`~fashionkp.inference.one_core.workers_of`, predicts an image a thread, others predict in
    batches that reach across images.

    Args:
        model: The key point model.
        images: The images, which are read ahead of time.
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
    loaded = _load(images, detector)
    workers = workers_of(model)
    if workers <= 1:
        yield from _predict_in_batches(model, loaded, batch_size)
        return

    def predict(item: Loaded) -> ImageResult:
        result, queries = item
        result.garments.extend(model.predict(queries) if queries else ())
        return result

    yield from map_on_cores(predict, loaded, workers)


def _load(images: Iterable[SourceImage], detector: Detector | None) -> Iterator[Loaded]:
    """Yield a result with the image, or an error, and a query for each garment."""
    for image in read_ahead(images):
        result, queries = ImageResult(image.name), list[Query]()
        try:
            queries = _read_queries(image, result, detector)
        except (OSError, ValueError) as error:
            result.error = f'{error}'
        yield result, queries


def _predict_in_batches(
    model: GarmentModel, loaded: Iterable[Loaded], batch_size: int
) -> Iterator[ImageResult]:
    """Predict batches in a thread, while the next ones are collected and results are used.

    A model with ``workers`` 0 is called by this thread.
    """
    # results in order, each with its number of garments
    pending: deque[tuple[ImageResult, int]] = deque()
    queue: list[tuple[ImageResult, Query]] = []
    batches: deque[tuple[list[ImageResult], Future[list[Prediction]]]] = deque()
    ahead = min(workers_of(model), 1)
    with pool_of(1, 'predict') if ahead else nullcontext(_ThisThread()) as pool:

        def submit(batch: Sequence[tuple[ImageResult, Query]]) -> None:
            queries = [query for _, query in batch]
            future = pool.submit(lambda: list(model.predict(queries)))
            batches.append(([result for result, _ in batch], future))

        def complete(running: int) -> Iterator[ImageResult]:
            """Wait until so many batches are left, and yield the results that are complete."""
            while len(batches) > running:
                results, future = batches.popleft()
                for result, prediction in zip(results, future.result(), strict=True):
                    result.garments.append(prediction)
            while pending and len(pending[0][0].garments) == pending[0][1]:
                yield pending.popleft()[0]

        for result, queries in loaded:
            pending.append((result, len(queries)))
            queue += ((result, query) for query in queries)
            while len(queue) >= batch_size:
                submit(queue[:batch_size])
                del queue[:batch_size]
                yield from complete(running=ahead)
            yield from complete(running=ahead)
        if queue:
            submit(queue)
        yield from complete(running=0)


class _ThisThread:
    """Does what a pool of threads does, in the thread that submits."""

    def submit(self, run: Callable[[], list[Prediction]]) -> Future[list[Prediction]]:
        future: Future[list[Prediction]] = Future()
        try:
            future.set_result(run())
        except Exception as error:
            future.set_exception(error)
        return future


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
