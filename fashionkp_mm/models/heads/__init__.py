"""Heads that MMPose lacks."""

from fashionkp_mm.models.heads.cpn_head import CPNHead

__all__ = ['CPNHead']
