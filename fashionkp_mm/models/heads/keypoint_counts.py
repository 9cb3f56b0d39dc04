"""Number of key points of each garment in a batch."""

from collections.abc import Sequence

import torch
from mmpose.structures import PoseDataSample
from torch import Tensor


def keypoint_counts(samples: Sequence[PoseDataSample], default: int) -> Tensor:
    """Return the number of key points of each garment's category, (B,).

    A joint model has output channels for the key points of every category. A loss in which each
    garment has the same weight needs to know how many of them belong to the garment.

    Args:
        samples: Data samples of a batch, from :class:`FashionAIDataset` or another dataset.
        default: Number for samples of other datasets, such as the number of the model's channels.
    """
    rows = [sample.metainfo.get('raw_ann_info') or {} for sample in samples]
    return torch.tensor([row.get('num_points', default) for row in rows])
