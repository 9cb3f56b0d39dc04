"""RoIAlign with the calling conventions of ``mmcv._ext``, computed by torchvision."""

import torch
from torch import Tensor

AVERAGE = 1  # mmcv's number for pool_mode='avg'; 0 is 'max'


def pooled(
    features: Tensor,
    rois: Tensor,
    aligned_height: int,
    aligned_width: int,
    spatial_scale: float,
    sampling_ratio: int,
    pool_mode: int,
    aligned: bool,
) -> Tensor:
    """Features of regions, averaged over a grid of cells in each.

    Args:
        features: (N, C, H, W).
        rois: (R, 5), index into N and x1 y1 x2 y2, pixels of the image.
        aligned_height: Cells from top to bottom.
        aligned_width: Cells from left to right.
        spatial_scale: Cells of ``features`` a pixel of the image.
        sampling_ratio: Samples along each side of a cell; 0 for one a cell of ``features``.
        pool_mode: 1 for the average of the samples, the only one there is.
        aligned: Whether pixel centers lie half a pixel inside.

    Returns:
        (R, C, aligned_height, aligned_width).

    Raises:
        NotImplementedError: ``pool_mode`` asks for the maximum.
    """
    import torchvision

    if pool_mode != AVERAGE:
        raise NotImplementedError(
            "mmcv operator 'roi_align' with pool_mode='max' needs a compiled mmcv, see "
            "docs/install.md; its stand-in has pool_mode='avg' only"
        )
    dtype = torch.float32 if features.dtype == torch.bfloat16 else features.dtype
    result = torchvision.ops.roi_align(
        features.to(dtype),
        rois.to(dtype),
        (aligned_height, aligned_width),
        spatial_scale=spatial_scale,
        sampling_ratio=sampling_ratio if sampling_ratio > 0 else -1,
        aligned=aligned,
    )
    return result.to(features.dtype)


def roi_align_forward(
    features: Tensor,
    rois: Tensor,
    output: Tensor,
    argmax_y: Tensor,
    argmax_x: Tensor,
    **kwargs: float,
) -> None:
    """Write the pooled features of ``rois`` into ``output``; see :func:`pooled`."""
    output.copy_(pooled(features, rois, **kwargs))  # type: ignore[arg-type]


def roi_align_backward(
    grad_output: Tensor,
    rois: Tensor,
    argmax_y: Tensor,
    argmax_x: Tensor,
    grad_input: Tensor,
    **kwargs: float,
) -> None:
    """Write the gradient by the features into ``grad_input``; see :func:`pooled`."""
    with torch.enable_grad():
        # The operator is linear in the features: zeros have the gradient of any others.
        features = torch.zeros_like(grad_input, requires_grad=True)
        result = pooled(features, rois, **kwargs)  # type: ignore[arg-type]
    grad_input.copy_(torch.autograd.grad(result, features, grad_output)[0])
