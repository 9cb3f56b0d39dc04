"""Input sizes of models: changed by the user, or as a checkpoint was trained."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from mmengine.config import Config
from mmengine.logging import print_log
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS
from torch import Tensor

from fashionkp_mm.compat.inferencers import checkpoint_config
from fashionkp_mm.config import FITTING_SIZES, SIZE_KEYS, codec_size, input_size_options


def choose_input_size(
    cfg: Config,
    input_size: Sequence[int] | None = None,
    checkpoint: str | Path | None = None,
    options: Mapping[str, Any] | None = None,
) -> None:
    """Set the input size of a config: the given one, or that of the training of a checkpoint.

    Args:
        cfg: The config, which is changed.
        input_size: Width and height, pixels.
        checkpoint: Path of the weights that the model will have, if any.
        options: Settings that the config was loaded with, by dotted key; if they set a size, that
            of the checkpoint is not used.

    Raises:
        ValueError: If the network cannot take this size.
    """
    if input_size is not None:
        set_input_size(cfg, input_size)
        return
    is_set = any(key.rpartition('.')[2] in SIZE_KEYS for key in options or ())
    configured = codec_size(cfg)
    if checkpoint and configured and not is_set:
        size = trained_size(checkpoint)
        if size and size != configured:
            print_log(f'input of {size[0]} x {size[1]} pixels, as in {checkpoint}', 'current')
            set_input_size(cfg, size)


def trained_size(checkpoint: str | Path) -> tuple[int, int] | None:
    """Return the input size (w, h) of the training that saved a checkpoint, in pixels.

    Returns:
        None if the checkpoint has no config that can be read, or one of another package.
    """
    try:
        return codec_size(checkpoint_config(str(checkpoint)))
    except ValueError:  # weights alone are a checkpoint, too
        return None


def set_input_size(cfg: Config, size: Sequence[int]) -> None:
    """Change the input size of a config, and every size with it.

    Args:
        cfg: The config, which is changed.
        size: Width and height, pixels.

    Raises:
        ValueError: If the network cannot take this size.
    """
    cfg.merge_from_dict(input_size_options(cfg, size))
    width, height = size
    try:
        heatmaps = _heatmap_size(cfg)
    except (RuntimeError, ValueError, AssertionError) as error:
        raise ValueError(
            f'input of {width} x {height} pixels: {cfg.model.backbone.type} and '
            f'{cfg.model.head.type} cannot use it ({str(error).splitlines()[0]}): {FITTING_SIZES}'
        ) from error
    expected = cfg.codec.get('heatmap_size')
    if expected and tuple(expected) != heatmaps:
        raise ValueError(
            f'input of {width} x {height} pixels: {cfg.model.backbone.type} makes heatmaps of '
            f'{heatmaps[0]} x {heatmaps[1]} cells, but targets have {expected[0]} x {expected[1]}: '
            + FITTING_SIZES
        )


def _heatmap_size(cfg: Config) -> tuple[int, int]:
    """Return the size (w, h) of the model's last output, computed without numbers."""
    init_default_scope(cfg.get('default_scope', 'mmpose'))
    width, height = cfg.codec.input_size
    with torch.device('meta'), torch.no_grad():
        model = MODELS.build(cfg.model).eval()
        output: Any = model(torch.empty(1, 3, height, width), None, mode='tensor')
    last: Tensor = output if torch.is_tensor(output) else output[-1]
    return last.shape[-1], last.shape[-2]
