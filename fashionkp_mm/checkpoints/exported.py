"""Exported models with float16 weights as checkpoints, to train from."""

from pathlib import Path
from typing import Any

import torch
from mmpose.datasets.datasets.utils import parse_pose_metainfo

from fashionkp.inference.model_card import ModelCard
from fashionkp.inference.onnx_file import read_model_file
from fashionkp.inference.onnx_weights import read_config, read_weights
from fashionkp_mm.metainfo import pose_metainfo

_PARTS = ('backbone.', 'neck.', 'head.', 'garment_head.', 'score_calibration.')
"""Parts of a model with weights; a graph has constants of other names, too."""


def load_exported(path: str | Path, map_location: Any = None) -> dict[str, Any]:
    """Return an exported model as a checkpoint with ``meta`` and ``state_dict``.

    Args:
        path: A file written by ``fashionkp export --half``.
        map_location: Device of the weights.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is another file, or a model without the weights for training.
    """
    file = read_model_file(path)
    card = ModelCard.from_metadata(file.metadata, str(path))
    if card.precision != 'float16':
        raise ValueError(
            f'{path}: an exported model in {card.precision}, which lacks what training needs: '
            'expected a checkpoint, or a model of "fashionkp export --half"'
        )
    named = {
        name.removeprefix('model.').removesuffix('.float16'): torch.from_numpy(values)
        for name, values in read_weights(file.data).items()
    }
    weights = {name: weight for name, weight in named.items() if name.startswith(_PARTS)}
    return dict(
        meta=dict(
            cfg=read_config(file.data),
            dataset_meta=dict(
                parse_pose_metainfo(pose_metainfo(card.categories)),
                categories=list(card.categories),
            ),
        ),
        state_dict={name: weight.to(map_location) for name, weight in weights.items()},
    )
