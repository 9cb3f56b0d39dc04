"""Hooks, the training loop and the optimizer wrapper that configs name."""

from fashionkp_mm.engine import hooks
from fashionkp_mm.engine.bfloat16_optim_wrapper import BFloat16OptimWrapper
from fashionkp_mm.engine.resumable_train_loop import ResumableTrainLoop

__all__ = ['BFloat16OptimWrapper', 'ResumableTrainLoop', 'hooks']
