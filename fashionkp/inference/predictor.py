"""Key points from an exported model, without PyTorch or MMPose."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from fashionkp.categories import category_by_name
from fashionkp.images.reading import read_image
from fashionkp.inference.backends import DEFAULT_BACKEND, OUTPUTS, load_backend
from fashionkp.inference.crop import InputCrop
from fashionkp.inference.model_card import ModelCard
from fashionkp.predictions.prediction import Prediction

Box = tuple[float, float, float, float]

BATCH_SIZE = 16


@dataclass(frozen=True, eq=False)
class Query:
    """A garment to look at.

    Attributes:
        image: (H, W, 3) uint8, BGR.
        name: Image id or path, copied to the prediction.
        category: Name of its category; None lets the model tell.
        box: Where it is, (x0, y0, x1, y1), pixels of the image; None for the whole image.

    Raises:
        ValueError: If `image` is not an (H, W, 3) uint8 array.
    """

    image: np.ndarray
    name: str = ''
    category: str | None = None
    box: Box | None = None

    def __post_init__(self) -> None:
        shape, kind = np.shape(self.image), getattr(self.image, 'dtype', None)
        if len(shape) != 3 or shape[2] != 3 or 0 in shape or kind != np.uint8:
            raise ValueError(
                f'image {self.name!r} has shape {shape} and type {kind}: '
                'expected (H, W, 3) of uint8, BGR'
            )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the image, pixels."""
        return self.image.shape[1], self.image.shape[0]


@dataclass(frozen=True, eq=False)
class Crop:
    """What a model gets of a garment, and what its answer needs; the image may be forgotten.

    Attributes:
        name: As of :class:`Query`.
        size: Width and height of the image, pixels.
        category: As of :class:`Query`.
        box: Where in the image the garment is, pixels.
        view: The rectangle of the image that the model sees.
        pixels: That rectangle at the model's size, (h, w, 3) uint8, BGR.
    """

    name: str
    size: tuple[int, int]
    category: str | None
    box: Box
    view: InputCrop
    pixels: np.ndarray


