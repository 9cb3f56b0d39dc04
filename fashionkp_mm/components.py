"""Importing this module registers every component of this package with MMPose's registries."""

from fashionkp_mm import datasets, engine, evaluation, models

__all__ = ['datasets', 'engine', 'evaluation', 'models']
