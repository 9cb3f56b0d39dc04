"""Mixed precision with bfloat16 on any device."""

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any

import torch
from mmengine.optim import OptimWrapper
from mmpose.registry import OPTIM_WRAPPERS
from torch import nn
from torch.overrides import TorchFunctionMode

from fashionkp.inference.cpu_features import BF16_FLAGS, cpu_features

_CONV2D = ('input', 'weight', 'bias', 'stride', 'padding', 'dilation', 'groups')
"""Parameters of ``torch.conv2d``; ``linear`` has the first three."""


@OPTIM_WRAPPERS.register_module()
class BFloat16OptimWrapper(OptimWrapper):
    """Optimizer wrapper that runs the model's convolutions in bfloat16.

    Linear layers, weights and their updates stay float32. MMEngine's ``AmpOptimWrapper`` does not
    support CPUs. bfloat16 has the range of float32, so that gradients need no scaling; a loss
    against float32 targets is computed in float32.
    """

    @contextlib.contextmanager
    def optim_context(self, model: nn.Module) -> Iterator[None]:
        """Compute the losses of a step in mixed precision; gradients accumulate as usual.

        Args:
            model: Its first parameter's device is the device of the step.
        """
        device = next(model.parameters()).device.type
        with contextlib.ExitStack() as stack:
            stack.enter_context(super().optim_context(model))
            stack.enter_context(torch.autocast(device, torch.bfloat16))
            stack.enter_context(Float32Layers())
            yield


class Float32Layers(TorchFunctionMode):
    """Keeps in float32 the layers that are less accurate or slower in bfloat16.

    - Linear layers, since they give coordinates: the last of bfloat16's eight bits is half a pixel
      of an image 256 pixels wide. They take little time beside the convolutions.
    - On CPUs, convolutions whose backward pass is slow or wrong in oneDNN. If half the kernel
      covers the whole map, such as 7 x 7 on 2 x 2 cells, the gradient of the weights is
      uninitialized memory. Depthwise convolutions have no bfloat16 kernels for the gradient of the
      input if they have a stride, nor for that of the weights if they are larger than 3 x 3; both
      then take 4 to 60 times as long as in float32. Their output is still bfloat16.
    """

    def __torch_function__(
        self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        if func is not nn.functional.linear and func is not torch.conv2d:
            return func(*args, **(kwargs or {}))
        call = {**dict(zip(_CONV2D, args, strict=False)), **(kwargs or {})}
        if func is torch.conv2d and not (_is_slow_depthwise(call) or _kernel_covers_map(call)):
            return func(**call)
        images = call.pop('input')
        with torch.autocast(images.device.type, enabled=False):
            outputs = func(images.float(), **call)
        return outputs.bfloat16() if func is torch.conv2d else outputs


def _is_slow_depthwise(call: dict[str, Any]) -> bool:
    """Return whether a call of ``conv2d`` is a depthwise convolution without bfloat16 kernels.

    Args:
        call: The arguments by name.
    """
    weight = call['weight']
    depthwise = call['input'].is_cpu and call.get('groups', 1) == weight.shape[0] > 1
    return depthwise and (call.get('stride', 1) not in (1, (1, 1)) or max(weight.shape[2:]) > 3)


def _kernel_covers_map(call: dict[str, Any]) -> bool:
    """Return whether, on a CPU, half the kernel of a ``conv2d`` covers the whole map."""
    images, weight = call['input'], call['weight']
    return images.is_cpu and max(weight.shape[2:]) // 2 >= min(images.shape[2:])


def mixed_precision(device: str) -> dict[str, Any]:
    """Return the settings of an optimizer wrapper for mixed precision.

    That is bfloat16 if the device has it; on other GPUs float16 with a dynamic loss scale, and on
    other CPUs, where bfloat16 takes ten times as long as float32, no change.

    Args:
        device: Type of device, such as 'cpu'.

    Warns:
        UserWarning: If this CPU is not known to have bfloat16.
    """
    if device == 'cuda' and not torch.cuda.is_bf16_supported(including_emulation=False):
        return dict(type='AmpOptimWrapper', dtype='float16', loss_scale='dynamic')
    if device == 'cpu' and not cpu_features().bf16_flags:
        warnings.warn(
            'mixed precision is off, this run computes in float32: the CPU is not known to have '
            f'{", ".join(BF16_FLAGS)}, without which bfloat16 is slower (see `fashionkp env`)',
            stacklevel=2,
        )
        return {}
    return dict(type='BFloat16OptimWrapper')
