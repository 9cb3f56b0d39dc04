"""``MMPoseInferencer`` from a checkpoint without a config."""

import functools
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

from fashionkp_mm.compat.on_import import patch_module
from fashionkp_mm.compat.safe_checkpoints import nested_value

MODULE = 'mmpose.apis.inferencers.mmpose_inferencer'

CONFIG_KEYS = (('message_hub', 'runtime_info', 'cfg'), ('meta', 'cfg'))
"""Where MMEngine stores the text of the config in a checkpoint."""


def checkpoint_config(checkpoint: str) -> Any:
    """Return the config of the run that saved a checkpoint.

    Args:
        checkpoint: Path or URL.

    Raises:
        ValueError: If the checkpoint has no config, or one that is not plain data.
    """
    from mmengine.config import Config
    from mmengine.runner.checkpoint import CheckpointLoader

    content = CheckpointLoader.load_checkpoint(checkpoint, map_location='cpu', logger='silent')
    texts = (nested_value(content, *keys) for keys in CONFIG_KEYS)
    text = next((text for text in texts if isinstance(text, str) and text), None)
    if text is None:
        keys = content if isinstance(content, dict) else [type(content).__name__]
        raise ValueError(f'{checkpoint} carries no config (it holds: {", ".join(map(str, keys))})')
    try:
        return Config.fromstring(text, file_format='.py')
    except ValueError as error:
        raise ValueError(f'{checkpoint}: {error}') from error


def with_checkpoint_config(init: Callable[..., None]) -> Callable[..., None]:
    """Wrap ``MMPoseInferencer.__init__``: without a config, ``pose2d_weights`` provides it."""
    signature = inspect.signature(init)

    @functools.wraps(init)
    def __init__(*args: Any, **kwargs: Any) -> None:
        bound = signature.bind(*args, **kwargs)
        arguments = bound.arguments
        if arguments.get('pose2d') is None and arguments.get('pose3d') is None:
            weights = arguments.get('pose2d_weights')
            if weights is not None:
                arguments['pose2d'] = checkpoint_config(weights)
        init(*bound.args, **bound.kwargs)

    __init__.reads_checkpoint_config = True  # type: ignore[attr-defined]
    return __init__


def patch(module: ModuleType) -> None:
    """Let the inferencer of ``module`` open a checkpoint without a config."""
    inferencer = module.MMPoseInferencer
    if not hasattr(inferencer.__init__, 'reads_checkpoint_config'):
        inferencer.__init__ = with_checkpoint_config(inferencer.__init__)


def install() -> None:
    """Patch MMPose's inferencer when it is imported: importing it takes a second."""
    patch_module(MODULE, patch)
