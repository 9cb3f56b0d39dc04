"""Codecs, which turn points into what a model learns and back."""

from fashionkp_mm.codecs.quick_udp_heatmap import QuickUDPHeatmap

__all__ = ['QuickUDPHeatmap']
