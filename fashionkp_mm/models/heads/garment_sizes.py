"""How many key points each garment of a batch has."""

from collections.abc import Sequence

import torch
from mmpose.structures import PoseDataSample
from torch import Tensor


def garment_sizes(samples: Sequence[PoseDataSample], default: int) -> Tensor:
    """Number of key points of each garment's category, (B,).

    A joint model has channels for the points of every category; a loss that weighs each garment
    the same needs to know how many are its own.

    Args:
        samples: Data samples of a batch, from :class:`FashionAIDataset` or another dataset.
        default: The number for a sample that does not tell, such as the model's channels.
    """
    rows = [sample.metainfo.get('raw_ann_info') or {} for sample in samples]
    return torch.tensor([row.get('num_points', default) for row in rows])
