"""Registers every component of this package with MMPose's registries when it is imported."""

from fashionkp_mm import checkpoints, codecs, datasets, engine, evaluation, models

__all__ = ['checkpoints', 'codecs', 'datasets', 'engine', 'evaluation', 'models']
