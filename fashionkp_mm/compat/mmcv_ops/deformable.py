"""Deformable convolution and attention with the calling conventions of ``mmcv._ext``.

The forward operators use torchvision and mmcv's own formula for CPUs; the backward operators
run the forward one again and differentiate it with autograd.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor


def gradients(
    function: Callable[..., Tensor], inputs: Sequence[Tensor], grad_output: Tensor
) -> tuple[Tensor, ...]:
    """Return the gradients of a scalar with respect to the inputs of a function.

    Args:
        function: Takes the inputs and returns one tensor.
        inputs: Where the gradients are taken.
        grad_output: Gradient of the scalar with respect to the function's output.
    """
    with torch.enable_grad():
        leaves = [tensor.detach().requires_grad_() for tensor in inputs]
        output = function(*leaves)
    return torch.autograd.grad(output, leaves, grad_output)


def convolution(
    features: Tensor,
    offset: Tensor,
    weight: Tensor,
    *,
    mask: Tensor | None = None,
    bias: Tensor | None = None,
    **geometry: Any,
) -> Tensor:
    """Compute a deformable convolution.

    Args:
        features: (N, C, H, W).
        offset: Shifts of the samples, (N, 2 * groups * kernel cells, H', W'), y before x, in cells
            of ``features``.
        weight: (C', C / channel groups, kernel height, kernel width).
        mask: Factors of the samples, (N, groups * kernel cells, H', W').
        bias: (C',).
        **geometry: ``stride``, ``padding`` and ``dilation``, each (height, width).

    Returns:
        (N, C', H', W').

    Reference:
        Dai et al. 2017, arXiv 1703.06211, equation 2; with a mask Zhu et al. 2018, arXiv
        1811.11168, equation 1.
    """
    import torchvision

    dtype = torch.float32 if features.dtype == torch.bfloat16 else features.dtype
    result = torchvision.ops.deform_conv2d(
        features.to(dtype),
        offset.to(dtype),
        weight.to(dtype),
        bias=None if bias is None else bias.to(dtype),
        mask=None if mask is None else mask.to(dtype),
        **geometry,
    )
    return result.to(features.dtype)


def deform_conv_geometry(options: dict[str, Any]) -> dict[str, Any]:
    """Return stride, padding and dilation from the keywords of mmcv's ``deform_conv``."""
    return {
        'stride': (options['dH'], options['dW']),
        'padding': (options['padH'], options['padW']),
        'dilation': (options['dilationH'], options['dilationW']),
    }


def modulated_geometry(options: dict[str, Any]) -> dict[str, Any]:
    """Return stride, padding and dilation from those of ``modulated_deform_conv``."""
    return {
        'stride': (options['stride_h'], options['stride_w']),
        'padding': (options['pad_h'], options['pad_w']),
        'dilation': (options['dilation_h'], options['dilation_w']),
    }


def deform_conv_forward(
    features: Tensor,
    weight: Tensor,
    offset: Tensor,
    output: Tensor,
    columns: Tensor,
    ones: Tensor,
    **options: Any,
) -> None:
    """Write the convolution without a mask into ``output``."""
    output.copy_(convolution(features, offset, weight, **deform_conv_geometry(options)))


def deform_conv_backward_input(
    features: Tensor,
    offset: Tensor,
    grad_output: Tensor,
    grad_input: Tensor,
    grad_offset: Tensor,
    weight: Tensor,
    columns: Tensor,
    **options: Any,
) -> None:
    """Write the gradients with respect to features and offset."""
    geometry = deform_conv_geometry(options)
    by_features, by_offset = gradients(
        lambda x, o: convolution(x, o, weight, **geometry), (features, offset), grad_output
    )
    grad_input.copy_(by_features)
    grad_offset.copy_(by_offset)


def deform_conv_backward_parameters(
    features: Tensor,
    offset: Tensor,
    grad_output: Tensor,
    grad_weight: Tensor,
    columns: Tensor,
    ones: Tensor,
    scale: float,
    **options: Any,
) -> None:
    """Add ``scale`` times the gradient with respect to the weight."""
    geometry = deform_conv_geometry(options)
    # The convolution is linear in the weight: its gradient is the same at every weight.
    (by_weight,) = gradients(
        lambda w: convolution(features, offset, w, **geometry), (grad_weight,), grad_output
    )
    grad_weight.add_(by_weight, alpha=scale)


def modulated_deform_conv_forward(
    features: Tensor,
    weight: Tensor,
    bias: Tensor,
    ones: Tensor,
    offset: Tensor,
    mask: Tensor,
    output: Tensor,
    columns: Tensor,
    *,
    with_bias: bool,
    **options: Any,
) -> None:
    """Write the convolution with a mask into ``output``."""
    output.copy_(
        convolution(
            features,
            offset,
            weight,
            mask=mask,
            bias=bias if with_bias else None,
            **modulated_geometry(options),
        )
    )


def modulated_deform_conv_backward(
    features: Tensor,
    weight: Tensor,
    bias: Tensor,
    ones: Tensor,
    offset: Tensor,
    mask: Tensor,
    columns: Tensor,
    grad_input: Tensor,
    grad_weight: Tensor,
    grad_bias: Tensor,
    grad_offset: Tensor,
    grad_mask: Tensor,
    grad_output: Tensor,
    *,
    with_bias: bool,
    **options: Any,
) -> None:
    """Write the gradients with respect to features, weight, bias, offset and mask."""
    geometry = modulated_geometry(options)
    results = gradients(
        lambda x, o, w, m: convolution(x, o, w, mask=m, **geometry),
        (features, offset, weight, mask),
        grad_output,
    )
    for target, gradient in zip(
        (grad_input, grad_offset, grad_weight, grad_mask), results, strict=True
    ):
        target.copy_(gradient)
    if with_bias:
        grad_bias.copy_(grad_output.sum(dim=(0, 2, 3)))


def attention(value: Tensor, shapes: Tensor, locations: Tensor, weights: Tensor) -> Tensor:
    """Compute multi-scale deformable attention.

    Args:
        value: (N, cells of all levels, heads, channels).
        shapes: Height and width of each level in cells, (levels, 2).
        locations: Samples, (N, queries, heads, levels, points, 2), x before y, 0 to 1 across a
            level.
        weights: Of the samples, (N, queries, heads, levels, points).

    Returns:
        (N, queries, heads * channels).

    Reference:
        Zhu et al. 2020, arXiv 2010.04159, equation 3.
    """
    from mmcv.ops.multi_scale_deform_attn import multi_scale_deformable_attn_pytorch

    return multi_scale_deformable_attn_pytorch(value, shapes.tolist(), locations, weights)


def ms_deform_attn_forward(
    value: Tensor,
    shapes: Tensor,
    level_start: Tensor,
    locations: Tensor,
    weights: Tensor,
    im2col_step: int,
) -> Tensor:
    """Return the output of :func:`attention`."""
    return attention(value, shapes, locations, weights)


def ms_deform_attn_backward(
    value: Tensor,
    shapes: Tensor,
    level_start: Tensor,
    locations: Tensor,
    weights: Tensor,
    grad_output: Tensor,
    grad_value: Tensor,
    grad_locations: Tensor,
    grad_weights: Tensor,
    im2col_step: int,
) -> None:
    """Write the gradients with respect to value, locations and weights."""
    results = gradients(
        lambda v, x, w: attention(v, shapes, x, w), (value, locations, weights), grad_output
    )
    for target, gradient in zip((grad_value, grad_locations, grad_weights), results, strict=True):
        target.copy_(gradient)
