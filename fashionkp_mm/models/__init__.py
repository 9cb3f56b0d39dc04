"""Model parts."""

from fashionkp_mm.models.backbones import DetNet, FirstHourglass, TimmBackbone
from fashionkp_mm.models.heads import CPNHead, GarmentHead, StackedHourglassHead
from fashionkp_mm.models.losses import GarmentMSELoss
from fashionkp_mm.models.pose_estimators import GarmentPoseEstimator

__all__ = [
    'CPNHead',
    'DetNet',
    'FirstHourglass',
    'GarmentHead',
    'GarmentMSELoss',
    'GarmentPoseEstimator',
    'StackedHourglassHead',
    'TimmBackbone',
]
