"""Key points from an exported model, without PyTorch or MMPose."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from fashionkp.images.image_like import ImageLike
from fashionkp.inference.boxes import boxes_per_image
from fashionkp.inference.default_model import default_model
from fashionkp.inference.exported_ensemble import ExportedEnsemble
from fashionkp.inference.exported_model import ExportedModel
from fashionkp.inference.one_core import map_on_cores, uses_one_core
from fashionkp.inference.query import Query, image_queries
from fashionkp.inference.rounds import Rounds, predict_in_rounds
from fashionkp.inference.tta import check_scales, view_rounds
from fashionkp.model_zoo.names import find_model
from fashionkp.predictions.prediction import Prediction

BATCH_SIZE = 16


class Predictor:
    """An exported model, or an ensemble of several, ready to predict.

    Needs NumPy, OpenCV and a backend. One predictor may be used by several threads. It can be
    pickled, for processes on the same machine: what is pickled is the path of the file, which is
    read again and must not have changed.

    Args:
        model: Path of a model written by ``fashionkp export``, its ``hf://`` URI, or the name of a
            fetched one: see :func:`~fashionkp.model_zoo.names.find_model`. By default
            :func:`~fashionkp.inference.default_model.default_model`, which is logged. Of several
            models the heatmaps are averaged, see
            :class:`~fashionkp.inference.exported_ensemble.ExportedEnsemble`.
        backend: What runs it: 'onnxruntime', 'onnxruntime-gpu' or 'openvino'; by default that of
            the device.
        threads: Number of threads that the backend may use; by default one for each core.
        device: Where it runs: 'cpu', as by default, 'cuda', 'cuda:1', 'tensorrt', 'openvino:GPU',
            or another execution provider of ONNX Runtime, such as 'coreml'. There is no fallback.
        flip: Whether to average with the mirrored image, which is decided by the export: None for
            what the file does, otherwise what is expected of it.
        scales: As for :class:`~fashionkp.inference.tta.TTAModel`.
        refine_crop: As for :class:`~fashionkp.inference.tta.TTAModel`.
        any_rotation: As for :class:`~fashionkp.inference.tta.TTAModel`.
        heatmaps: Whether predictions have their heatmaps, those of a single view.

    Raises:
        OSError: If the file does not exist, or the model cannot be downloaded or is not fetched.
        ImportError: If the backend, or ``huggingface_hub`` for a URI, cannot be imported, or what
            the device needs is not installed.
        ValueError: If the file was not written by ``fashionkp export``, the backend is unknown, a
            scale is out of range, ``flip`` is not what the file does, the model has a custom
            garment that is not declared here or has other key points, or heatmaps are asked for
            and it has none.

    Attributes:
        card: The model card.
    """

    def __init__(
        self,
        model: str | Path | Sequence[str | Path] | None = None,
        backend: str | None = None,
        threads: int | None = None,
        *,
        device: str | None = None,
        flip: bool | None = None,
        scales: Sequence[float] = (1.0,),
        refine_crop: bool = False,
        any_rotation: bool = False,
        heatmaps: bool = False,
    ) -> None:
        files = [default_model()] if model is None else [*map(find_model, _several(model))]
        self.scales = check_scales(scales)
        self.refine_crop, self.any_rotation = refine_crop, any_rotation
        self._model = _load(files, backend, threads, device=device, heatmaps=heatmaps)
        self.card = self._model.card
        if flip not in (None, self.card.flip):
            state, option = ('with', '--no-flip') if self.card.flip else ('without', '--flip')
            raise ValueError(
                f'{files[0]}: flip={flip}: it was exported {state} the mirrored view: expected a '
                f'file of "fashionkp export {option}"'
            )
        self._arguments = dict(
            model=[str(Path(file).absolute()) for file in files],
            backend=backend,
            threads=threads,
            device=device,
            scales=self.scales,
            refine_crop=refine_crop,
            any_rotation=any_rotation,
            heatmaps=heatmaps,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return _load_unchanged, (self._arguments, self._model.checksum)

    @property
    def is_augmented(self) -> bool:
        """Whether a garment is predicted in several views."""
        return self.scales != (1.0,) or self.refine_crop or self.any_rotation

    @property
    def workers(self) -> int:
        """Number of threads that should predict at the same time, each on one core."""
        return self._model.workers

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
            batch_size: Number of garments in a batch. On a CPU several garments are predicted at
                the same time instead, each on one core.

        Yields:
            One prediction for each garment, in the same order.

        Raises:
            ValueError: If the model does not support a category, or a box has no area.
        """
        if batch_size < 1:
            raise ValueError(f'batch_size is {batch_size}: expected at least 1')
        stream = iter(queries)
        if self.workers > 1 and not uses_one_core():
            yield from map_on_cores(lambda query: self._predict([query])[0], stream, self.workers)
            return
        while batch := list(islice(stream, batch_size)):
            yield from self._predict(batch)

    def rounds(self, query: Query) -> Rounds:
        """Predict a garment in its views, see :func:`~fashionkp.inference.tta.view_rounds`."""
        passes = dict(refine_crop=self.refine_crop, any_rotation=self.any_rotation)
        return view_rounds(query, self.scales, **passes)

    def prepare(self, query: Query) -> Any:
        """Return the crop of a garment in one view, for :meth:`predict_batch`.

        Those of an ensemble are a tuple.

        Raises:
            ValueError: If the model does not support the category, or the box has no area.
        """
        return self._model.prepare(query)

    def predict_batch(self, batch: Sequence[Any]) -> list[Prediction]:
        """Return one prediction for each crop, computed as one batch."""
        return self._model.predict_batch(batch)

    def _predict(self, queries: Sequence[Query]) -> list[Prediction]:
        if self.is_augmented:
            return predict_in_rounds(self._predict_views, map(self.rounds, queries))
        return self._predict_views(queries)

    def _predict_views(self, queries: Sequence[Query]) -> list[Prediction]:
        return self.predict_batch([self.prepare(query) for query in queries])


def _several(model: str | Path | Sequence[str | Path]) -> Sequence[str | Path]:
    if isinstance(model, str | Path):
        return [model]
    if not model:
        raise ValueError('no model: expected one or more')
    return model


def _load(files: Sequence[str | Path], *settings: Any, **options: Any) -> Any:
    """Return the model, or the ensemble."""
    if len(files) > 1:
        return ExportedEnsemble(files, *settings, **options)
    return ExportedModel(files[0], *settings, **options)


def _load_unchanged(arguments: dict[str, Any], checksum: int) -> Predictor:
    """Return a predictor that was pickled."""
    predictor = Predictor(**arguments)
    if predictor._model.checksum != checksum:
        raise ValueError(
            f'{", ".join(arguments["model"])}: the file has changed since its predictor was pickled'
        )
    return predictor
