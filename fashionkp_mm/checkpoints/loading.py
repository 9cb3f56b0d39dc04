"""A model with the weights of a checkpoint, all of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mmengine.config import Config
from mmengine.runner import load_checkpoint
from mmpose.apis import init_model
from torch import Tensor

from fashionkp_mm.channels import refuse_other_points

_SHOWN = 3


def garment_model(cfg: Config, weights: str | Path | None, device: str = 'cpu') -> Any:
    """Build a model for prediction.

    MMPose's ``init_model`` takes what fits of a checkpoint, and leaves the rest random.

    Args:
        cfg: The model's config.
        weights: The checkpoint; None leaves random weights.
        device: Where to compute, such as 'cuda:1'.

    Returns:
        The model, a ``torch.nn.Module`` in evaluation mode.

    Raises:
        ValueError: The checkpoint is of another model, or of one for other garments.
    """
    model = init_model(cfg, device=device)
    if weights is not None:
        checkpoint = load_checkpoint(model, str(weights), map_location='cpu', logger='silent')
        refuse_other_model(model, checkpoint, str(weights))
    return model


def refuse_other_model(model: Any, checkpoint: Mapping[str, Any], source: str) -> None:
    """Raise where a checkpoint is not of this model.

    Args:
        model: A :class:`GarmentPoseEstimator`; others are not looked at.
        checkpoint: The content of the checkpoint.
        source: Its name.

    Raises:
        ValueError: It is for other garments or key points, or for them in another order, or lacks
            weights of the model or has them in another shape.
    """
    if not hasattr(model, 'categories'):
        return
    refuse_other_points(told_of_data(checkpoint), model.categories, source)
    given = checkpoint.get('state_dict', checkpoint)
    given = {name.removeprefix('module.'): weight for name, weight in given.items()}
    own = model.state_dict()
    texts = [text for name, weight in own.items() if (text := _misfit(name, weight, given))]
    if texts:
        more = f' and {len(texts) - _SHOWN} more' if len(texts) > _SHOWN else ''
        raise ValueError(
            f'{source} is not of the model of this config: of {len(own)} weights, '
            f'{", ".join(texts[:_SHOWN])}{more} would stay random'
        )


def told_of_data(checkpoint: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a checkpoint tells of the data that it was trained on; empty where it does not."""
    meta = checkpoint.get('meta')
    told = meta.get('dataset_meta') if isinstance(meta, Mapping) else None
    return told if isinstance(told, Mapping) else {}


def _misfit(name: str, weight: Tensor, given: Mapping[str, Any]) -> str:
    """Why a weight cannot be taken from a checkpoint; empty where it can."""
    if name not in given:
        return '' if name.endswith('num_batches_tracked') else f'{name} (not in it)'
    if not isinstance(given[name], Tensor):
        return f'{name} (no weight in it)'
    shapes = tuple(given[name].shape), tuple(weight.shape)
    return '' if shapes[0] == shapes[1] else f'{name} ({shapes[0]} instead of {shapes[1]})'
