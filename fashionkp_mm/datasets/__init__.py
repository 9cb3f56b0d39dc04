"""The dataset and its pipeline steps."""

from fashionkp_mm.datasets.fashionai import FashionAIDataset
from fashionkp_mm.datasets.metainfo import pose_metainfo
from fashionkp_mm.datasets.transforms import LoadCompleteImage, WholeImageBox

__all__ = ['FashionAIDataset', 'LoadCompleteImage', 'WholeImageBox', 'pose_metainfo']
