"""Codecs, which encode key points as training targets and decode predictions."""

from fashionkp_mm.codecs.fast_udp_heatmap import FastUDPHeatmap

__all__ = ['FastUDPHeatmap']
