"""Codecs, which turn points into what a model learns and back."""

from fashionkp_mm.codecs.fast_udp_heatmap import FastUDPHeatmap

__all__ = ['FastUDPHeatmap']
