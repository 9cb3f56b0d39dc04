"""Export of a trained model to an ONNX file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from mmengine.config import Config
from mmengine.logging import HistoryBuffer
from mmengine.runner import CheckpointLoader

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.inference.backends import INPUT, OUTPUTS
from fashionkp.inference.model_card import ModelCard
from fashionkp_mm.checkpoints.loading import find_checkpoint, load_garment_model
from fashionkp_mm.compat.safe_checkpoints import nested_value
from fashionkp_mm.config import load_config
from fashionkp_mm.export.calibration_images import (
    GarmentImages,
    find_garment_images,
    split_images,
)
from fashionkp_mm.export.float16_weights import round_weights, store_weights
from fashionkp_mm.export.graph import GarmentGraph, export_graph
from fashionkp_mm.export.metadata import model_card, set_card
from fashionkp_mm.export.parity import Parity, compare_outputs, sample_images
from fashionkp_mm.export.quantization import (
    CALIBRATION_IMAGES,
    TEST_IMAGES,
    Int8Change,
    int8_change,
    model_inputs,
    quantize,
)
from fashionkp_mm.input_size import choose_input_size
from fashionkp_mm.models import GarmentPoseEstimator
from fashionkp_mm.models.test_time_views import has_several_views

_PRODUCER_WITHIN = 64
"""Number of bytes at the start of an ONNX file that name the program that wrote it."""

Report = Callable[[Parity | Int8Change], None]


@dataclass(frozen=True)
class ExportSettings:
    """Settings of an export.

    Attributes:
        flip: Whether to average with the flipped images; by default as in the config.
        ne: Normalized error on the validation split, percent, to state in the file. By default that
            of the checkpoint, if it has one for this ``flip``, or of the quantized model, if its
            images have annotations.
        int8: Images to quantize the model with, see :func:`find_garment_images`; None for float32.
        half: Whether to store the weights in float16, so that the file is half as large and a
            training can start from it.
        input_size: Width and height of the input, pixels; by default those of the training.

    Raises:
        ValueError: If the weights are to be float16 and eight-bit integers.
    """

    flip: bool | None = None
    ne: float | None = None
    int8: str | Path | None = None
    half: bool = False
    input_size: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.half and self.int8 is not None:
            raise ValueError('--half with --int8: expected one of them')


def export_model(
    config: str | Path,
    checkpoint: str | Path,
    out: str | Path,
    *,
    options: Mapping[str, Any] | None = None,
    report: Report = lambda comparison: None,
    **settings: Any,
) -> ModelCard:
    """Export a trained model to an ONNX file; return the model card.

    See :class:`GarmentGraph` for the input and the outputs. The file is written only if the outputs
    equal those of PyTorch.

    Args:
        config: Path of a config, or the name of a config of the package.
        checkpoint: Path of the checkpoint, or 'starter'.
        out: Path of the ONNX file.
        options: Settings of the config to override, by dotted key.
        report: Called with each comparison.
        **settings: Attributes of :class:`ExportSettings`.

    Raises:
        FileNotFoundError: If the config, the checkpoint or the images of ``int8`` do not exist.
        ValueError: If ``out`` is not a name with .onnx or a file of another program, the model
            cannot be exported, the outputs differ, or the checkpoint is of another model.
    """
    _check_output(Path(out))
    chosen, checkpoint = ExportSettings(**settings), find_checkpoint(checkpoint)
    cfg, model = _load_model(config, checkpoint, chosen.input_size, options)
    images = None if chosen.int8 is None else find_garment_images(chosen.int8, model.categories)
    ne = _apply_settings(chosen, model, checkpoint)
    data, card = serialize_model(Path(config).stem, cfg, model, ne, half=chosen.half)
    _require_parity(model, card, data, report)
    if images is not None:
        data, card, change = quantize_model(data, card, images, chosen.ne)
        report(change)
    with atomic_write(out, 'wb') as file:
        file.write(data)
    return card


def _check_output(out: Path) -> None:
    """Raise if a file cannot be an exported model, or is one of another program."""
    if out.suffix != '.onnx':
        raise ValueError(f'cannot write {out}: expected a name with .onnx')
    if out.is_file():
        with out.open('rb') as file:
            start = file.read(_PRODUCER_WITHIN)
        if start and b'fashionkp' not in start:
            raise ValueError(
                f'{out} exists, and is not a model written by `fashionkp export`: remove it, or '
                'choose another name'
            )


def _load_model(
    config: str | Path,
    checkpoint: Path,
    input_size: tuple[int, int] | None,
    options: Mapping[str, Any] | None,
) -> tuple[Config, GarmentPoseEstimator]:
    cfg = load_config(config, options)
    choose_input_size(cfg, input_size, checkpoint, options)
    model = load_garment_model(cfg, checkpoint)
    if not isinstance(model, GarmentPoseEstimator):
        raise ValueError(f'{config}: expected a GarmentPoseEstimator, got {type(model).__name__}')
    return cfg, model


def _apply_settings(
    settings: ExportSettings, model: GarmentPoseEstimator, checkpoint: str | Path
) -> float | None:
    """Set ``flip`` in the model, and return the normalized error to state in the file."""
    configured = bool(model.test_cfg.get('flip_test'))
    flip = configured if settings.flip is None else settings.flip
    model.test_cfg = dict(model.test_cfg, flip_test=flip)
    if settings.ne is None and flip == configured and not has_several_views(model.test_cfg):
        return checkpoint_ne(checkpoint)
    return settings.ne


def serialize_model(
    name: str,
    cfg: Config,
    model: GarmentPoseEstimator,
    ne: float | None = None,
    *,
    half: bool = False,
) -> tuple[bytes, ModelCard]:
    """Return a model as the content of an ONNX file, without a comparison, and its model card.

    Args:
        name: Name of the config.
        cfg: The config, whose test pipeline determines the input.
        model: The model; its ``test_cfg`` determines ``flip``.
        ne: Normalized error on the validation split, percent.
        half: As in :class:`ExportSettings`; rounds the weights of the model.
    """
    card = model_card(name, cfg, model, ne)
    if half:
        card = replace(card, precision='float16')
        round_weights(model)
    graph = GarmentGraph(model, flip=card.flip).eval()
    proto = export_graph(graph, card.input_size, fuse=not half)
    if half:
        store_weights(proto, model.state_dict(), cfg.pretty_text)
    return set_card(proto.SerializeToString(), card), card


def quantize_model(
    data: bytes, card: ModelCard, garments: GarmentImages, ne: float | None = None
) -> tuple[bytes, ModelCard, Int8Change]:
    """Quantize the layers of an exported model.

    Args:
        data: Content of the ONNX file.
        card: Its model card.
        garments: Images for calibration and for the comparison.
        ne: Normalized error to state in the new file, percent; by default that of the comparison,
            if the images have annotations.

    Returns:
        Content of the new ONNX file, its model card, and the change of its predictions.
    """
    calibration, test = split_images(garments, CALIBRATION_IMAGES, TEST_IMAGES)
    inputs = model_inputs(calibration, card.input_size, unbiased=card.unbiased)
    quantized = quantize(data, inputs)
    card = replace(card, precision='int8', ne=ne)
    change = int8_change(data, set_card(quantized, card), test)
    if change.ne is not None and ne is None:
        card = replace(card, ne=change.ne[1])
    return set_card(quantized, card), card, change


def checkpoint_ne(checkpoint: str | Path) -> float | None:
    """Return the normalized error of a checkpoint on the validation split, percent.

    Returns:
        None unless the checkpoint was saved after a validation (``best_*.pth``): the error in
        another one is that of the epoch before.
    """
    saved = CheckpointLoader.load_checkpoint(str(checkpoint), map_location='cpu')
    history = nested_value(saved, 'message_hub', 'log_scalars', 'val/fashionai/NE')
    validated = nested_value(saved, 'message_hub', 'runtime_info', 'loop_stage') == 'val'
    return float(history.current()) if isinstance(history, HistoryBuffer) and validated else None


def _require_parity(
    model: GarmentPoseEstimator, card: ModelCard, data: bytes, report: Report
) -> None:
    """Raise if the outputs of an exported model differ from those of PyTorch."""
    import onnxruntime

    session = onnxruntime.InferenceSession(data, providers=['CPUExecutionProvider'])

    def run(images: np.ndarray) -> Any:
        return session.run(list(OUTPUTS), {INPUT: images})

    images = sample_images(card.input_size, unbiased=card.unbiased)
    for parity in compare_outputs(model, run, images):
        report(parity)
        if not parity.holds:
            raise ValueError(
                f'the exported model differs from the PyTorch model, and is not written: {parity}'
            )
