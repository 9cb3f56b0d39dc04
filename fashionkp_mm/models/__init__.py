"""Model parts."""

from fashionkp_mm.models.heads import CPNHead
from fashionkp_mm.models.losses import GarmentMSELoss

__all__ = ['CPNHead', 'GarmentMSELoss']
