"""Options of ``fashionkp predict``: what they mean, and which go together."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashionkp.fileio.object_store import suffix_of
from fashionkp.model_zoo.names import find_model, nearest_names

if TYPE_CHECKING:
    from fashionkp.measurements import Reference

ONNX = '.onnx'
CHECKPOINTS = ('.pth', '.pt', '.ckpt')


@dataclass(frozen=True)
class ModelOptions:
    """Which models predict, and on what.

    Attributes:
        model: Config or exported model (.onnx) for all categories, if any.
        weights: Checkpoint of ``model``.
        routes: Model and checkpoint of single categories, by category.
        backend: What runs exported models; None for the default.
        device: Where PyTorch computes; None for the default.
        flip: Whether to average with the mirrored image; an exported model has this built in.
        cfg_options: Config settings to override, as KEY=VALUE.
        scales: As for :class:`~fashionkp.inference.tta.TTAModel`.
        refine_crop: As for :class:`~fashionkp.inference.tta.TTAModel`.
    """

    model: str | None
    weights: str | None
    routes: Mapping[str, tuple[str | None, str | None]]
    backend: str | None
    device: str | None
    flip: bool
    cfg_options: tuple[str, ...]
    scales: tuple[float, ...]
    refine_crop: bool

    @property
    def exported(self) -> list[str]:
        """The exported models."""
        return [model for model in self._named if suffix_of(model) == ONNX]

    @property
    def _named(self) -> list[str]:
        models = [self.model, *(model for model, _ in self.routes.values())]
        return [model for model in models if model]

    def with_found_models(self) -> 'ModelOptions':
        """Return the options with paths in place of names of fetched models and of URIs."""

        def found(model: str | None) -> str | None:
            return None if model is None else str(find_model(model))

        routes = {name: (found(model), weights) for name, (model, weights) in self.routes.items()}
        return replace(self, model=found(self.model), routes=routes)

    def check(self) -> None:
        """Check that the options go together.

        Raises:
            ValueError: If there is no model, a config has no weights, or an option does not apply
                to the models.
        """
        if not (self.model or self.weights or self.routes):
            raise ValueError('no model: expected --model, --weights or --route')
        self._check_weights('--model', self.model, self.weights)
        for category, (model, weights) in self.routes.items():
            self._check_weights(f'--route {category}=', model, weights)
        if self.backend and not self.exported:
            raise ValueError(f'--backend {self.backend}: it runs exported models ({ONNX}) only')
        if not self.exported:
            return
        given = {
            'a config': len(self.exported) < len(self._named),
            'weights': self.weights or any(weights for _, weights in self.routes.values()),
            '--device': self.device,
            '--no-flip': not self.flip,
            '--cfg-options': self.cfg_options,
        }
        if other := [name for name, value in given.items() if value]:
            raise ValueError(
                f'{self.exported[0]} is an exported model: it does not go with {other[0]}'
            )

    def _check_weights(self, option: str, model: str | None, weights: str | None) -> None:
        """Check that a model has weights: a config alone would predict from random ones."""
        of_route = option.startswith('--route')
        if model is None and suffix_of(weights or '') == ONNX:
            right = f'{option}{weights}' if of_route else f'--model {weights}'
            raise ValueError(f'{weights} is an exported model: expected {right}')
        if model is None or suffix_of(model) == ONNX:
            return
        if suffix_of(model) in CHECKPOINTS:
            right = f'{option},{model}' if of_route else f'--weights {model}'
            raise ValueError(f'{model} is a checkpoint: expected its weights as {right}')
        if weights is None:
            right = f'{option}{model},CKPT' if of_route else f'--model {model} --weights CKPT'
            near = nearest_names(model)
            raise ValueError(
                f'{model}: no weights: give a checkpoint, {right}, or an exported model ({ONNX})'
                + (f'; did you mean {near}?' if near else '')
            )


@dataclass(frozen=True)
class DetectorOptions:
    """The detector that finds garments.

    Attributes:
        model: Its config or name.
        weights: Its checkpoint.
        classes: Ids of its classes that are garments; None for all.
        threshold: Lowest score of a garment.
    """

    model: str
    weights: str | None
    classes: tuple[int, ...] | None
    threshold: float


@dataclass(frozen=True)
class PredictOptions:
    """What ``fashionkp predict`` is to do.

    Attributes:
        inputs: As for :class:`~fashionkp.inference.inputs.Inputs`.
        models: The models.
        detector: Finds the garments of images without boxes, if any.
        outputs: As for :class:`~fashionkp.predictions.writer.PredictionWriter`; none for JSON
            lines on standard output.
        resume: As for :class:`~fashionkp.predictions.writer.PredictionWriter`.
        drawings: Folder for images with their key points, if any.
        category: As for :class:`~fashionkp.inference.inputs.Inputs`.
        boxes: Boxes of the garments by image name.
        boxes_file: The file that they are from, if any.
        batch_size: Number of garments per batch.
        measurements: What is known of the garments' size; None for no lengths.
        engine: 'local' or 'ray'.
        workers: Number of Ray's processes; None for one per core.
    """

    inputs: tuple[str, ...]
    models: ModelOptions
    detector: DetectorOptions | None
    outputs: tuple[str, ...]
    resume: bool
    drawings: Path | None
    category: str | None
    boxes: Mapping[str, Any]
    batch_size: int
    measurements: 'Reference | None'
    engine: str
    workers: int | None
    boxes_file: str | None = None

    @property
    def files(self) -> list[str]:
        """Models, checkpoints and the file of boxes, which are read."""
        detector = self.detector
        names = [self.models.model, self.models.weights, self.boxes_file]
        names += [name for route in self.models.routes.values() for name in route]
        names += [detector.model, detector.weights] if detector else []
        return [name for name in names if name]

    @property
    def several_garments(self) -> bool:
        """Whether an image may have another number of garments than one."""
        return bool(self.detector) or any(len(boxes) != 1 for boxes in self.boxes.values())

    def check(self) -> None:
        """Check that the options go together.

        Raises:
            ValueError: If they do not.
        """
        self.models.check()
        if self.resume and not self.outputs:
            raise ValueError('--resume: expected -o, since standard output cannot be resumed')
        if self.engine == 'local':
            if self.workers is not None:
                raise ValueError('--workers goes with --engine ray')
            return
        refused = {
            '--draw': self.drawings,
            '--det-model': self.detector,
            '--backend': self.models.backend,
        }
        for name, value in refused.items():
            if value:
                raise ValueError(f'--engine ray does not go with {name}')
        if not self.outputs:
            raise ValueError('--engine ray: expected -o, a file or a folder')
        if not self.models.exported:
            raise ValueError(
                f'--engine ray: {self.models.model}: expected an exported model ({ONNX})'
            )

    def settings(self) -> dict[str, str]:
        """Return what the predictions depend on, as short texts by name.

        They are stored with the results, so that a run is not resumed with other settings.
        """
        models = self.models
        values: dict[str, Any] = dict(
            scales=models.scales,
            second_look=models.refine_crop,  # the name in existing folders of results
            measurements=self.measurements and asdict(self.measurements),
            category=self.category,
            bboxes=dict(self.boxes),
        )
        others = dict(
            weights=models.weights and _fingerprint(models.weights),
            backend=models.backend,
            flip=None if models.flip else False,
            cfg_options=models.cfg_options or None,
            detector=self.detector and asdict(self.detector),
        )
        values |= {name: value for name, value in others.items() if value is not None}
        texts = {} if models.model is None else {'model': _fingerprint(models.model)}
        for category, files in models.routes.items():
            texts[f'model of {category}'] = ','.join(_fingerprint(file) for file in files if file)
        return texts | {name: _shorten(json.dumps(value)) for name, value in values.items()}


def _fingerprint(file: str) -> str:
    """Return a digest of a file's content, or the text itself if it is not a file."""
    path = Path(file)
    return _digest(path.read_bytes()) if path.is_file() else file


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else _digest(text.encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
