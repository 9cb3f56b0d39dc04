"""Model parts."""

from fashionkp_mm.checkpoints.pretrained import CheckedPretrainedInit, spare_pretrained
from fashionkp_mm.models.backbones import DetNet, FirstHourglass, TimmBackbone
from fashionkp_mm.models.heads import CPNHead, GarmentHead, StackedHourglassHead
from fashionkp_mm.models.losses import GarmentMSELoss
from fashionkp_mm.models.pose_estimators import GarmentPoseEstimator

__all__ = [
    'CPNHead',
    'CheckedPretrainedInit',
    'DetNet',
    'FirstHourglass',
    'GarmentHead',
    'GarmentMSELoss',
    'GarmentPoseEstimator',
    'StackedHourglassHead',
    'TimmBackbone',
    'spare_pretrained',
]
