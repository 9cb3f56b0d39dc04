"""What a Ray worker needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.predictor import Predictor
from fashionkp.inference.routing import build_model
from fashionkp.predictions.result_store import ResultStore


@dataclass(frozen=True)
class PredictionJob:
    """Models to predict with, and where the results go.

    Attributes:
        store: Where the results go.
        joint: Content of an exported model for all categories; None if there are only ``routes``.
        routes: Contents of exported models for single categories, by category.
        flip: As for :class:`~fashionkp.inference.predictor.Predictor`.
        scales: As for :class:`~fashionkp.inference.tta.TTAModel`.
        refine_crop: As for :class:`~fashionkp.inference.tta.TTAModel`.
        any_rotation: As for :class:`~fashionkp.inference.tta.TTAModel`.
        batch_size: Number of garments in a batch.
        device: As for :class:`~fashionkp.inference.predictor.Predictor`.

    Raises:
        ValueError: If ``batch_size`` is not positive.
    """

    store: ResultStore
    joint: bytes | None = None
    routes: Mapping[str, bytes] = field(default_factory=dict)
    scales: tuple[float, ...] = (1.0,)
    refine_crop: bool = field(default=False, kw_only=True)
    any_rotation: bool = field(default=False, kw_only=True)
    flip: bool | None = field(default=None, kw_only=True)
    batch_size: int = 16
    device: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if self.batch_size < 1:
            raise ValueError(f'batch_size={self.batch_size}: expected at least 1')

    def categories(self) -> tuple[str, ...]:
        """Return the categories of the models, which is computed on this machine's CPU."""
        return tuple(replace(self, device=None).model().categories)

    def model(self) -> GarmentModel:
        """Return the model, which computes on one core."""
        joint = None if self.joint is None else self._load(self.joint)
        routes = {category: self._load(content) for category, content in self.routes.items()}
        passes = dict(refine_crop=self.refine_crop, any_rotation=self.any_rotation)
        return build_model(joint, routes, self.scales, **passes)

    def _load(self, content: bytes) -> Predictor:
        with TemporaryDirectory() as folder:
            path = Path(folder) / 'model.onnx'
            path.write_bytes(content)
            return Predictor(path, threads=1, device=self.device, flip=self.flip)
