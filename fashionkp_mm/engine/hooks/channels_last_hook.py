"""Weights in channels-last memory order."""

from collections.abc import Sequence

import torch
from mmengine.hooks import Hook
from mmengine.optim import AmpOptimWrapper
from mmengine.runner import Runner
from mmpose.registry import HOOKS

from fashionkp_mm.engine.bfloat16_optim_wrapper import BFloat16OptimWrapper


@HOOKS.register_module()
class ChannelsLastHook(Hook):
    """Convert the model to ``torch.channels_last`` before a run; results do not change.

    PyTorch's convolutions use the memory order of their weights, so that images need not be
    converted. On a CPU a training step is about 1.4 times as fast
    (``benchmarks/channels_last.py``). On a GPU, tensor cores compute convolutions of 16-bit numbers
    in this order, and cuDNN would convert each of their inputs and outputs; in float32 the order of
    the weights is left as it is (``benchmarks/gpu.py`` measures both).

    Args:
        device_types: Types of device on which to convert; a GPU is added for mixed precision.

    Reference:
        NVIDIA, Convolutional Layers User's Guide, section 4.1 (tensor layouts).
    """

    def __init__(self, device_types: Sequence[str] = ('cpu',)) -> None:
        self.device_types = tuple(device_types)

    def before_run(self, runner: Runner) -> None:
        """Convert the weights in place."""
        device = next(runner.model.parameters()).device.type
        is_mixed = isinstance(
            getattr(runner, 'optim_wrapper', None), AmpOptimWrapper | BFloat16OptimWrapper
        )
        if device in self.device_types or (device == 'cuda' and is_mixed):
            runner.model.to(memory_format=torch.channels_last)
