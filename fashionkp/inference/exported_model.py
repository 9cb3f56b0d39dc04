"""An exported model in one file: crops of garments in, predictions out."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fashionkp.categories import category_by_name
from fashionkp.inference.backends import OUTPUTS, Backend, ModelOutputs, load_backend
from fashionkp.inference.crop import InputCrop
from fashionkp.inference.heatmaps import place_heatmaps, require_heatmaps
from fashionkp.inference.model_card import ModelCard
from fashionkp.inference.onnx_heatmaps import HEATMAPS
from fashionkp.inference.query import Crop, Query
from fashionkp.inference.split_backend import SplitBackend
from fashionkp.predictions.prediction import Prediction


class ExportedModel:
    """A file written by ``fashionkp export``, ready to predict garments in a single view.

    Args:
        file: Path of the file.
        backend: As for :class:`~fashionkp.inference.predictor.Predictor`.
        threads: As for :class:`~fashionkp.inference.predictor.Predictor`.
        device: As for :class:`~fashionkp.inference.predictor.Predictor`.
        heatmaps: Whether predictions have their heatmaps.

    Raises:
        OSError: If the file does not exist.
        ImportError: If the backend cannot be imported, or what the device needs is not installed.
        ValueError: If the file was not written by ``fashionkp export``, the backend is unknown, the
            model has a custom garment that is not declared here or has other key points, or
            heatmaps are asked for and it has none.

    Attributes:
        card: The model card.
        checksum: CRC-32 of the file.
        workers: Number of threads that should predict at the same time, each on one core.
    """

    def __init__(
        self,
        file: str | Path,
        backend: str | None = None,
        threads: int | None = None,
        *,
        device: str | None = None,
        heatmaps: bool = False,
    ) -> None:
        loaded = load_backend(Path(file), backend, threads, device=device, heatmaps=heatmaps)
        self._set_up(file, loaded)
        for name, shape in self._shapes.items():
            self._check_shape(name, loaded.shapes[name], (None, *shape))
        if heatmaps:
            require_heatmaps(self.card.codec, self._file)
        self._run = loaded.run

    def _set_up(self, file: str | Path, loaded: Backend | SplitBackend) -> None:
        self.card = ModelCard.from_metadata(loaded.metadata, str(file))
        self._file, self._shapes = str(file), self.card.shapes()
        self.checksum, self.workers = loaded.checksum, loaded.workers
        self._channels = {
            name: [self.card.keypoints.index(key) for key in category_by_name(name).keypoints]
            for name in self.card.categories
        }

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
        return self._predictions(batch, self._run(np.stack([crop.pixels for crop in batch])))

    def _predictions(self, batch: Sequence[Crop], outputs: ModelOutputs) -> list[Prediction]:
        """Return the predictions of outputs, of which the heatmaps may be left out."""
        named = dict(zip((*OUTPUTS, HEATMAPS), outputs, strict=False))
        for name, output in named.items():
            shape = self._shapes.get(name, (len(self.card.keypoints), None, None))
            self._check_shape(name, output.shape, (len(batch), *shape))
            if not np.isfinite(output).all():
                raise ValueError(f'{self._file}: the model returns {name} that are not finite')
        return [
            self._prediction(crop, **dict(zip(named, arrays, strict=True)))
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
            calibrated=self.card.calibrated,
        )
