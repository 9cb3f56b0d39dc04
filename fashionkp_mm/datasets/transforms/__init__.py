"""Pipeline steps that MMPose lacks, and some of MMPose's that here take less time."""

from fashionkp_mm.datasets.transforms.balancing import BalanceGarment
from fashionkp_mm.datasets.transforms.color import ColorJitter
from fashionkp_mm.datasets.transforms.cropping import KeypointSafeRandomCrop
from fashionkp_mm.datasets.transforms.loading import LoadCompleteImage, OpenImage, WholeImageBox
from fashionkp_mm.datasets.transforms.quick_affine import QuickAffine
from fashionkp_mm.datasets.transforms.quick_bbox_transform import QuickBBoxTransform
from fashionkp_mm.datasets.transforms.quick_flip import QuickFlip
from fashionkp_mm.datasets.transforms.quick_pack import QuickPack

__all__ = [
    'BalanceGarment',
    'ColorJitter',
    'KeypointSafeRandomCrop',
    'LoadCompleteImage',
    'OpenImage',
    'QuickAffine',
    'QuickBBoxTransform',
    'QuickFlip',
    'QuickPack',
    'WholeImageBox',
]
