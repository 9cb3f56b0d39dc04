"""Importing this module registers every component of this package with MMPose's registries."""

from fashionkp_mm import codecs, datasets, engine, evaluation, models

__all__ = ['codecs', 'datasets', 'engine', 'evaluation', 'models']
