"""One checkpoint out of several: the mean of their weights."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp_mm.channels import told_categories, told_keypoints
from fashionkp_mm.checkpoints.loading import told_of_data
from fashionkp_mm.compat.safe_checkpoints import load

MAX_REPORTED = 10
"""Weights that an error spells out; the others are counted."""

_COUNTER = 'num_batches_tracked'  # how long a batch norm was trained; nothing reads it later
_STATISTICS = 'running_var'


def average_checkpoints(paths: Sequence[str | Path], out: str | Path) -> dict[str, int]:
    """Write a checkpoint whose weights are the mean of others.

    Statistics of batch norms are averaged as the weights are. That is good enough for checkpoints
    of one run that lie near each other, but not exact: :class:`SWAHook` takes them anew. Of whole
    numbers, the batch norms' counters are those of the last checkpoint, all others must be equal.
    What is only needed to go on training, such as the optimizer's state, is left out.

    Args:
        paths: Checkpoints of one model, two or more; the last one gives config and description.
        out: The checkpoint to write; it appears, complete, when all is written.

    Returns:
        ``weights``, how many there are, and ``batch_norms``, how many of them have statistics.

    Raises:
        ValueError: Fewer than two checkpoints, one that holds more than data, that is none, has
            weights of other names, shapes or types, or ones that are not finite, or is for other
            key points.
        FileNotFoundError: There is no such checkpoint.
    """
    if len(paths) < 2:
        raise ValueError(f'{len(paths)} checkpoint to average: expected two or more')
    first = _checkpoint(paths[0])
    weights = first['state_dict']
    sums = {key: value.double() for key, value in weights.items() if _averaged(value)}
    for path in paths[1:]:
        content = _checkpoint(path)
        _refuse_differences(first, content)
        for key in sums:
            sums[key] += content['state_dict'][key].double()
    last = content['state_dict']
    mean = {
        key: (sums[key] / len(paths)).to(value.dtype) if key in sums else value
        for key, value in last.items()
    }
    meta = {**content['meta'], 'averaged': [Path(path).name for path in paths]}
    with atomic_write(out, 'wb') as file:
        torch.save(dict(meta=meta, state_dict=mean), file)
    return dict(weights=len(mean), batch_norms=sum(k.endswith(_STATISTICS) for k in mean))


def _checkpoint(path: str | Path) -> dict[str, Any]:
    """``meta``, ``state_dict`` and ``path`` of a file, which may hold a state dict alone."""
    if not Path(path).is_file():
        raise FileNotFoundError(f'no checkpoint {path}')
    content = load(path, map_location='cpu')
    weights = content.get('state_dict', content) if isinstance(content, dict) else content
    if not isinstance(weights, dict):
        raise ValueError(f'{path}: {type(weights).__name__}: expected a checkpoint or state dict')
    odd = [key for key, value in weights.items() if not (isinstance(key, str) and _dense(value))]
    if odd or not weights:
        what = f'{odd[0]!r}, which is no weight' if odd else 'no weights'
        raise ValueError(f'{path}: holds {what}: expected a checkpoint or state dict')
    for key, value in weights.items():
        if _averaged(value) and not value.isfinite().all():
            raise ValueError(f'{path}: {key} is not finite: its training went wrong')
    meta = content.get('meta', {}) if weights is not content else {}
    if not isinstance(meta, dict):
        raise ValueError(f'{path}: its meta is {type(meta).__name__}: expected a dictionary')
    return dict(meta=meta, state_dict=weights, path=str(path))


def _dense(value: Any) -> bool:
    return isinstance(value, Tensor) and value.layout == torch.strided


def _averaged(value: Tensor) -> bool:
    return value.is_floating_point()


def _refuse_differences(first: dict[str, Any], other: dict[str, Any]) -> None:
    """Raise where two checkpoints are not of one model."""
    ours, theirs = first['state_dict'], other['state_dict']
    texts = [f'{key}: only in the first' for key in ours if key not in theirs]
    texts += [f'{key}: only in the second' for key in theirs if key not in ours]
    pairs = {key: (ours[key], theirs[key]) for key in ours if key in theirs}
    texts += [f'{key}: {why}' for key, pair in pairs.items() if (why := _difference(key, *pair))]
    garments = [_garments(checkpoint) for checkpoint in (first, other)]
    if '' not in garments and garments[0] != garments[1]:
        texts.insert(0, f'garments: {garments[0]} and {garments[1]}')
    if texts:
        more = [f'and {len(texts) - MAX_REPORTED} more'] if len(texts) > MAX_REPORTED else []
        head = f'{first["path"]} and {other["path"]} are not of one model: {len(texts)} differences'
        raise ValueError('\n  '.join([head, *texts[:MAX_REPORTED], *more]))


def _difference(key: str, ours: Tensor, theirs: Tensor) -> str | None:
    """Why two weights of one name have no mean, if so."""
    forms = [f'{tuple(value.shape)} {value.dtype}' for value in (ours, theirs)]
    if forms[0] != forms[1]:
        return f'{forms[0]} and {forms[1]}'
    if _averaged(ours) or key.endswith(_COUNTER) or torch.equal(ours, theirs):
        return None
    return f'other {ours.dtype} values, which have no mean'


def _garments(checkpoint: dict[str, Any]) -> str:
    """Categories and key points that a checkpoint tells of; empty where it does not."""
    told = told_of_data(checkpoint)
    points = ', '.join(told_keypoints(told, checkpoint['path']))
    categories = ', '.join(told_categories(told, checkpoint['path']))
    return f'{categories} ({points})' if categories else points
