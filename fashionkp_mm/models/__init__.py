"""Model parts."""

from fashionkp_mm.models.backbones import TimmBackbone
from fashionkp_mm.models.heads import CPNHead
from fashionkp_mm.models.losses import GarmentMSELoss
from fashionkp_mm.models.pose_estimators import GarmentPoseEstimator

<<<<<<< HEAD
__all__ = ['CPNHead', 'GarmentMSELoss', 'GarmentPoseEstimator']
=======
__all__ = ['CPNHead', 'GarmentMSELoss', 'TimmBackbone']
>>>>>>> acc233c (feat: any network of timm as a backbone, and a recipe on EfficientNet-Lite0)
