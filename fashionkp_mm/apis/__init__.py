"""Training and testing as functions."""

from fashionkp_mm.apis.browsing import training_sheet
from fashionkp_mm.apis.testing import evaluate
from fashionkp_mm.apis.training import train

__all__ = ['evaluate', 'train', 'training_sheet']
