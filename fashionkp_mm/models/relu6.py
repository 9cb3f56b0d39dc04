"""ReLU6 that keeps one feature map for the backward pass instead of two."""

from typing import Any

import torch
from torch import Tensor, nn


def replace_relu6(network: nn.Module) -> None:
    """Replace the ReLU6 layers of a network that work in place by :class:`OutputReLU6`."""
    for module in [*network.modules()]:
        for name, child in module.named_children():
            if type(child) is nn.ReLU6 and child.inplace:
                setattr(module, name, OutputReLU6(inplace=True))


class OutputReLU6(nn.ReLU6):
    """ReLU6 in place, whose gradient is computed from its output.

    PyTorch's own copies its input for the backward pass before it changes it. The gradient is zero
    where the output is 0 or 6, so that the output is enough: the same gradient, bit for bit, with
    a copy of each feature map less.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return the clamped features; ``x`` is changed."""
        if self.training and torch.is_grad_enabled() and not torch.compiler.is_compiling():
            return _OutputReLU6.apply(x)
        return super().forward(x)


class _OutputReLU6(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        x.clamp_(0, 6)
        ctx.mark_dirty(x)
        ctx.save_for_backward(x)
        return x

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        (output,) = ctx.saved_tensors
        return torch.ops.aten.hardtanh_backward(grad, output, 0.0, 6.0)
