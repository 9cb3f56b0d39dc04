"""A checkpoint after each validation."""

from typing import Any

from mmengine.runner import Runner
from mmpose.registry import HOOKS

from fashionkp_mm.engine.hooks.late_removal_checkpoint_hook import LateRemovalCheckpointHook


@HOOKS.register_module()
class ValidationCheckpointHook(LateRemovalCheckpointHook):
    """Save a checkpoint after each validation, for loops that choose the step of a validation.

    MMEngine's hook saves at multiples of an interval. Here the checkpoint has the calibration of
    its own weights, too.

    Args:
        **kwargs: Arguments of :class:`mmengine.hooks.CheckpointHook` but ``by_epoch`` and
            ``interval``.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, 'by_epoch': False, 'interval': -1})

    def after_val_epoch(self, runner: Runner, metrics: dict[str, float]) -> None:
        """Save the best checkpoint, if this is the best one, and the checkpoint to resume from."""
        before = self.last_ckpt
        super().after_val_epoch(runner, metrics)
        if self.last_ckpt == before:  # else MMEngine has saved it together with the best one
            meta = dict(epoch=runner.epoch, iter=runner.iter)
            self._save_checkpoint_with_step(runner, runner.iter, meta=meta)
