"""The FashionAI dataset, its sampler and its transforms."""

from fashionkp_mm.datasets.fashionai import FashionAIDataset
from fashionkp_mm.datasets.resumable_sampler import ResumableSampler
from fashionkp_mm.datasets.synthetic_garments import SyntheticGarments
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
    RandomStyle,
    WeightOccluded,
    WholeImageBox,
)

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
    'RandomStyle',
    'ResumableSampler',
    'SyntheticGarments',
    'WeightOccluded',
    'WholeImageBox',
]
