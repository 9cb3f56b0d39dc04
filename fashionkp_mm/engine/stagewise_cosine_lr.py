"""Learning rate of a cascade whose stages are trained one after another."""

import math
from typing import Any

from mmengine.optim.scheduler.lr_scheduler import CosineAnnealingLR
from mmpose.registry import PARAM_SCHEDULERS


def stage_at(step: int, num_steps: int, num_stages: int) -> int:
    """Return the stage that is trained in a step; each has an equal part of the steps.

    Example:
        >>> [stage_at(step, 7, 3) for step in range(7)]
        [0, 0, 0, 1, 1, 2, 2]
    """
    return min(step * num_stages // num_steps, num_stages - 1)


@PARAM_SCHEDULERS.register_module()
class StagewiseCosineLR(CosineAnnealingLR):
    """MMEngine's ``CosineAnnealingLR`` that starts again with each stage.

    Args:
        *args: Arguments of :class:`mmengine.optim.CosineAnnealingLR`, with ``eta_min_ratio``.
        num_stages: Number of stages, which have equal parts of the steps.
        **kwargs: See ``*args``.
    """

    def __init__(self, *args: Any, num_stages: int, **kwargs: Any) -> None:
        self.num_stages = num_stages
        super().__init__(*args, **kwargs)

    def _get_value(self) -> list[float]:
        values = [group[self.param_name] for group in self.optimizer.param_groups]
        if self.last_step == 0:
            return values
        ratio = self._factor(self.last_step) / self._factor(self.last_step - 1)
        return [value * ratio for value in values]

    def _factor(self, step: int) -> float:
        """Return the rate in a step, relative to the highest."""
        progress = self.num_stages * step / self.T_max - stage_at(step, self.T_max, self.num_stages)
        lowest = self.eta_min_ratio
        return lowest + (1 - lowest) * (1 + math.cos(math.pi * progress)) / 2
