"""Key points from an exported model, without PyTorch or MMPose."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.categories import category_by_name
from fashionkp.inference.backends import DEFAULT_BACKEND, OUTPUTS, load_backend
from fashionkp.inference.boxes import boxes_per_image
from fashionkp.inference.crop import InputCrop
from fashionkp.inference.default_model import default_model
from fashionkp.inference.heatmaps import place_heatmaps, require_heatmaps
from fashionkp.inference.model_card import ModelCard
from fashionkp.inference.onnx_heatmaps import HEATMAPS
from fashionkp.inference.query import Crop, Query, image_queries
from fashionkp.inference.source_image import ImageLike
from fashionkp.model_zoo.names import find_model
from fashionkp.predictions.prediction import Prediction

BATCH_SIZE = 16


class Predictor:
    """An exported model, ready to predict.

    Needs NumPy, OpenCV and a backend. One predictor may be used by several threads. It can be
    pickled, for processes on the same machine: what is pickled is the path of the file, which is
    read again and must not have changed.

    Args:
        model: Path of a model written by ``fashionkp export``, its ``hf://`` URI, or the name of a
            fetched one: see :func:`~fashionkp.model_zoo.names.find_model`. By default
            :func:`~fashionkp.inference.default_model.default_model`, which is logged.
        backend: What runs it, 'onnxruntime' or 'openvino'.
        threads: Number of threads that the backend may use; by default one for each core.
        heatmaps: Whether predictions have their heatmaps.

    Raises:
        OSError: If the file does not exist, or the model cannot be downloaded or is not fetched.
        ImportError: If the backend, or ``huggingface_hub`` for a URI, cannot be imported.
        ValueError: If the file was not written by ``fashionkp export``, the backend is unknown,
            the model has a custom garment that is not declared here or has other key points, or
            heatmaps are asked for and it has none.

    Attributes:
        card: The model card.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        backend: str = DEFAULT_BACKEND,
        threads: int | None = None,
        *,
        heatmaps: bool = False,
    ) -> None:
        model = default_model() if model is None else find_model(model)
        loaded = load_backend(Path(model), backend, threads, heatmaps=heatmaps)
        self.card = ModelCard.from_metadata(loaded.metadata, str(model))
        self._file, self._shapes = str(model), self.card.shapes()
        for name, shape in self._shapes.items():
            self._check_shape(name, loaded.shapes[name], (None, *shape))
        if heatmaps:
            require_heatmaps(self.card.codec, self._file)
        self._outputs: tuple[str, ...] = (*OUTPUTS, HEATMAPS) if heatmaps else OUTPUTS
        self._run = loaded.run
        self._arguments = (str(Path(model).absolute()), backend, threads), heatmaps
        self._checksum = loaded.checksum
        self._channels = {
            name: [self.card.keypoints.index(key) for key in category_by_name(name).keypoints]
            for name in self.card.categories
        }

    def __reduce__(self) -> tuple[Any, ...]:
        return _load_unchanged, (*self._arguments, self._checksum)

    @property
    def categories(self) -> tuple[str, ...]:
        """Names of the categories that the model supports."""
        return tuple(self.card.categories)

    def __call__(
        self,
        images: ImageLike | Iterable[ImageLike],
        category: str | Sequence[str | None] | None = None,
        bboxes: Any = None,
        *,
        boxes: Any = None,
    ) -> list[Prediction]:
        """Predict the garments of images.

        Args:
            images: One or several paths, images of Pillow, or arrays (H, W, 3) uint8, BGR.
            category: Name of the category of all of them, or one for each; None to predict it.
            bboxes: For each image the boxes of its garments, (G, 4), x0, y0, x1, y1 in pixels, or
                None for the whole image as one garment, as by default; or (G, 4) for a single
                image.
            boxes: Another name of ``bboxes``.

        Returns:
            A prediction for each image or box, image by image.

        Raises:
            FileNotFoundError: If an image does not exist.
            ValueError: If an image cannot be read, the model does not support a category, a box
                does not overlap the image or is in shares of 0 to 1, there is not one category, or
                entry of ``bboxes``, for each image, or both ``bboxes`` and ``boxes`` are given.
        """
        items = [images] if isinstance(images, ImageLike) else list(images)
        categories = [category] * len(items) if isinstance(category, str | None) else category
        if len(categories) != len(items):
            raise ValueError(f'{len(categories)} categories for {len(items)} images')
        if bboxes is not None and boxes is not None:
            raise ValueError('bboxes and boxes are given: expected one of them')
        given = boxes if bboxes is None else bboxes
        by_image = [None] * len(items) if given is None else boxes_per_image(given, len(items))
        rows = zip(items, categories, by_image, strict=True)
        return list(self.predict(query for row in rows for query in image_queries(*row)))

    def predict(
        self, queries: Iterable[Query], batch_size: int = BATCH_SIZE
    ) -> Iterator[Prediction]:
        """Predict a stream of garments, which is read batch by batch as predictions are taken.

        Args:
            queries: The garments.
            batch_size: Number of garments in a batch.

        Yields:
            One prediction for each garment, in the same order.

        Raises:
            ValueError: If the model does not support a category, or a box has no area.
        """
        if batch_size < 1:
            raise ValueError(f'batch_size is {batch_size}: expected at least 1')
        stream = iter(queries)
        while batch := list(islice(stream, batch_size)):
            yield from self.predict_batch([self.prepare(query) for query in batch])

    def prepare(self, query: Query) -> Crop:
        """Return the crop of a garment, for :meth:`predict_batch`.

        Raises:
            ValueError: If the model does not support the category, or the box has no area.
        """
        if query.category is not None and query.category not in self.card.categories:
            raise ValueError(
                f'category {query.category!r} of image {query.name!r}: '
                f'expected one of {", ".join(self.card.categories)}'
            )
        box = query.region
        input_crop = InputCrop.from_box(box, self.card.input_size, unbiased=self.card.unbiased)
        return Crop(
            name=query.name,
            size=query.size,
            category=query.category,
            box=box,
            input_crop=input_crop,
            pixels=input_crop.extract(query.image),
        )

    def predict_batch(self, batch: Sequence[Crop]) -> list[Prediction]:
        """Return one prediction for each crop, computed as one batch."""
        outputs = self._run(np.stack([crop.pixels for crop in batch]))
        for name, output in zip(self._outputs, outputs, strict=True):
            shape = self._shapes.get(name, (len(self.card.keypoints), None, None))
            self._check_shape(name, output.shape, (len(batch), *shape))
            if not np.isfinite(output).all():
                raise ValueError(f'{self._file}: the model returns {name} that are not finite')
        return [
            self._prediction(crop, **dict(zip(self._outputs, arrays, strict=True)))
            for crop, *arrays in zip(batch, *outputs, strict=True)
        ]

    def _check_shape(
        self, name: str, actual: Sequence[int | None], expected: Sequence[int | None]
    ) -> None:
        """Check a shape of the graph, in which None stands for any length."""
        if len(actual) == len(expected) and all(
            a is None or b is None or a == b for a, b in zip(actual, expected, strict=True)
        ):
            return
        texts = (
            ' x '.join('any' if length is None else f'{length}' for length in shape)
            for shape in (actual, expected)
        )
        raise ValueError(
            f'{self._file}: {name} of its graph are {next(texts)}: expected {next(texts)} by its '
            'metadata'
        )

    def _prediction(
        self,
        crop: Crop,
        *,
        points: np.ndarray,
        scores: np.ndarray,
        presence: np.ndarray,
        category_probs: np.ndarray,
        heatmaps: np.ndarray | None = None,
    ) -> Prediction:
        """Return a garment's prediction from the model's outputs for it."""
        names, probs = self.card.categories, category_probs
        index = int(probs.argmax()) if crop.category is None else names.index(crop.category)
        channels = self._channels[names[index]]
        x0, y0, x1, y1 = map(float, crop.box)
        placed = None
        if heatmaps is not None:
            placed = place_heatmaps(heatmaps[channels], crop.input_crop, self.card.codec)
        return Prediction(
            image=crop.name,
            size=crop.size,
            box=(x0, y0, x1, y1),
            category=names[index],
            category_score=float(probs[index]),
            category_probs=dict(zip(names, probs.tolist(), strict=True)),
            keypoints=crop.input_crop.to_image(points[channels]),
            scores=scores[channels],
            presence=presence[index, channels],
            heatmaps=placed,
        )


def _load_unchanged(
    arguments: tuple[str, str, int | None],
    heatmaps: bool,
    checksum: int,
) -> Predictor:
    """Return a predictor that was pickled."""
    predictor = Predictor(*arguments, heatmaps=heatmaps)
    if predictor._checksum != checksum:
        raise ValueError(f'{arguments[0]}: the file has changed since its predictor was pickled')
    return predictor
