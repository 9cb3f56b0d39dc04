"""Decoding of MMPose's codecs with tensor operations, so that it can be part of a graph.

MMPose decodes with NumPy and OpenCV, one image at a time. The functions here compute the same for a
batch.
"""

from collections.abc import Callable
from typing import Any

import cv2
import torch
import torch.nn.functional as F
from mmpose.codecs.base import BaseKeypointCodec
from torch import Tensor

Decoded = tuple[Tensor, Tensor]
"""Key points (B, K, 2), pixels of the input, and scores (B, K)."""

_OUTSIDE = -1.0  # where MMPose places a key point whose heatmap has no positive value, in cells
_EPS = torch.finfo(torch.float32).eps


def tensor_decoder(codec: BaseKeypointCodec) -> Callable[[Any], Decoded]:
    """Return a function that decodes the outputs of a head like ``codec.decode``.

    Args:
        codec: A codec of MMPose.

    Returns:
        A function of heatmaps (B, K, H, W) for ``UDPHeatmap``, ``FastUDPHeatmap`` and
        ``MSRAHeatmap``; of class scores of x (B, K, W) and of y (B, K, H) for ``SimCCLabel``; of
        coordinates (B, 1, K, 2 or 4) for ``RegressionLabel``.

    Raises:
        ValueError: If the codec or one of its options is not supported.
    """
    decoders: dict[str, Callable[[Any], Callable[[Any], Decoded]]] = dict(
        UDPHeatmap=_udp_decoder,
        FastUDPHeatmap=_udp_decoder,
        MSRAHeatmap=_msra_decoder,
        SimCCLabel=_simcc_decoder,
        RegressionLabel=_regression_decoder,
    )
    name = type(codec).__name__
    if name not in decoders:
        raise ValueError(f'cannot decode {name} in a graph: expected one of {", ".join(decoders)}')
    return decoders[name](codec)


def _udp_decoder(codec: Any) -> Callable[[Tensor], Decoded]:
    if codec.heatmap_type != 'gaussian':
        raise ValueError(f"heatmap_type={codec.heatmap_type!r}: only 'gaussian' can be exported")
    kernel = _gaussian(codec.blur_kernel_size)
    cells = torch.tensor(codec.heatmap_size) - 1
    factor = torch.tensor(codec.input_size) / cells
    reach = getattr(codec, 'reach', float('inf'))

    def decode(heatmaps: Tensor) -> Decoded:
        cell, scores = _maximum(heatmaps)
        logs = _blur(heatmaps, kernel).clamp(1e-3, 50.0).log()
        neighbour = _neighbour_reader(logs, cell, reach=1)
        center, right, down = neighbour(0, 0), neighbour(1, 0), neighbour(0, 1)
        left, up = neighbour(-1, 0), neighbour(0, -1)
        dx, dy = (right - left) / 2, (down - up) / 2
        dxx, dyy = right - 2 * center + left, down - 2 * center + up
        diagonal = neighbour(1, 1) + neighbour(-1, -1)
        dxy = (diagonal - right - down + 2 * center - left - up) / 2
        offset = _newton_step((dx, dy), (dxx + _EPS, dxy, dyy + _EPS))
        offset = torch.where(offset.abs().amax(-1, keepdim=True) <= reach, offset, 0.0)
        return torch.where(scores[..., None] > 0, cell + offset, _OUTSIDE) * factor, scores

    return decode


def _msra_decoder(codec: Any) -> Callable[[Tensor], Decoded]:
    factor = torch.tensor(codec.scale_factor)
    refine = _msra_dark(codec.blur_kernel_size) if codec.unbiased else _quarter_step

    def decode(heatmaps: Tensor) -> Decoded:
        cell, scores = _maximum(heatmaps)
        offset = refine(heatmaps, cell)
        return torch.where(scores[..., None] > 0, cell + offset, _OUTSIDE) * factor, scores

    return decode


def _msra_dark(kernel_size: int) -> Callable[[Tensor, Tensor], Tensor]:
    """Return a function of heatmaps and cells: the step (B, K, 2) to the maximum of the logarithm.

    The step is zero for cells close to the border.
    """
    kernel = _gaussian(kernel_size)

    def refine(heatmaps: Tensor, cell: Tensor) -> Tensor:
        logs = _blur(heatmaps, kernel).clamp(min=1e-10).log()
        neighbour = _neighbour_reader(logs, cell, reach=2)
        dx = (neighbour(1, 0) - neighbour(-1, 0)) / 2
        dy = (neighbour(0, 1) - neighbour(0, -1)) / 2
        center = 2 * neighbour(0, 0)
        dxx = (neighbour(2, 0) - center + neighbour(-2, 0)) / 4
        dyy = (neighbour(0, 2) - center + neighbour(0, -2)) / 4
        dxy = neighbour(1, 1) - neighbour(1, -1) - neighbour(-1, 1) + neighbour(-1, -1)
        step = _newton_step((dx, dy), (dxx, dxy / 4, dyy))
        inside = ((cell > 1) & (cell < _last_cell(heatmaps) - 1)).all(-1, keepdim=True)
        return torch.where(inside, step, 0.0)

    return refine


