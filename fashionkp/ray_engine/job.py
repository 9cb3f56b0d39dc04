"""What a Ray worker needs to know."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from fashionkp.inference.pipeline import GarmentModel, predict_images
from fashionkp.inference.predictor import Predictor
from fashionkp.inference.routing import build_model
from fashionkp.inference.source_image import SourceImage
from fashionkp.predictions.result_store import ImageRecord, ResultStore

Process = Callable[[Sequence[SourceImage]], list[str]]
"""Processes a group of images and writes the results; returns why images could not be read. Raises
OSError if the results cannot be written."""


class Job(Protocol):
    """What the workers do; it is pickled for each of them."""

    @property
    def batch_size(self) -> int:
        """Number of garments in a batch."""

    @property
    def device(self) -> str | None:
        """As for :class:`~fashionkp.inference.predictor.Predictor`; None if no model is run."""

    def start(self) -> Process:
        """Return what processes images; called once in each worker."""

    def give_up(self, records: Sequence[ImageRecord]) -> None:
        """Note images that have no result, because workers died on them."""


@dataclass(frozen=True)
class WorkerModels:
    """Models that workers predict with.

    Attributes:
        joint: Content of an exported model for all categories; None if there are only ``routes``.
        routes: Contents of exported models for single categories, by category.
        flip: As for :class:`~fashionkp.inference.predictor.Predictor`.
        scales: As for :class:`~fashionkp.inference.tta.TTAModel`.
        refine_crop: As for :class:`~fashionkp.inference.tta.TTAModel`.
        any_rotation: As for :class:`~fashionkp.inference.tta.TTAModel`.
        device: As for :class:`~fashionkp.inference.predictor.Predictor`.
    """

    joint: bytes | None = None
    routes: Mapping[str, bytes] = field(default_factory=dict)
    scales: tuple[float, ...] = (1.0,)
    refine_crop: bool = field(default=False, kw_only=True)
    any_rotation: bool = field(default=False, kw_only=True)
    flip: bool | None = field(default=None, kw_only=True)
    device: str | None = field(default=None, kw_only=True)

    def categories(self) -> tuple[str, ...]:
        """Return the categories of the models, which is computed on this machine's CPU."""
        return tuple(replace(self, device=None).load().categories)

    def load(self) -> GarmentModel:
        """Return the model, which computes on one core."""
        joint = None if self.joint is None else self._predictor(self.joint)
        routes = {category: self._predictor(content) for category, content in self.routes.items()}
        passes = dict(refine_crop=self.refine_crop, any_rotation=self.any_rotation)
        return build_model(joint, routes, self.scales, **passes)

    def _predictor(self, content: bytes) -> Predictor:
        with TemporaryDirectory() as folder:
            path = Path(folder) / 'model.onnx'
            path.write_bytes(content)
            return Predictor(path, threads=1, device=self.device, flip=self.flip)


@dataclass(frozen=True)
class PredictionJob:
    """Predict garments and store the predictions.

    Attributes:
        store: Where the results go.
        models: The models.
        batch_size: Number of garments in a batch.

    Raises:
        ValueError: If ``batch_size`` is not positive.
    """

    store: ResultStore
    models: WorkerModels
    batch_size: int = 16

    def __post_init__(self) -> None:
        if self.batch_size < 1:
            raise ValueError(f'batch_size={self.batch_size}: expected at least 1')

    @property
    def device(self) -> str | None:
        """Where the models run."""
        return self.models.device

    def start(self) -> Process:
        """Return what predicts images."""
        model = self.models.load()

        def process(images: Sequence[SourceImage]) -> list[str]:
            records = [
                ImageRecord(result.name, result.garments, result.error)
                for result in predict_images(model, images, self.batch_size)
            ]
            self.store.write(records)
            return [record.error for record in records if record.error]

        return process

    def give_up(self, records: Sequence[ImageRecord]) -> None:
        """Store why images have no predictions."""
        self.store.write(records)
