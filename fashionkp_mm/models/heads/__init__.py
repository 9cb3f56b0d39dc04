"""Heads that MMPose lacks."""

from fashionkp_mm.models.heads.cpn_head import CPNHead
from fashionkp_mm.models.heads.garment_head import GarmentHead

__all__ = ['CPNHead', 'GarmentHead']
