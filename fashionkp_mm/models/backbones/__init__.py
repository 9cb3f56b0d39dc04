"""Backbones that MMPose does not have."""

from fashionkp_mm.models.backbones.detnet import DetNet
from fashionkp_mm.models.backbones.first_hourglass import FirstHourglass
from fashionkp_mm.models.backbones.timm_backbone import TimmBackbone
from fashionkp_mm.models.backbones.vgg_networks import VGGNetworks

__all__ = ['DetNet', 'FirstHourglass', 'TimmBackbone', 'VGGNetworks']
