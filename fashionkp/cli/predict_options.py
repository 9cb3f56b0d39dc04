"""Options of ``fashionkp predict``: what they mean, and which go together."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashionkp.cli.model_arguments import ONNX, ModelOptions

if TYPE_CHECKING:
    from fashionkp.measurements import Reference


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
        heatmaps: Folder for images with the heatmaps of their key points, if any.
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
    heatmaps: Path | None = None

    @property
    def files(self) -> list[str]:
        """Models, checkpoints and the file of boxes, which are read."""
        detector = self.detector
        names = [self.boxes_file]
        files = (*self.models.joint, *self.models.routes.values())
        names += [name for pair in files for name in pair]
        names += [detector.model, detector.weights] if detector else []
        return [name for name in names if name]

    @property
    def drawing_folders(self) -> dict[str, Path]:
        """The folders for drawings that are asked for, by the option that asks for them."""
        folders = {'--draw': self.drawings, '--heatmaps': self.heatmaps}
        return {option: folder for option, folder in folders.items() if folder is not None}

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
        self._check_heatmaps()
        if self.resume and not self.outputs:
            raise ValueError('--resume: expected -o, since standard output cannot be resumed')
        if self.engine == 'local':
            if self.workers is not None:
                raise ValueError('--workers goes with --engine ray')
            return
        refused = {
            **self.drawing_folders,
            '--det-model': self.detector,
            '--backend': self.models.backend,
            '--points-from': self.models.points_from,
            'several --model': self.models.others,
        }
        for name, value in refused.items():
            if value:
                raise ValueError(f'--engine ray does not go with {name}')
        if self.models.device and ':' in self.models.device.removeprefix('openvino:'):
            raise ValueError(
                f'--engine ray does not go with --device {self.models.device}: Ray chooses the GPU '
                'of each worker: expected it without a number'
            )
        if not self.outputs:
            raise ValueError('--engine ray: expected -o, a file or a folder')
        if not self.models.exported:
            raise ValueError(
                f'--engine ray: {self.models.model}: expected an exported model ({ONNX})'
            )

    def _check_heatmaps(self) -> None:
        """Check that heatmaps are those of the points, and have a folder of their own."""
        if self.heatmaps is None:
            return
        others = {
            '--scales': self.models.scales != (1.0,),
            '--refine-crop': self.models.refine_crop,
            '--any-rotation': self.models.any_rotation,
            '--points-from': self.models.points_from,
        }
        for name, value in others.items():
            if value:
                raise ValueError(
                    f'--heatmaps does not go with {name}, whose points are not those of one '
                    "model's heatmaps"
                )
        if self.drawings is not None and self.drawings.absolute() == self.heatmaps.absolute():
            raise ValueError(
                f'--draw and --heatmaps {self.heatmaps}: expected two different folders'
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
            weights=models.weights and fingerprint(models.weights),
            backend=models.backend,
            flip=models.flip,
            any_rotation=models.any_rotation or None,
            cfg_options=models.cfg_options or None,
            points_from=models.points_from,
            others=[[name and fingerprint(name) for name in pair] for pair in models.others]
            or None,
            detector=self.detector and asdict(self.detector),
        )
        values |= {name: value for name, value in others.items() if value is not None}
        texts = {} if models.model is None else {'model': fingerprint(models.model)}
        for category, files in models.routes.items():
            texts[f'model of {category}'] = ','.join(fingerprint(file) for file in files if file)
        return texts | {name: _shorten(json.dumps(value)) for name, value in values.items()}


def fingerprint(file: str) -> str:
    """Return a digest of a file's content, or the text itself if it is not a file."""
    path = Path(file)
    return _digest(path.read_bytes()) if path.is_file() else file


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else _digest(text.encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
