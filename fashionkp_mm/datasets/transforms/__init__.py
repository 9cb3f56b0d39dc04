"""Transforms that MMPose does not have, and faster versions of some of MMPose's."""

from fashionkp_mm.datasets.transforms.balancing import BalanceGarment
from fashionkp_mm.datasets.transforms.color import ColorJitter
from fashionkp_mm.datasets.transforms.cropping import KeypointSafeRandomCrop
from fashionkp_mm.datasets.transforms.fast_affine import FastAffine
from fashionkp_mm.datasets.transforms.fast_bbox_transform import FastBBoxTransform
from fashionkp_mm.datasets.transforms.fast_flip import FastFlip
from fashionkp_mm.datasets.transforms.fast_pack import FastPack
from fashionkp_mm.datasets.transforms.loading import LoadCompleteImage, OpenImage, WholeImageBox
from fashionkp_mm.datasets.transforms.occlusion import WeightOccluded
from fashionkp_mm.datasets.transforms.style import RandomStyle

__all__ = [
    'BalanceGarment',
    'ColorJitter',
    'FastAffine',
    'FastBBoxTransform',
    'FastFlip',
    'FastPack',
    'KeypointSafeRandomCrop',
    'LoadCompleteImage',
    'OpenImage',
    'RandomStyle',
    'WeightOccluded',
    'WholeImageBox',
]
