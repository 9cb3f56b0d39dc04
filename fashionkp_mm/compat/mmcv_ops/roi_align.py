"""RoIAlign with the calling conventions of ``mmcv._ext``, computed by torchvision."""

import torch
from torch import Tensor

AVERAGE = 1  # mmcv's number of pool_mode='avg'; 0 is 'max'


def pool_regions(
    features: Tensor,
    rois: Tensor,
    *,
    aligned_height: int,
    aligned_width: int,
    spatial_scale: float,
    sampling_ratio: int,
    pool_mode: int,
    aligned: bool,
) -> Tensor:
    """Average the features of each region over a grid of cells.

    Args:
        features: (N, C, H, W).
        rois: Regions, (R, 5): index into N and x1 y1 x2 y2, pixels of the image.
        aligned_height, aligned_width: Rows and columns of the grid.
        spatial_scale: Cells of ``features`` per pixel of the image.
        sampling_ratio: Samples along each side of a cell; 0 for one per cell of ``features``.
        pool_mode: 1 for the average of the samples.
        aligned: Whether pixel centers are at half coordinates.

    Returns:
        (R, C, aligned_height, aligned_width).

    Raises:
        NotImplementedError: If ``pool_mode`` is 0, the maximum.
    """
    import torchvision

    _require_average(pool_mode)
    dtype = torch.float32 if features.dtype == torch.bfloat16 else features.dtype
    return torchvision.ops.roi_align(
        features.to(dtype),
        rois.to(dtype),
        (aligned_height, aligned_width),
        spatial_scale=spatial_scale,
        sampling_ratio=sampling_ratio if sampling_ratio > 0 else -1,
        aligned=aligned,
    ).to(features.dtype)


def _require_average(pool_mode: int) -> None:
    if pool_mode != AVERAGE:
        raise NotImplementedError(
            "the stand-in of mmcv operator 'roi_align' has no pool_mode='max': install a compiled "
            'mmcv, see docs/install.md'
        )


def roi_align_forward(
    features: Tensor,
    rois: Tensor,
    output: Tensor,
    argmax_y: Tensor,
    argmax_x: Tensor,
    **kwargs: float,
) -> None:
    """Write the features of ``rois`` into ``output``; see :func:`pool_regions`."""
    output.copy_(pool_regions(features, rois, **kwargs))  # type: ignore[arg-type]


def roi_align_backward(
    grad_output: Tensor,
    rois: Tensor,
    argmax_y: Tensor,
    argmax_x: Tensor,
    grad_input: Tensor,
    **kwargs: float,
) -> None:
    """Write the gradient with respect to the features into ``grad_input``."""
    with torch.enable_grad():
        # The operator is linear in the features: its gradient is the same at any of them.
        features = torch.zeros_like(grad_input, requires_grad=True)
        result = pool_regions(features, rois, **kwargs)  # type: ignore[arg-type]
    grad_input.copy_(torch.autograd.grad(result, features, grad_output)[0])
