"""Model parts."""

from fashionkp_mm.models.backbones import DetNet, FirstHourglass, TimmBackbone, VGGNetworks
from fashionkp_mm.models.heads import CPNHead, DFAHead, GarmentHead, StackedHourglassHead
from fashionkp_mm.models.losses import GarmentMSELoss
from fashionkp_mm.models.pose_estimators import GarmentPoseEstimator

__all__ = [
    'CPNHead',
    'DFAHead',
    'DetNet',
    'FirstHourglass',
    'GarmentHead',
    'GarmentMSELoss',
    'GarmentPoseEstimator',
    'StackedHourglassHead',
    'TimmBackbone',
    'VGGNetworks',
]
