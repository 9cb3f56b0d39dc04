"""Weights in channels-last memory order, or in the order that is faster on this CPU."""

import math
from collections.abc import Sequence

from mmengine.hooks import Hook
from mmengine.logging import print_log
from mmengine.optim import AmpOptimWrapper
from mmengine.runner import BaseLoop, Runner
from mmpose.registry import HOOKS

from fashionkp_mm.config import codec_size
from fashionkp_mm.engine.bfloat16_optim_wrapper import BFloat16OptimWrapper
from fashionkp_mm.engine.memory_order import CHANNELS_LAST, ORDERS, measured_order

MIN_STEPS = 400
"""A shorter training is not measured: it would take more than a hundredth of its time."""

MIN_SECONDS = 600
"""The same for a training that ends after a given time."""


@HOOKS.register_module()
class ChannelsLastHook(Hook):
    """Convert the model to ``torch.channels_last`` before a run; results do not change.

    PyTorch's convolutions use the memory order of their weights, so that images need not be
    converted. On most CPUs a training step is 1.2 to 1.7 times as fast; on some, and with some
    networks, it is slower. A long training in float32 on a CPU therefore measures both orders
    first, see :mod:`fashionkp_mm.engine.memory_order`. On a GPU, tensor cores compute convolutions
    of 16-bit numbers in this order, and cuDNN would convert each of their inputs and outputs; in
    float32 the order of the weights is left as it is (``benchmarks/gpu.py`` measures both).

    Args:
        device_types: Types of device on which to convert; a GPU is added for mixed precision.
        order: ``'channels-last'`` or ``'contiguous'`` on every device, without measuring.

    Raises:
        ValueError: If ``order`` is another one.

    Reference:
        NVIDIA, Convolutional Layers User's Guide, section 4.1 (tensor layouts).
    """

    def __init__(self, device_types: Sequence[str] = ('cpu',), order: str | None = None) -> None:
        if order is not None and order not in ORDERS:
            raise ValueError(f'order={order!r}: expected one of {", ".join(ORDERS)}')
        self.device_types = tuple(device_types)
        self.order = order

    def before_run(self, runner: Runner) -> None:
        """Convert the weights in place."""
        order = self.order or self._order(runner)
        if self.order is not None:
            print_log(f'memory order: {order}, as set', logger='current')
        if order is not None:
            runner.model.to(memory_format=ORDERS[order])

    def _order(self, runner: Runner) -> str | None:
        """Return the order to convert to, if any."""
        device = next(runner.model.parameters()).device.type
        is_mixed = isinstance(
            getattr(runner, 'optim_wrapper', None), AmpOptimWrapper | BFloat16OptimWrapper
        )
        if device == 'cpu' and device in self.device_types and not is_mixed:
            return _cpu_order(runner)
        is_converted = device in self.device_types or (device == 'cuda' and is_mixed)
        return CHANNELS_LAST if is_converted else None


def _cpu_order(runner: Runner) -> str:
    """Return the faster order; channels-last if measuring would not pay."""
    loop = runner._train_loop  # of a test it is still a config; train_loop would load the data
    if not isinstance(loop, BaseLoop) or loop.max_iters < MIN_STEPS:
        return CHANNELS_LAST
    batch_size, input_size = loop.dataloader.batch_size, codec_size(runner.cfg)
    if getattr(loop, 'seconds', math.inf) < MIN_SECONDS or not (batch_size and input_size):
        return CHANNELS_LAST
    return measured_order(runner.model, batch_size, input_size)
