"""From a trained model to a file that runs without PyTorch."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from mmengine.config import Config
from mmengine.logging import HistoryBuffer
from mmengine.runner import CheckpointLoader

from fashionkp.categories import joint_keypoints
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.inference.backends import INPUT, OUTPUTS
from fashionkp.inference.model_card import ModelCard
from fashionkp.version import __version__
from fashionkp_mm.checkpoints.loading import load_garment_model
from fashionkp_mm.compat.safe_checkpoints import nested_value
from fashionkp_mm.config import load_config
from fashionkp_mm.export.calibration_images import Garments, halves, read_garments
from fashionkp_mm.export.graph import GarmentGraph, exported
from fashionkp_mm.export.parity import Parity, comparisons, sample_images
from fashionkp_mm.export.quantization import (
    CALIBRATION_IMAGES,
    TEST_IMAGES,
    Int8Change,
    int8_change,
    model_inputs,
    quantized,
)
from fashionkp_mm.models import GarmentPoseEstimator


def export_model(
    config: str | Path,
    checkpoint: str | Path,
    out: str | Path,
    flip: bool | None = None,
    ne: float | None = None,
    options: Mapping[str, Any] | None = None,
    int8: str | Path | None = None,
    report: Callable[[Parity | Int8Change], None] = lambda comparison: None,
) -> ModelCard:
    """Write a trained model as a file of ONNX, if it tells the same as PyTorch.

    Preparation of the images, decoding and, where wanted, the mirrored view are part of the
    graph; see :class:`GarmentGraph` for its input and its outputs.

    Args:
        config: A config file, or the name of a config that comes with the package.
        checkpoint: The trained weights.
        out: The file to write; nothing is written where the export differs from the model.
        flip: Whether the graph looks at the mirrored images too; by default as the config tests.
        ne: Normalized error on validation data, percent, to be kept in the file; by default what
            the checkpoint tells of itself, where the graph looks at images as the config tests.
        options: Settings to override, by dotted key.
        int8: Images to calibrate layers of eight-bit integers with, as for
            :func:`read_garments`; by default layers compute in float32. The file then keeps the
            normalized error of its own answers, where the images have annotations.
        report: Called with the comparison at each batch size, and with what ``int8`` changes.

    Returns:
        What the file tells about itself.

    Raises:
        FileNotFoundError: There is no such checkpoint or config, or no image for ``int8``.
        ValueError: The model cannot be exported, the export differs from it, or the checkpoint is
            of another model.
    """
    if not Path(checkpoint).is_file():
        raise FileNotFoundError(f'no checkpoint {checkpoint}')
    cfg = load_config(config, options)
    model = load_garment_model(cfg, checkpoint)
    if not isinstance(model, GarmentPoseEstimator):
        raise ValueError(f'{config}: a {type(model).__name__}: expected a GarmentPoseEstimator')
    garments = read_garments(int8, model.categories) if int8 is not None else None
    tested = bool(model.test_cfg.get('flip_test'))
    flip = tested if flip is None else flip
    model.test_cfg = dict(model.test_cfg, flip_test=flip)
    known = known_ne(checkpoint) if ne is None and flip == tested else ne
    data, card = model_file(Path(config).stem, cfg, model, known)
    _compare(model, card, data, report)
    if garments is not None:
        data, card, change = in_int8(data, card, garments, ne)
        report(change)
    with atomic_write(out, 'wb') as file:
        file.write(data)
    return card


def model_file(
    name: str, cfg: Config, model: GarmentPoseEstimator, ne: float | None = None
) -> tuple[bytes, ModelCard]:
    """A model as the content of a file, not compared with anything, and what it tells.

    Args:
        name: Of the config.
        cfg: The config, whose test pipeline says how images are prepared.
        model: The model; its ``test_cfg`` says whether to look at the mirrored images too.
        ne: Normalized error on validation data, percent.
    """
    card = _card(name, cfg, model, ne)
    proto = exported(GarmentGraph(model, card.flip).eval(), card.input_size)
    return _with_card(proto.SerializeToString(), card), card


def in_int8(
    data: bytes, card: ModelCard, garments: Garments, ne: float | None = None
) -> tuple[bytes, ModelCard, Int8Change]:
    """Quantize the layers of an exported model.

    Args:
        data: Content of the file.
        card: What it tells.
        garments: Images, some to calibrate with and the others to compare on.
        ne: Normalized error to be kept in the new file, percent; by default what it turns out to be
            where there are annotations.

    Returns:
        Content of the new file, what it tells, and how its answers differ.
    """
    calibration, test = halves(garments, CALIBRATION_IMAGES, TEST_IMAGES)
    done = quantized(data, model_inputs(calibration, card.input_size, card.unbiased))
    card = replace(card, precision='int8', ne=ne)
    change = int8_change(data, _with_card(done, card), test)
    if change.ne is not None and ne is None:
        card = replace(card, ne=change.ne[1])
    return _with_card(done, card), card, change


def known_ne(checkpoint: str | Path) -> float | None:
    """Normalized error that a checkpoint's own weights had on validation, percent.

    Only one that was saved after a validation tells (``best_*.pth``); the others know that of the
    epoch before. None where it does not tell.
    """
    saved = CheckpointLoader.load_checkpoint(str(checkpoint), map_location='cpu')
    history = nested_value(saved, 'message_hub', 'log_scalars', 'val/fashionai/NE')
    validated = nested_value(saved, 'message_hub', 'runtime_info', 'loop_stage') == 'val'
    return float(history.current()) if isinstance(history, HistoryBuffer) and validated else None


def _card(name: str, cfg: Config, model: GarmentPoseEstimator, ne: float | None) -> ModelCard:
    steps = {step['type']: step for step in cfg.test_dataloader.dataset.pipeline}
    if steps['GetBBoxCenterScale'].get('padding') != 1.0:
        raise ValueError(f'{name}: GetBBoxCenterScale of the test pipeline: expected padding=1.0')
    preprocessor, affine = (
        model.data_preprocessor,
        steps.get('FastAffine') or steps['TopdownAffine'],
    )
    return ModelCard(
        name=name,
        categories=tuple(model.categories),
        keypoints=joint_keypoints(model.categories),
        input_size=tuple(affine['input_size']),
        unbiased=bool(affine.get('use_udp', False)),
        mean=tuple(preprocessor.mean.flatten().tolist()),
        std=tuple(preprocessor.std.flatten().tolist()),
        codec=type(model.head.decoder).__name__,
        flip=bool(model.test_cfg['flip_test']),
        ne=ne,
        version=__version__,
    )


def _with_card(data: bytes, card: ModelCard) -> bytes:
    """The content of a file with its metadata."""
    import onnx

    proto = onnx.load_from_string(data)
    for key, value in card.metadata().items():
        proto.metadata_props.add(key=key, value=value)
    proto.producer_name, proto.producer_version = 'fashionkp', card.version
    return proto.SerializeToString()


def _compare(
    model: GarmentPoseEstimator, card: ModelCard, data: bytes, report: Callable[[Parity], None]
) -> None:
    import onnxruntime

    session = onnxruntime.InferenceSession(data, providers=['CPUExecutionProvider'])

    def run(images: np.ndarray) -> Any:
        return session.run(list(OUTPUTS), {INPUT: images})

    images = sample_images(card.input_size, card.unbiased)
    for parity in comparisons(model, run, images):
        report(parity)
        if not parity.holds:
            raise ValueError(f'the export differs from the model, nothing is written: {parity}')
