"""Heads that MMPose does not have."""

from fashionkp_mm.models.heads.cpn_head import CPNHead
from fashionkp_mm.models.heads.dfa_head import DFAHead
from fashionkp_mm.models.heads.garment_head import GarmentHead
from fashionkp_mm.models.heads.stacked_hourglass_head import StackedHourglassHead

__all__ = ['CPNHead', 'DFAHead', 'GarmentHead', 'StackedHourglassHead']
