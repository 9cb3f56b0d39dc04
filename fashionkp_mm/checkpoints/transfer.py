"""Weights of a checkpoint for a model of other key points, by the names of the key points."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from fashionkp.categories import joint_keypoints
from fashionkp.fileio.error_list import error_list, first_items
from fashionkp_mm.checkpoints.loading import COUNTER, SCORE_CALIBRATION, unwrapped
from fashionkp_mm.checkpoints.metadata import (
    dataset_meta_of,
    declared_categories,
    declared_keypoints,
)
from fashionkp_mm.checkpoints.pretrained import MIN_LOADED

_MAX_LISTED = 5
_NOT_TAKEN = (COUNTER, SCORE_CALIBRATION, '.queue.rows', '.queue.seen')
_REMAP = r'(head\.following\.(\d+))\.remap_heatmaps\.weight'
_AXES: dict[str, tuple[str | None, ...]] = {
    r'head\.(\w+\.)?predictors\.\d+\.\w+': ('key points',),
    r'head\.(final_layer|fc)\.\w+': ('key points',),
    r'head\.stages\.\d+\.(points|visibility)\.\w+': ('key points',),
    r'head\.(stages\.\d+\.embedding\.weight|pseudo_labels\.\d+\.centers)': (None, 'key points'),
    _REMAP: (None, 'key points'),
    r'garment_head\.presence\.\w+': ('key points',),
    r'garment_head\.category\.\w+': ('categories',),
    r'garment_head\.presence_offset': ('categories', 'key points'),
}
"""What the axes of a weight stand for, by a regular expression for its name.

An axis has one row for each name, or several: a regression head has four for each key point.
"""

OutputNames = Mapping[str, tuple[Sequence[str], Sequence[str]]]
"""Names of the 'key points' and 'categories' of a checkpoint and of a model, in their order."""


@dataclass(frozen=True)
class Transfer:
    """What a model has taken from a checkpoint.

    Attributes:
        source: Name of the checkpoint.
        names: Names of the outputs of both.
        total: Number of weights of the model.
        misfits: Weights of the model that the checkpoint lacks or has in another shape.
        unused: Weights of the checkpoint that the model lacks.
    """

    source: str
    names: OutputNames
    total: int
    misfits: Sequence[str]
    unused: Sequence[str]

    def headline(self) -> str:
        """Return a line with the source and the number of weights and key points taken."""
        old, new = self.names['key points']
        return (
            f'weights from {self.source}: {self.total - len(self.misfits)} of {self.total}, '
            f'for {len({*old} & {*new})} of {len(new)} key points'
        )

    def summary(self) -> str:
        """Return :meth:`headline`, and a line for each kind of thing that is new or not used."""
        items: dict[str, Sequence[str]] = {}
        for kind, (old, new) in self.names.items():
            items[f'new {kind}'] = [name for name in new if name not in old]
            items[f'not used {kind}'] = [name for name in old if name not in new]
        items['new weights, missing there or of another shape'] = self.misfits
        items['not used weights'] = self.unused
        lines = [
            f'{title} ({len(names)}): {", ".join(first_items(names, limit=_MAX_LISTED))}'
            for title, names in sorted(items.items())
            if names
        ]
        return error_list(self.headline(), lines)


@torch.no_grad()
def transfer_weights(model: Any, checkpoint: Mapping[str, Any], source: str) -> Transfer:
    """Load the weights of a model for other key points or categories, or another input size.

    Outputs are loaded by the names of their key points and categories, other weights by their own
    names, if the shapes agree. What the checkpoint lacks stays as initialized, except for inputs
    of a stacked hourglass: heatmaps of new key points start without an effect on the others. The
    calibration of scores is not taken: a validation fits it to the new weights.

    Args:
        model: A :class:`GarmentPoseEstimator`, initialized.
        checkpoint: ``meta`` and ``state_dict``, see
            :func:`~fashionkp_mm.checkpoints.loading.read_checkpoint`.
        source: Name of the checkpoint, for errors and the summary.

    Raises:
        ValueError: If the checkpoint does not state its key points, or its backbone is another.
    """
    model = unwrapped(model)
    names = _output_names(model, checkpoint, source)
    saved = {name.removeprefix('module.'): w for name, w in checkpoint['state_dict'].items()}
    saved = _without_heatmaps(saved, *names['key points'])
    weights = {name: w for name, w in model.state_dict().items() if not name.endswith(_NOT_TAKEN)}
    values = {
        name: value
        for name, weight in weights.items()
        if name in saved and (value := _value(name, saved[name], weight, names)) is not None
    }
    misfits = [name for name in weights if name not in values]
    _require_backbone([*weights], misfits, source)
    for name, value in values.items():
        weights[name].copy_(value)
    unused = [name for name in saved if name not in weights and not name.endswith(_NOT_TAKEN)]
    return Transfer(source, names, len(weights), misfits, unused)


def _output_names(model: Any, checkpoint: Mapping[str, Any], source: str) -> OutputNames:
    """Return the names of the outputs of a checkpoint and of a model."""
    if not hasattr(model, 'categories'):
        raise ValueError(
            f'{source}: {type(model).__name__}: only a GarmentPoseEstimator can start from it'
        )
    meta = dataset_meta_of(checkpoint)
    keypoints = declared_keypoints(meta, source)
    if not keypoints:
        raise ValueError(
            f'{source} does not state the key points of its outputs: expected keypoint_id2name in '
            'the dataset_meta of its meta'
        )
    return {
        'key points': (keypoints, joint_keypoints(model.categories)),
        'categories': (declared_categories(meta, source), model.categories),
    }


def _require_backbone(weights: Sequence[str], misfits: Sequence[str], source: str) -> None:
    """Raise if a checkpoint has too few weights of a model's backbone."""
    total, missing = (
        sum(name.startswith('backbone.') for name in names) for names in (weights, misfits)
    )
    if total - missing < MIN_LOADED * total:
        raise ValueError(
            f'{source} is of another architecture: of {total} weights of the backbone, {missing} '
            'are missing in it or have another shape'
        )


