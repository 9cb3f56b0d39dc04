"""The score as an MMEngine metric."""

from fashionkp_mm.evaluation.normalized_error import NormalizedError

__all__ = ['NormalizedError']
