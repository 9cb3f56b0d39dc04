"""Refuse the checkpoint of a model for other garments."""

from typing import Any

from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from mmengine.runner import BaseLoop, Runner
from mmpose.registry import HOOKS

from fashionkp_mm.checkpoints.loading import refuse_other_model


@HOOKS.register_module()
class CheckpointCompatibilityHook(Hook):
    """Refuse to test, or to go on from, a checkpoint that is not of this model.

    What is compared says :func:`~fashionkp_mm.checkpoints.loading.refuse_other_model`. A training may
    begin with the weights of another model (``load_from`` without ``resume``): that is told in the
    log, and weights that do not fit are random.
    """

    priority = 'VERY_LOW'  # after hooks that swap in averaged weights

    def after_load_checkpoint(self, runner: Runner, checkpoint: dict) -> None:
        """Compare, before the weights are taken.

        Raises:
            ValueError: It is of another model, and no training begins with it.
        """
        model: Any = runner.model.module if is_model_wrapper(runner.model) else runner.model
        source = str(runner.cfg.get('load_from') or 'the checkpoint')
        try:
            refuse_other_model(model, checkpoint, source)
        except ValueError as error:
            training = isinstance(runner._train_loop, BaseLoop)  # before, it is a config
            if runner._resume or not training:
                raise
            runner.logger.warning(f'{error}. Training begins with what fits')
