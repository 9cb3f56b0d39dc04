"""``MMPoseInferencer`` from a checkpoint alone."""

import functools
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

from fashionkp_mm.compat.on_import import patch_module
from fashionkp_mm.compat.safe_checkpoints import part_of

MODULE = 'mmpose.apis.inferencers.mmpose_inferencer'


def checkpoint_config(checkpoint: str) -> Any:
    """The config of the run that saved a checkpoint.

    Args:
        checkpoint: Path or address.

    Raises:
        ValueError: The checkpoint carries no config, or one that does more than state data.
    """
    from mmengine.config import Config
    from mmengine.runner.checkpoint import CheckpointLoader

    content = CheckpointLoader.load_checkpoint(checkpoint, map_location='cpu', logger='silent')
    places = (('message_hub', 'runtime_info', 'cfg'), ('meta', 'cfg'))
    texts = (part_of(content, *place) for place in places)
    text = next((text for text in texts if isinstance(text, str) and text), None)
    if text is None:
        holds = (
            ', '.join(map(str, content)) if isinstance(content, dict) else type(content).__name__
        )
        raise ValueError(f'{checkpoint} carries no config (it holds: {holds})')
    try:
        return Config.fromstring(text, file_format='.py')
    except ValueError as error:
        raise ValueError(f'{checkpoint}: {error}') from error


def opens_checkpoints(init: Callable[..., None]) -> Callable[..., None]:
    """``MMPoseInferencer.__init__`` that takes the config from ``pose2d_weights`` if need be."""
    signature = inspect.signature(init)

    @functools.wraps(init)
    def __init__(*args: Any, **kwargs: Any) -> None:
        given = signature.bind(*args, **kwargs)
        wanted = given.arguments
        if wanted.get('pose2d') is None and wanted.get('pose3d') is None:
            weights = wanted.get('pose2d_weights')
            if weights is not None:
                wanted['pose2d'] = checkpoint_config(weights)
        init(*given.args, **given.kwargs)

    __init__.opens_checkpoints = True  # type: ignore[attr-defined]
    return __init__


def patch(module: ModuleType) -> None:
    """Let the inferencer of ``module`` open a checkpoint without a config."""
    inferencer = module.MMPoseInferencer
    if not hasattr(inferencer.__init__, 'opens_checkpoints'):
        inferencer.__init__ = opens_checkpoints(inferencer.__init__)


def install() -> None:
    """Patch MMPose's inferencer when it is imported: importing it takes a second."""
    patch_module(MODULE, patch)
