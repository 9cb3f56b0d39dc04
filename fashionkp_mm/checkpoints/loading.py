"""Models with all their weights from a checkpoint."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from mmengine.config import Config
from mmengine.model import is_model_wrapper
from mmengine.runner import CheckpointLoader
from mmpose.apis import init_model
from torch import Tensor

from fashionkp.fileio.error_list import first_items
from fashionkp.model_zoo.names import find_model
from fashionkp_mm.checkpoints.metadata import dataset_meta_of, require_same_keypoints, state_dict_of

COUNTER = 'num_batches_tracked'
"""End of the name of a batch norm's counter, which nothing reads after training."""

SCORE_CALIBRATION = 'score_calibration.coefficients'
"""End of the name of the calibration of scores, which earlier versions did not have."""

_MAX_REPORTED = 3


def require_checkpoint(path: str | Path) -> Path:
    """Return the path of a checkpoint.

    Raises:
        FileNotFoundError: If there is no such file.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f'no checkpoint {path}')
    return Path(path)


def find_checkpoint(name: str | Path) -> Path:
    """Return the path of a checkpoint, or that of the model 'starter' of the package.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file of the starter model is damaged.
    """
    return require_checkpoint(find_model(name))


def read_checkpoint(path: str | Path) -> dict[str, Any]:
    """Return ``meta``, ``state_dict`` and ``path`` of a checkpoint or of a bare state dict.

    If the training averaged its weights, ``state_dict`` is the average.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is unsafe or malformed, or has weights that are not finite.
    """
    require_checkpoint(path)
    content = CheckpointLoader.load_checkpoint(str(path), 'cpu', logger='silent')
    weights = state_dict_of(content, path)
    if not weights:
        raise ValueError(f'{path}: holds no weights: expected a checkpoint or state dict')
    for key, weight in weights.items():
        if not _is_dense(weight):
            raise ValueError(
                f'{path}: {key!r} is not a weight: expected a checkpoint or state dict'
            )
        if weight.is_floating_point() and not weight.isfinite().all():
            raise ValueError(f'{path}: {key} is not finite: training diverged')
    meta = content.get('meta', {}) if weights is not content else {}
    if not isinstance(meta, dict):
        raise ValueError(f'{path}: meta: {type(meta).__name__}: expected a dictionary')
    return dict(meta=meta, state_dict=weights, path=str(path))


def _is_dense(value: Any) -> bool:
    return isinstance(value, Tensor) and value.layout == torch.strided


def unwrapped(model: Any) -> Any:
    """Return a model without the wrapper of distributed training, if it has one."""
    return model.module if is_model_wrapper(model) else model


def load_garment_model(cfg: Config, weights: str | Path | None, device: str = 'cpu') -> Any:
    """Build a model for prediction and load its weights.

    MMPose's ``init_model`` loads the weights that fit and leaves the rest random; here every
    weight must fit.

    Args:
        cfg: Config of the model.
        weights: Path of the checkpoint; None for random weights.
        device: Device of the model, such as 'cuda:1'.

    Returns:
        The model, a ``torch.nn.Module`` in evaluation mode.

    Raises:
        ValueError: If the checkpoint is of another model or for other key points.
    """
    model = init_model(cfg, device=device)
    if weights is not None:
        checkpoint = CheckpointLoader.load_checkpoint(str(weights), 'cpu', logger='silent')
        require_same_model(model, checkpoint, str(weights))
        model.load_state_dict(_weights(checkpoint, str(weights)), strict=False)
    return model


def require_same_model(model: Any, checkpoint: Any, source: str) -> None:
    """Raise if a checkpoint is of another model.

    Args:
        model: A :class:`GarmentPoseEstimator`, or another model, which has no categories.
        checkpoint: Content of the checkpoint.
        source: Name of the checkpoint, for errors.

    Raises:
        ValueError: If it is not a checkpoint, is for other categories or key points, or the same
            in another order, or lacks weights of the model, or has weights of another shape or
            that are not finite.
    """
    if hasattr(model, 'categories'):
        require_same_keypoints(dataset_meta_of(checkpoint), model.categories, source)
    saved, weights = _weights(checkpoint, source), model.state_dict()
    misfits = [
        f'{name} ({reason})'
        for name, weight in weights.items()
        if (reason := _misfit(name, weight, saved))
    ]
    if misfits:
        raise ValueError(
            f'{source} does not fit the model of this config: of {len(weights)} weights, '
            f'{", ".join(first_items(misfits, limit=_MAX_REPORTED))} cannot be loaded'
        )


def _weights(checkpoint: Any, source: str) -> dict[str, Any]:
    """Return the weights of a checkpoint, named as without distributed training."""
    saved = state_dict_of(checkpoint, source)
    return {name.removeprefix('module.'): weight for name, weight in saved.items()}


def _misfit(name: str, weight: Tensor, saved: Mapping[str, Any]) -> str | None:
    """Return why a weight cannot be loaded from the saved ones; None if it can."""
    if name not in saved:
        optional = name.endswith((COUNTER, SCORE_CALIBRATION))
        return None if optional else 'missing in the checkpoint'
    if not isinstance(saved[name], Tensor):
        return 'not a tensor in the checkpoint'
    shapes = tuple(saved[name].shape), tuple(weight.shape)
    if shapes[0] != shapes[1]:
        return f'{shapes[0]} instead of {shapes[1]}'
    return None if saved[name].isfinite().all() else 'NaN or infinite'