class Predictor:
    """A model that ``fashionkp export`` wrote.

    Needs NumPy, OpenCV and a backend. One predictor may be used by several threads.

    Args:
        model: The file.
        backend: What runs it, 'onnxruntime' or 'openvino'.
        threads: How many threads the backend may use; by default all cores.

    Raises:
        FileNotFoundError: There is no such file.
        ImportError: The backend is not installed.
        ValueError: The file is none that ``fashionkp export`` wrote, the backend is unknown, or the
            model is for a garment that is not declared here, or with other key points.

    Attributes:
        card: What the model tells about itself.
    """

    def __init__(
        self, model: str | Path, backend: str = DEFAULT_BACKEND, threads: int | None = None
    ) -> None:
        engine = load_backend(Path(model), backend, threads)
        self.card = ModelCard.from_metadata(engine.metadata, str(model))
        self._file, self._shapes = str(model), self.card.shapes()
        for name, shape in self._shapes.items():
            self._check_shape(name, engine.shapes[name], (None, *shape))
        self._run = engine.run
        self._channels = {
            name: [self.card.keypoints.index(key) for key in category_by_name(name).keypoints]
            for name in self.card.categories
        }

    @property
    def categories(self) -> tuple[str, ...]:
        """Names of the categories that the model knows."""
        return tuple(self.card.categories)

    def __call__(
        self,
        images: str | Path | np.ndarray | Iterable[str | Path | np.ndarray],
        category: str | Sequence[str | None] | None = None,
        boxes: Sequence[Sequence[Box]] | None = None,
    ) -> list[Prediction]:
        """Predict from images.

        Args:
            images: Paths, or images (H, W, 3) uint8, BGR; one or several.
            category: Name of the category of all of them, or one for each; None lets the model
                tell.
            boxes: For each image the boxes of its garments, (x0, y0, x1, y1) in pixels; by
                default the whole image is one.

        Returns:
            The garments, image by image; as many as there are images, or boxes.

        Raises:
            FileNotFoundError: There is no such image.
            ValueError: An image cannot be read, a category is none of the model's, a box has no
                area, or there is not one category, or list of boxes, for each image.
        """
        listed = [images] if isinstance(images, str | Path | np.ndarray) else list(images)
        categories = [category] * len(listed) if isinstance(category, str | None) else category
        wanted = [[None]] * len(listed) if boxes is None else boxes
        for name, given in (('categories', categories), ('lists of boxes', wanted)):
            if len(given) != len(listed):
                raise ValueError(f'{len(given)} {name} for {len(listed)} images')
        rows = zip(listed, categories, wanted, strict=True)
        return list(self.predict(query for row in rows for query in _queries(*row)))

    def predict(
        self, queries: Iterable[Query], batch_size: int = BATCH_SIZE
    ) -> Iterator[Prediction]:
        """Predict from a stream of garments, which is read as answers are taken.

        Args:
            queries: The garments.
            batch_size: How many the model gets at a time.

        Yields:
            One answer for each, in the same order.

        Raises:
            ValueError: A category is none of the model's, or a box has no area.
        """
        if batch_size < 1:
            raise ValueError(f'batch_size is {batch_size}: expected at least 1')
        stream = iter(queries)
        while batch := list(islice(stream, batch_size)):
            yield from self.answers([self.prepare(query) for query in batch])

    def prepare(self, query: Query) -> Crop:
        """The part of :meth:`predict` that is done for each garment alone.

        Raises:
            ValueError: The category is none of the model's, or the box has no area.
        """
        if query.category is not None and query.category not in self.card.categories:
            raise ValueError(
                f'category {query.category!r} of image {query.name!r}: '
                f'expected one of {", ".join(self.card.categories)}'
            )
        box = query.box or (0, 0, *query.size)
        view = InputCrop.of_box(box, self.card.input_size, self.card.unbiased)
        pixels = view.pixels(query.image)
        return Crop(query.name, query.size, query.category, box, view, pixels)

    def answers(self, batch: Sequence[Crop]) -> list[Prediction]:
        """The part of :meth:`predict` that is done for a batch at once; one answer for each."""
        found = self._run(np.stack([one.pixels for one in batch]))
        for name, answer in zip(OUTPUTS, found, strict=True):
            self._check_shape(name, answer.shape, (len(batch), *self._shapes[name]))
            if not np.isfinite(answer).all():
                raise ValueError(f'{self._file}: the model answers {name} that are not finite')
        return [self._prediction(*row) for row in zip(batch, *found, strict=True)]

    def _check_shape(
        self, name: str, found: Sequence[int | None], expected: Sequence[int | None]
    ) -> None:
        """Refuse another shape than expected; None stands for any length."""
        if len(found) == len(expected) and all(
            one is None or other is None or one == other
            for one, other in zip(found, expected, strict=True)
        ):
            return
        texts = (
            ' x '.join('any' if length is None else f'{length}' for length in shape)
            for shape in (found, expected)
        )
        raise ValueError(
            f'{self._file}: {name} of its graph are {next(texts)}: expected {next(texts)} by its '
            'metadata'
        )

    def _prediction(
        self,
        one: Crop,
        points: np.ndarray,
        scores: np.ndarray,
        presence: np.ndarray,
        probs: np.ndarray,
    ) -> Prediction:
        """An answer from the outputs of one garment, as of :data:`~fashionkp.inference.backends.ModelOutputs`."""
        names = self.card.categories
        place = int(probs.argmax()) if one.category is None else names.index(one.category)
        channels = self._channels[names[place]]
        x0, y0, x1, y1 = (float(edge) for edge in one.box)
        return Prediction(
            image=one.name,
            size=one.size,
            box=(x0, y0, x1, y1),
            category=names[place],
            category_score=float(probs[place]),
            category_probs=dict(zip(names, probs.tolist(), strict=True)),
            keypoints=one.view.to_image(points[channels]),
            scores=scores[channels],
            presence=presence[place, channels],
        )


def _queries(
    image: str | Path | np.ndarray, category: str | None, boxes: Sequence[Box | None]
) -> Iterator[Query]:
    array = isinstance(image, np.ndarray)
    pixels = image if isinstance(image, np.ndarray) else read_image(image)
    for box in boxes:
        yield Query(pixels, '' if array else str(image), category, box)
