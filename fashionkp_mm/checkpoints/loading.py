"""Models with all their weights from a checkpoint."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mmengine.config import Config
from mmengine.model import is_model_wrapper
from mmengine.runner import load_checkpoint
from mmpose.apis import init_model
from torch import Tensor

from fashionkp.fileio.error_list import first_items
from fashionkp_mm.checkpoints.metadata import dataset_meta_of, require_same_keypoints, state_dict_of

_MAX_REPORTED = 3


def require_checkpoint(path: str | Path) -> Path:
    """Return the path of a checkpoint.

    Raises:
        FileNotFoundError: If there is no such file.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f'no checkpoint {path}')
    return Path(path)


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
        checkpoint = load_checkpoint(model, str(weights), map_location='cpu', logger='silent')
        require_same_model(model, checkpoint, str(weights))
    return model


def require_same_model(model: Any, checkpoint: Mapping[str, Any], source: str) -> None:
    """Raise if a checkpoint is of another model.

    Args:
        model: A :class:`GarmentPoseEstimator`; other models are not checked.
        checkpoint: Content of the checkpoint.
        source: Name of the checkpoint, for errors.

    Raises:
        ValueError: If it is for other categories or key points, or the same in another order, or
            lacks weights of the model, or has weights of another shape or that are not finite.
    """
    if not hasattr(model, 'categories'):
        return
    require_same_keypoints(dataset_meta_of(checkpoint), model.categories, source)
    require_all_weights(model, checkpoint, source)


def require_all_weights(model: Any, checkpoint: Mapping[str, Any], source: str) -> None:
    """Raise if a checkpoint does not have every weight of a model.

    Args:
        model: A ``torch.nn.Module``.
        checkpoint: Content of the checkpoint.
        source: Name of the checkpoint, for errors.

    Raises:
        ValueError: If it lacks weights, or has some of another shape or that are not finite.
    """
    saved = state_dict_of(checkpoint)
    saved = {name.removeprefix('module.'): weight for name, weight in saved.items()}
    weights = model.state_dict()
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


def _misfit(name: str, weight: Tensor, saved: Mapping[str, Any]) -> str | None:
    """Return why a weight cannot be loaded from the saved ones; None if it can."""
    if name not in saved:
        return None if name.endswith('num_batches_tracked') else 'missing in the checkpoint'
    if not isinstance(saved[name], Tensor):
        return 'not a tensor in the checkpoint'
    shapes = tuple(saved[name].shape), tuple(weight.shape)
    if shapes[0] != shapes[1]:
        return f'{shapes[0]} instead of {shapes[1]}'
    return None if saved[name].isfinite().all() else 'NaN or infinite'
