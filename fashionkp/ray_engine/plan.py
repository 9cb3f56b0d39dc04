"""What every worker has to know, and what results have to have in common."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.predictor import Predictor
from fashionkp.inference.routing import build_model
from fashionkp.measurements import Reference
from fashionkp.ray_engine.results import ResultFolder


@dataclass(frozen=True)
class PredictionJob:
    """How to predict, and where to.

    Attributes:
        output: Folder of the results, a path or a URI.
        joint: Content of the file of an exported model of any categories; None where there are only
            ``routes``.
        routes: Contents of the files of models of single categories, by category.
        scales: As for :class:`~fashionkp.inference.tta.TTAModel`.
        refine_crop: As for :class:`~fashionkp.inference.tta.TTAModel`.
        measurements: Adds columns of lengths, by what it knows of the garments' size.
        batch_size: Garments that the model gets at a time.
        inputs: What was told of the images: categories, boxes. Only for :meth:`settings`.

    Raises:
        ValueError: ``batch_size`` is not positive.
    """

    output: str
    joint: bytes | None = None
    routes: Mapping[str, bytes] = field(default_factory=dict)
    scales: tuple[float, ...] = (1.0,)
    refine_crop: bool = False
    measurements: Reference | None = None
    batch_size: int = 16
    inputs: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.batch_size < 1:
            raise ValueError(f'batch_size={self.batch_size}: expected at least 1')

    def model(self) -> GarmentModel:
        """The model, which computes on one core."""
        joint = None if self.joint is None else _loaded(self.joint)
        routes = {name: _loaded(content) for name, content in self.routes.items()}
        return build_model(joint, routes, self.scales, self.refine_crop)

    def settings(self) -> dict[str, str]:
        """By name, what decides what the results are, as short texts."""
        models = {} if self.joint is None else {'model': _digest(self.joint)}
        models |= {f'model of {name}': _digest(file) for name, file in self.routes.items()}
        others = dict(
            scales=self.scales,
            refine_crop=self.refine_crop,
            measurements=self.measurements and asdict(self.measurements),
            **self.inputs,
        )
        return models | {name: _short(json.dumps(value)) for name, value in others.items()}

    def results(self) -> ResultFolder:
        """Where the results go."""
        return ResultFolder(self.output, self.settings(), self.measurements)


def _loaded(content: bytes) -> Predictor:
    with TemporaryDirectory() as folder:
        path = Path(folder) / 'model.onnx'
        path.write_bytes(content)
        return Predictor(path, threads=1)


def _short(text: str) -> str:
    return text if len(text) <= 60 else _digest(text.encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
