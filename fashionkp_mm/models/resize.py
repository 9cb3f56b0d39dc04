"""Resizing of feature maps with a gradient that is fast on the CPU."""

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def resize(x: Tensor, size: Sequence[int]) -> Tensor:
    """Resize feature maps bilinearly.

    Args:
        x: Feature maps, (B, C, h, w).
        size: Output size, (H, W).

    Returns:
        (B, C, H, W); ``x`` itself if it already has that size.
    """
    if x.shape[2:] == tuple(size):
        return x
    maps = F.interpolate(x, size=tuple(size), mode='bilinear', align_corners=False)
    return DenseGradient.apply(maps) if maps.requires_grad else maps


class DenseGradient(torch.autograd.Function):
    """Identity whose gradient is dense, in the memory format of the tensor.

    The gradient of one part of a concatenation is not contiguous. On the CPU, the backward pass of
    ``interpolate`` is slow for such a gradient, and passes the wrong memory format on to the
    convolutions. With 256 channels and 64 x 64 cells, the dense gradient is 2 times (float32) to
    5 times (bfloat16) faster.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        channels_last = x.is_contiguous(memory_format=torch.channels_last)
        ctx.memory_format = torch.channels_last if channels_last else torch.contiguous_format
        return x.view_as(x)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        return grad.contiguous(memory_format=ctx.memory_format)
