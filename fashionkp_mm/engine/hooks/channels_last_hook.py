"""Keep a model's weights in channels-last order where that is faster."""

from collections.abc import Sequence

import torch
from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS


@HOOKS.register_module()
class ChannelsLastHook(Hook):
    """Put the model into ``torch.channels_last`` before a run; results do not change.

    Convolutions of PyTorch run in the order of their weights, so the images need no change. On a
    CPU a training step becomes about 1.4 times as fast (``benchmarks/channels_last.py``).

    Args:
        device_types: Types of device on which to do it; only where it was measured to be faster.
    """

    def __init__(self, device_types: Sequence[str] = ('cpu',)) -> None:
        self.device_types = tuple(device_types)

    def before_run(self, runner: Runner) -> None:
        """Convert the weights in place."""
        if next(runner.model.parameters()).device.type in self.device_types:
            runner.model.to(memory_format=torch.channels_last)
