"""Apparel key points: facts, tables, score and synthetic garments, without torch or MMPose."""

from fashionkp.version import __version__

__all__ = ['__version__']
