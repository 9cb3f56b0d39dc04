"""Model parts."""

from fashionkp_mm.models.backbones import TimmBackbone
from fashionkp_mm.models.heads import CPNHead
from fashionkp_mm.models.losses import GarmentMSELoss
from fashionkp_mm.models.pose_estimators import GarmentPoseEstimator

__all__ = ['CPNHead', 'GarmentMSELoss', 'GarmentPoseEstimator', 'TimmBackbone']
