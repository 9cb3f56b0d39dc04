"""What a checkpoint holds: its weights, and the data that it was trained on."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fashionkp.categories import DECLARED_IN, joint_keypoints
from fashionkp_mm.compat.safe_checkpoints import nested_value

_EXPECTED = 'expected a checkpoint or state dict'


def state_dict_of(checkpoint: Any, source: str | Path) -> dict[str, Any]:
    """Return the weights of a checkpoint, which may be a bare state dict.

    Args:
        checkpoint: Content of the checkpoint.
        source: Name of the checkpoint, for errors.

    Raises:
        ValueError: If it is neither.
    """
    content = checkpoint if isinstance(checkpoint, dict) else {'state_dict': checkpoint}
    weights = content.get('state_dict', content)
    if not isinstance(weights, dict):
        raise ValueError(f'{source}: {type(weights).__name__}: {_EXPECTED}')
    for name in weights:
        if not isinstance(name, str):
            raise ValueError(f'{source}: {name!r} is not the name of a weight: {_EXPECTED}')
    return weights


def require_training_state(checkpoint: Mapping[str, Any], source: str | Path) -> None:
    """Raise if training cannot resume from a checkpoint.

    Args:
        checkpoint: Content of the checkpoint.
        source: Name of the checkpoint, for errors.

    Raises:
        ValueError: If it does not have the state of a training.
    """
    progress = [nested_value(checkpoint, 'meta', key) for key in ('epoch', 'iter')]
    if 'message_hub' not in checkpoint or not all(isinstance(n, int) for n in progress):
        raise ValueError(
            f'{source}: no training state to resume, as in a file of `fashionkp average`. '
            f'Start a new training from its weights with --cfg-options load_from={source}, without '
            '--resume'
        )


def dataset_meta_of(checkpoint: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the ``dataset_meta`` that MMEngine writes into a checkpoint; empty if there is none.

    Args:
        checkpoint: Content of the checkpoint.
    """
    dataset_meta = nested_value(checkpoint, 'meta', 'dataset_meta')
    return dataset_meta if isinstance(dataset_meta, Mapping) else {}


def declared_keypoints(dataset_meta: Mapping[str, Any], source: str) -> tuple[str, ...]:
    """Return the key points of a checkpoint's output channels; empty if it does not state them.

    Args:
        dataset_meta: Metadata of the checkpoint, see :func:`dataset_meta_of`.
        source: Name of the checkpoint, for errors.

    Raises:
        ValueError: If ``keypoint_id2name`` is not a dictionary of names by channel.
    """
    names = dataset_meta.get('keypoint_id2name', {})
    if not isinstance(names, Mapping) or set(names) != set(range(len(names))):
        raise ValueError(
            f'{source}: keypoint_id2name of its dataset_meta is not a dictionary of names by number'
        )
    return _names([names[i] for i in range(len(names))], 'keypoint_id2name', source)


def declared_categories(dataset_meta: Mapping[str, Any], source: str) -> tuple[str, ...]:
    """Return the categories of a checkpoint, in its order; empty if it does not state them.

    Args:
        dataset_meta: Metadata of the checkpoint, see :func:`dataset_meta_of`.
        source: Name of the checkpoint, for errors.

    Raises:
        ValueError: If ``categories`` is not a list of names.
    """
    return _names(dataset_meta.get('categories', ()), 'categories', source)


def require_same_keypoints(
    dataset_meta: Mapping[str, Any], categories: Sequence[str], source: str
) -> None:
    """Raise if a checkpoint is for other categories or key points than a model.

    A checkpoint that does not state its key points passes.

    Args:
        dataset_meta: Metadata of the checkpoint, see :func:`dataset_meta_of`.
        categories: Names of the model's categories.
        source: Name of the checkpoint, for errors.

    Raises:
        ValueError: If the key points or the categories differ, or their order does.
    """
    saved_keypoints = declared_keypoints(dataset_meta, source)
    saved_categories = declared_categories(dataset_meta, source)
    keypoints = joint_keypoints(categories)
    same_categories = list(saved_categories or categories) == list(categories)
    if not saved_keypoints or (saved_keypoints == keypoints and same_categories):
        return
    raise ValueError(
        f'{source} was trained for {len(saved_keypoints)} key points of '
        f'{", ".join(saved_categories) or "an unknown category"}, but this model has '
        f'{len(keypoints)} of {", ".join(categories)}. '
        + _difference(saved_keypoints, saved_categories, keypoints, categories)
        + f'. Custom garments of this model: {_declaring_files(categories)} (--garments)'
    )


def _difference(
    saved_keypoints: Sequence[str],
    saved_categories: Sequence[str],
    keypoints: Sequence[str],
    categories: Sequence[str],
) -> str:
    only_saved = [name for name in saved_keypoints if name not in keypoints]
    only_model = [name for name in keypoints if name not in saved_keypoints]
    if only_saved or only_model:
        return (
            f'Only in the checkpoint: {", ".join(only_saved) or "none"}. '
            f'Only in the model: {", ".join(only_model) or "none"}'
        )
    if saved_categories and sorted(saved_categories) != sorted(categories):
        return 'The key points are the same, the categories are not'
    return 'Key points and categories are the same in another order'


def _declaring_files(categories: Sequence[str]) -> str:
    files = {str(path) for name, path in DECLARED_IN.items() if name in categories}
    return f'declared in {", ".join(sorted(files))}' if files else 'none declared'


def _names(values: Any, key: str, source: str) -> tuple[str, ...]:
    if not isinstance(values, list | tuple) or not all(isinstance(v, str) for v in values):
        raise ValueError(f'{source}: {key} of its dataset_meta holds something other than names')
    return tuple(values)
