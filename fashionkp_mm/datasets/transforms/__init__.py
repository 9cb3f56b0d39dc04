"""Pipeline steps that MMPose lacks."""

from fashionkp_mm.datasets.transforms.balancing import BalanceGarment
from fashionkp_mm.datasets.transforms.color import ColorJitter
from fashionkp_mm.datasets.transforms.cropping import KeypointSafeRandomCrop
from fashionkp_mm.datasets.transforms.loading import LoadCompleteImage, WholeImageBox

__all__ = [
    'BalanceGarment',
    'ColorJitter',
    'KeypointSafeRandomCrop',
    'LoadCompleteImage',
    'WholeImageBox',
]
