"""The learning rate of a training that ends when its time is over."""

import math
from typing import Any

from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS


@HOOKS.register_module()
class TimedCosineHook(Hook):
    """Let the learning rate follow the time of a :class:`TimedTrainLoop`.

    It rises linearly, then falls along half a cosine, which ends with the time. MMEngine's
    schedulers need the number of steps, which a time on an unknown machine does not give.

    Args:
        warm_up: Share of the time in which the rate rises.
        lowest: Rate of the first and of the last step, relative to that of the optimizer.
    """

    def __init__(self, warm_up: float = 0.05, lowest: float = 0.01) -> None:
        self.warm_up = warm_up
        self.lowest = lowest

    def before_train(self, runner: Runner) -> None:
        """Note the rates of the optimizer; a checkpoint has them from the start of the training."""
        for group in runner.optim_wrapper.param_groups:
            group.setdefault('initial_lr', group['lr'])

    def before_train_iter(self, runner: Runner, batch_idx: int, data_batch: Any = None) -> None:
        """Set the rates of the step."""
        factor = self.factor(runner.train_loop.progress)
        for group in runner.optim_wrapper.param_groups:
            group['lr'] = factor * group['initial_lr']

    def after_train_iter(
        self, runner: Runner, batch_idx: int, data_batch: Any = None, outputs: Any = None
    ) -> None:
        """Let the log state the time that is left, which MMEngine estimates from the epochs."""
        runner.message_hub.update_info('eta', max(runner.train_loop.seconds_left, 0.0))

    def factor(self, progress: float) -> float:
        """Return the rate relative to that of the optimizer.

        Args:
            progress: Share of the time that is over, 0 to 1.
        """
        rise = min(progress / self.warm_up, 1.0) if self.warm_up else 1.0
        fall = (1 + math.cos(math.pi * progress)) / 2
        return self.lowest + (1 - self.lowest) * rise * fall
