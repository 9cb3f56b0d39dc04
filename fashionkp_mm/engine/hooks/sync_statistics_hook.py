"""The same batch norm statistics in all processes."""

from mmengine.dist import all_reduce_params
from mmengine.hooks import EMAHook, SyncBuffersHook
from mmengine.runner import Runner
from mmpose.registry import HOOKS


@HOOKS.register_module()
class SyncStatisticsHook(SyncBuffersHook):
    """Average the running statistics of the processes at the end of an epoch.

    Each process has those of its own images. Without this hook each would validate another model,
    and that of the first would be saved. MMEngine's hook skips the copy with averaged weights.
    """

    def after_train_epoch(self, runner: Runner) -> None:
        """Average the buffers of the model and of its averaged copy."""
        super().after_train_epoch(runner)
        if self.distributed:
            for hook in runner.hooks:
                if isinstance(hook, EMAHook):
                    all_reduce_params(hook.ema_model.buffers(), op='mean')
