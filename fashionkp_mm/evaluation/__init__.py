"""Metrics of MMEngine for FashionAI's data."""

from fashionkp_mm.evaluation.garment_metric import GarmentMetric
from fashionkp_mm.evaluation.normalized_error import NormalizedError

__all__ = ['GarmentMetric', 'NormalizedError']
