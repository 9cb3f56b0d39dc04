"""Backbones."""

from fashionkp_mm.models.backbones.timm_backbone import TimmBackbone

__all__ = ['TimmBackbone']
