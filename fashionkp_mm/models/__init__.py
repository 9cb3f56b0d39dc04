"""Model parts."""

from fashionkp_mm.models.backbones import DetNet, TimmBackbone
from fashionkp_mm.models.heads import CPNHead, GarmentHead
from fashionkp_mm.models.losses import GarmentMSELoss
from fashionkp_mm.models.pose_estimators import GarmentPoseEstimator

__all__ = [
    'CPNHead',
    'DetNet',
    'GarmentHead',
    'GarmentMSELoss',
    'GarmentPoseEstimator',
    'TimmBackbone',
]