def _value(name: str, saved: Tensor, weight: Tensor, names: OutputNames) -> Tensor | None:
    """Return the value of a weight with all rows that the saved one has; None if it does not fit.

    Args:
        name: Name of the weight.
        saved: Weight in the checkpoint.
        weight: Initial weight of the model.
        names: Names of the outputs of both.
    """
    axes = next((axes for pattern, axes in _AXES.items() if re.fullmatch(pattern, name)), ())
    if saved.dim() != weight.dim():
        return None
    moved = saved.to(weight)
    known = torch.ones_like(moved, dtype=torch.bool)
    for axis, kind in enumerate(axes):
        if kind is None:
            continue
        old, new = names[kind]
        if saved.shape[axis] * len(new) != weight.shape[axis] * len(old) or not old:
            return None
        moved, known = (_reordered(values, axis, old, new) for values in (moved, known))
    if moved.shape != weight.shape:
        return None
    is_input = axes[:1] == (None,)
    return torch.where(known, moved, torch.zeros_like(weight) if is_input else weight)


def _reordered(values: Tensor, axis: int, old: Sequence[str], new: Sequence[str]) -> Tensor:
    """Return values whose axis has rows for new names instead of old ones; zero if not in both."""
    blocks = values.unflatten(axis, (len(old), -1))
    shape = list(blocks.shape)
    shape[axis] = len(new)
    reordered = blocks.new_zeros(shape)
    for row, name in enumerate(new):
        if name in old:
            reordered.select(axis, row).copy_(blocks.select(axis, old.index(name)))
    return reordered.flatten(axis, axis + 1)


def _without_heatmaps(
    saved: Mapping[str, Tensor], old: Sequence[str], new: Sequence[str]
) -> dict[str, Tensor]:
    """Return weights of a stacked hourglass that give the same without some of its heatmaps.

    Each hourglass takes the features of the previous one and the heatmaps, which are a 1x1
    convolution of these features: that of the removed heatmaps is added to that of the features.
    """
    weights = dict(saved)
    removed = [i for i, name in enumerate(old) if name not in new]
    for match in filter(None, (re.fullmatch(_REMAP, name) for name in saved)):
        columns = saved[match[0]][:, removed, 0, 0].double()
        for kind in ('weight', 'bias'):
            features = f'{match[1]}.remap_features.{kind}'
            predictor = saved[f'head.predictors.{match[2]}.{kind}'][removed].double()
            weights[features] = saved[features] + torch.tensordot(columns, predictor, dims=1)
    return weights
