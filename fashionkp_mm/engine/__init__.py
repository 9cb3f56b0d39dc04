"""Hooks, training loops and the optimizer wrapper that configs name."""

from fashionkp_mm.engine import hooks
from fashionkp_mm.engine.bfloat16_optim_wrapper import BFloat16OptimWrapper
from fashionkp_mm.engine.resumable_train_loop import ResumableTrainLoop
from fashionkp_mm.engine.stagewise_cosine_lr import StagewiseCosineLR
from fashionkp_mm.engine.timed_train_loop import TimedTrainLoop

__all__ = [
    'BFloat16OptimWrapper',
    'ResumableTrainLoop',
    'StagewiseCosineLR',
    'TimedTrainLoop',
    'hooks',
]
