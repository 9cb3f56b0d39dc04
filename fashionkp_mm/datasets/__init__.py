"""The FashionAI dataset, its sampler and its transforms."""

from fashionkp_mm.datasets.fashionai import FashionAIDataset
from fashionkp_mm.datasets.resumable_sampler import ResumableSampler
from fashionkp_mm.datasets.transforms import (
    BalanceGarment,
    ColorJitter,
    FastAffine,
    FastBBoxTransform,
    FastFlip,
    FastPack,
    KeypointSafeRandomCrop,
    LoadCompleteImage,
    OpenImage,
    WholeImageBox,
)
from fashionkp_mm.metainfo import pose_metainfo

__all__ = [
    'BalanceGarment',
    'ColorJitter',
    'FashionAIDataset',
    'FastAffine',
    'FastBBoxTransform',
    'FastFlip',
    'FastPack',
    'KeypointSafeRandomCrop',
    'LoadCompleteImage',
    'OpenImage',
    'ResumableSampler',
    'WholeImageBox',
    'pose_metainfo',
]
