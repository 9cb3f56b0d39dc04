"""Refusal of checkpoints that are of another model."""

from mmengine.hooks import Hook
from mmengine.runner import BaseLoop, Runner
from mmpose.registry import HOOKS

from fashionkp_mm.checkpoints.loading import require_same_model, unwrapped


@HOOKS.register_module()
class CheckpointCompatibilityHook(Hook):
    """Refuse to test a checkpoint of another model, or to resume from one.

    See :func:`~fashionkp_mm.checkpoints.loading.require_same_model` for what is compared. Training
    may start from the weights of another model (``load_from`` without ``resume``): then the
    difference is logged, and weights that do not fit stay random.
    """

    priority = 'VERY_LOW'  # after hooks that swap in averaged weights

    def after_load_checkpoint(self, runner: Runner, checkpoint: dict) -> None:
        """Compare the checkpoint with the model before its weights are loaded.

        Raises:
            ValueError: If it is of another model, unless training only starts from its weights.
        """
        source = str(runner.cfg.get('load_from') or 'the checkpoint')
        try:
            require_same_model(unwrapped(runner.model), checkpoint, source)
        except ValueError as error:
            is_training = isinstance(runner._train_loop, BaseLoop)  # else still a config
            if runner._resume or not is_training:
                raise
            runner.logger.warning(f'{error}. Training starts from the weights that fit')
