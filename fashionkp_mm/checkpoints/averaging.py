"""Averaging the weights of several checkpoints into one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.error_list import error_list
from fashionkp.fileio.output_checks import refuse_overwriting_inputs
from fashionkp_mm.checkpoints.loading import COUNTER, SCORE_CALIBRATION, read_checkpoint
from fashionkp_mm.checkpoints.metadata import (
    dataset_meta_of,
    declared_categories,
    declared_keypoints,
)

MAX_REPORTED = 10
"""Number of differences that an error lists; the others are counted."""

_STATISTICS = 'running_var'


def average_checkpoints(paths: Sequence[str | Path], out: str | Path) -> dict[str, int]:
    """Write a checkpoint whose weights are the mean of others.

    Statistics of batch norms are averaged like weights, which is close enough for checkpoints of
    one run, but not exact: :class:`SWAHook` computes them on the training set. Integer tensors
    must be equal, except the counters of batch norms, which are those of the last checkpoint.
    What only training needs, such as the optimizer's state, is left out, and so is the calibration
    of scores, which is that of other weights.

    Args:
        paths: Checkpoints of one model, two or more; config and metadata are those of the last.
        out: Path of the new checkpoint; the file appears once it is complete.

    Returns:
        ``weights``, the number of tensors, and ``batch_norms``, the number of batch norms.

    Raises:
        ValueError: If there are fewer than two checkpoints, or one is unsafe or malformed, has
            weights that are not finite, or differs from the first in names, shapes or types of
            weights, or in key points.
        FileNotFoundError: If a checkpoint is missing.
    """
    if len(paths) < 2:
        raise ValueError(f'{len(paths)} checkpoint to average: expected two or more')
    refuse_overwriting_inputs([out], paths)
    first = content = _read(paths[0])
    sums = {key: w.double() for key, w in first['state_dict'].items() if w.is_floating_point()}
    for path in paths[1:]:
        content = _read(path)
        _require_same_model(first, content)
        for key in sums:
            sums[key] += content['state_dict'][key].double()
    mean = {
        key: (sums[key] / len(paths)).to(weight.dtype) if key in sums else weight
        for key, weight in content['state_dict'].items()
    }
    meta = {**content['meta'], 'averaged': [Path(path).name for path in paths]}
    with atomic_write(out, 'wb') as file:
        torch.save(dict(meta=meta, state_dict=mean), file)
    return dict(weights=len(mean), batch_norms=sum(key.endswith(_STATISTICS) for key in mean))


def _read(path: str | Path) -> dict[str, Any]:
    """Return a checkpoint without the calibration of scores."""
    content = read_checkpoint(path)
    weights = content['state_dict'].items()
    kept = {key: weight for key, weight in weights if not key.endswith(SCORE_CALIBRATION)}
    return dict(content, state_dict=kept)


def _require_same_model(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Raise if two checkpoints are of different models."""
    weights = first['state_dict'], second['state_dict']
    differences = [f'{key}: only in the first' for key in weights[0] if key not in weights[1]]
    differences += [f'{key}: only in the second' for key in weights[1] if key not in weights[0]]
    for key in (key for key in weights[0] if key in weights[1]):
        reason = _difference(key, weights[0][key], weights[1][key])
        differences += [f'{key}: {reason}'] if reason else []
    garments = _garments(first), _garments(second)
    if '' not in garments and garments[0] != garments[1]:
        differences.insert(0, f'garments: {garments[0]} and {garments[1]}')
    if differences:
        count = len(differences)
        title = f'{first["path"]} and {second["path"]} differ in {count} parts of the model:'
        raise ValueError(error_list(title, differences, limit=MAX_REPORTED))


def _difference(key: str, first: Tensor, second: Tensor) -> str | None:
    """Return why two weights of one name cannot be averaged; None if they can."""
    forms = [f'{tuple(weight.shape)} {weight.dtype}' for weight in (first, second)]
    if forms[0] != forms[1]:
        return f'{forms[0]} and {forms[1]}'
    if first.is_floating_point() or key.endswith(COUNTER) or torch.equal(first, second):
        return None
    return f'different {first.dtype} values, which cannot be averaged'


def _garments(checkpoint: dict[str, Any]) -> str:
    """Return categories and key points of a checkpoint as text; empty if it states neither."""
    meta, source = dataset_meta_of(checkpoint), checkpoint['path']
    keypoints = ', '.join(declared_keypoints(meta, source))
    categories = ', '.join(declared_categories(meta, source))
    return f'{categories} ({keypoints})' if categories else keypoints