def _quarter_step(heatmaps: Tensor, cell: Tensor) -> Tensor:
    """Return a quarter of a cell towards the larger neighbour, (B, K, 2); zero at the border."""
    neighbour = _neighbour_reader(heatmaps, cell, reach=1)
    dx = neighbour(1, 0) - neighbour(-1, 0)
    dy = neighbour(0, 1) - neighbour(0, -1)
    last = _last_cell(heatmaps)
    # MMPose moves along an axis if the cell is two cells inside in this axis and one in the other
    wide, narrow = (cell > 1) & (cell < last), cell > 0
    moves = wide & narrow.flip(-1)
    return torch.where(moves, torch.stack([dx, dy], -1).sign() / 4, 0.0)


def _simcc_decoder(codec: Any) -> Callable[[tuple[Tensor, Tensor]], Decoded]:
    if codec.use_dark or codec.decode_visibility:
        raise ValueError('SimCCLabel with use_dark or decode_visibility cannot be exported')

    def decode(classes: tuple[Tensor, Tensor]) -> Decoded:
        best = [scores.max(dim=-1) for scores in classes]
        scores = torch.minimum(best[0].values, best[1].values)
        index = torch.stack([axis.indices for axis in best], dim=-1).float()
        index = torch.where(scores[..., None] > 0, index, _OUTSIDE)
        return index / codec.simcc_split_ratio, scores

    return decode


def _regression_decoder(codec: Any) -> Callable[[Tensor], Decoded]:
    size = torch.tensor(codec.input_size)

    def decode(coordinates: Tensor) -> Decoded:
        values = coordinates.squeeze(1)
        sigmas = values[..., 2:4]
        scores = (1 - sigmas).mean(dim=-1) if values.shape[-1] == 4 else values[..., 0] * 0 + 1
        return values[..., :2] * size, scores

    return decode


def _gaussian(size: int) -> Tensor:
    """Return OpenCV's Gaussian kernel, (size,), which is from a table for sizes below 9."""
    return torch.from_numpy(cv2.getGaussianKernel(size, 0, cv2.CV_32F)).flatten()


def _maximum(heatmaps: Tensor) -> Decoded:
    """Return the cell (x, y) of each heatmap's maximum, (B, K, 2), and its value, (B, K)."""
    scores, index = heatmaps.flatten(2).max(dim=-1)
    width = heatmaps.shape[-1]
    return torch.stack([index % width, index // width], dim=-1).float(), scores


def _last_cell(heatmaps: Tensor) -> Tensor:
    """Return the last cell (x, y), (2,)."""
    return torch.tensor([heatmaps.shape[-1] - 1, heatmaps.shape[-2] - 1])


def _blur(heatmaps: Tensor, kernel: Tensor) -> Tensor:
    """Blur each heatmap with zero padding, and scale it to its maximum before."""
    height, width = heatmaps.shape[2:]
    reach = len(kernel) // 2
    maps = heatmaps.reshape(-1, 1, height, width)
    smooth = F.conv2d(maps, kernel.view(1, 1, 1, -1), padding=(0, reach))
    smooth = F.conv2d(smooth, kernel.view(1, 1, -1, 1), padding=(reach, 0))
    smooth = smooth.reshape(heatmaps.shape)
    return smooth * (heatmaps.amax((2, 3), keepdim=True) / smooth.amax((2, 3), keepdim=True))


def _neighbour_reader(maps: Tensor, cell: Tensor, reach: int) -> Callable[[int, int], Tensor]:
    """Return a function of a step (dx, dy): the values (B, K) of maps at that step from a cell.

    Args:
        maps: (B, K, H, W); values beyond the border are those at the border.
        cell: Cells (x, y), (B, K, 2).
        reach: Largest step in x and y.
    """
    padded = F.pad(maps, (reach, reach, reach, reach), mode='replicate')
    stride = padded.shape[-1]
    index = ((cell[..., 1] + reach) * stride + cell[..., 0] + reach).long()
    flat = padded.flatten(2)

    def read(dx: int, dy: int) -> Tensor:
        return flat.gather(2, (index + dy * stride + dx)[..., None])[..., 0]

    return read


def _newton_step(gradient: tuple[Tensor, Tensor], hessian: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    """Return the step (B, K, 2) to the stationary point of a quadratic surface.

    It is computed in double precision, as in MMPose, because the determinant loses most digits if a
    heatmap is nearly flat.

    Args:
        gradient: Derivatives in x and y, each (B, K).
        hessian: Second derivatives in xx, xy and yy, each (B, K).
    """
    dx, dy, dxx, dxy, dyy = (derivative.double() for derivative in (*gradient, *hessian))
    determinant = dxx * dyy - dxy * dxy
    step = torch.stack([dyy * dx - dxy * dy, dxx * dy - dxy * dx], dim=-1)
    flat = determinant[..., None] == 0
    return torch.where(flat, 0.0, -step / torch.where(flat, 1.0, determinant[..., None])).float()
