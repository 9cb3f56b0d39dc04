"""Checkpoints: what they say about their data, loading, averaging and safe writing."""

from fashionkp_mm.checkpoints.atomic_backend import AtomicBackend
from fashionkp_mm.checkpoints.pretrained import CheckedPretrainedInit

__all__ = ['AtomicBackend', 'CheckedPretrainedInit']
