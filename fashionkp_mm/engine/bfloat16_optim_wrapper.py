"""Training with bfloat16 where it is enough, on any device."""

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any

import torch
from mmengine.optim import OptimWrapper
from mmpose.registry import OPTIM_WRAPPERS
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from fashionkp_mm.compat.devices import BF16_FLAGS, bf16_flags


@OPTIM_WRAPPERS.register_module()
class BFloat16OptimWrapper(OptimWrapper):
    """Runs the model's convolutions in bfloat16; linear layers, weights and updates stay float32.

    MMEngine's ``AmpOptimWrapper`` refuses CPUs. bfloat16 has the range of float32, so that no
    gradient is lost and none is scaled; a loss against float32 targets is computed in float32.
    """

    @contextlib.contextmanager
    def optim_context(self, model: nn.Module) -> Iterator[None]:
        """Compute the losses of a step in mixed precision, with gradient accumulation as ever."""
        device = next(model.parameters()).device.type
        with contextlib.ExitStack() as stack:
            stack.enter_context(super().optim_context(model))
            stack.enter_context(torch.autocast(device, torch.bfloat16))
            stack.enter_context(Float32Layers())
            yield


class Float32Layers(TorchFunctionMode):
    """Leaves in float32 those layers that bfloat16 makes worse, or slower.

    Linear layers, because they give coordinates, of whose eight bits the last is half a pixel of a
    image 256 pixels wide. They take little time beside the convolutions.

    On CPUs, convolutions that oneDNN is slow or wrong to go back through. Where half the kernel
    reaches over the whole map, such as 7 x 7 on 2 x 2 cells, the gradient of the weights is what
    happened to be in memory. For depthwise convolutions there are no kernels of their own for the
    gradient of the input where they have a stride, nor for that of the weights where they are
    larger than 3 x 3, and it takes 4 to 60 times as long as with float32. The output is bfloat16,
    as from any convolution.
    """

    def __torch_function__(
        self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        if func is nn.functional.linear:
            with torch.autocast(args[0].device.type, enabled=False):
                return func(args[0].float(), *args[1:], **(kwargs or {}))
        if func is torch.conv2d and (_is_slow_depthwise(*args) or _overlaps(*args)):
            with torch.autocast('cpu', enabled=False):
                return func(args[0].float(), *args[1:]).bfloat16()
        return func(*args, **(kwargs or {}))


def _is_slow_depthwise(
    images: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: tuple = (1, 1),
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> bool:
    """Whether a call of ``conv2d``, with its arguments as ``nn.Conv2d`` gives them, is such one."""
    depthwise = images.is_cpu and groups == weight.shape[0] > 1
    return depthwise and (max(stride) > 1 or max(weight.shape[2:]) > 3)


def _overlaps(images: Tensor, weight: Tensor, *_: Any) -> bool:
    """Whether, on a CPU, half the kernel reaches over the whole map."""
    return images.is_cpu and max(weight.shape[2:]) // 2 >= min(images.shape[2:])


def mixed_precision(device: str) -> dict[str, Any]:
    """What mixed precision changes in the config of an optimizer's wrapper.

    bfloat16 wherever the device has it, else float16 with a dynamic loss scale.

    Args:
        device: Type of device, such as 'cpu'.
    """
    if device == 'cuda' and not torch.cuda.is_bf16_supported(including_emulation=False):
        return dict(type='AmpOptimWrapper', dtype='float16', loss_scale='dynamic')
    if device == 'cpu' and not bf16_flags():
        warnings.warn(
            'mixed precision runs on this CPU, but not faster: for that, it needs one of '
            f'{", ".join(BF16_FLAGS)} (see `fashionkp env`)',
            stacklevel=2,
        )
    return dict(type='BFloat16OptimWrapper')
