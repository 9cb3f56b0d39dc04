"""The decoding of MMPose's codecs in terms of tensors, so that it can be part of a graph.

MMPose decodes with NumPy and OpenCV, one image after the other. The functions here compute the
same numbers for a batch.
"""

from collections.abc import Callable
from typing import Any

import cv2
import torch
import torch.nn.functional as F
from mmpose.codecs.base import BaseKeypointCodec
from torch import Tensor

Decoded = tuple[Tensor, Tensor]
"""Points (B, K, 2) in pixels of the input and their scores (B, K)."""

_NOWHERE = -1.0  # where MMPose places a point whose heatmap is nowhere positive, in cells
_EPS = torch.finfo(torch.float32).eps


def decoder_of(codec: BaseKeypointCodec) -> Callable[[Any], Decoded]:
    """Function that decodes what a head predicts, as the codec's own ``decode`` does.

    Args:
        codec: A codec of MMPose.

    Returns:
        Takes heatmaps (B, K, H, W) for ``UDPHeatmap``, ``FastUDPHeatmap`` and ``MSRAHeatmap``;
        classes (B, K, W) of x and (B, K, H) of y for ``SimCCLabel``; coordinates (B, 1, K, 2 or 4)
        for ``RegressionLabel``.

    Raises:
        ValueError: There is none for this codec, or not for its options.
    """
    known: dict[str, Callable[[Any], Callable[[Any], Decoded]]] = dict(
        UDPHeatmap=_udp_decoder,
        FastUDPHeatmap=_udp_decoder,
        MSRAHeatmap=_msra_decoder,
        SimCCLabel=_simcc_decoder,
        RegressionLabel=_regression_decoder,
    )
    name = type(codec).__name__
    if name not in known:
        raise ValueError(f'cannot decode {name} in a graph: expected one of {", ".join(known)}')
    return known[name](codec)


def _udp_decoder(codec: Any) -> Callable[[Tensor], Decoded]:
    if codec.heatmap_type != 'gaussian':
        raise ValueError(f"heatmap_type={codec.heatmap_type!r}: only 'gaussian' can be exported")
    kernel = _gaussian(codec.blur_kernel_size)
    cells = torch.tensor(codec.heatmap_size) - 1
    factor = torch.tensor(codec.input_size) / cells
    reach = getattr(codec, 'reach', float('inf'))

    def decode(heatmaps: Tensor) -> Decoded:
        cell, scores = _maximum(heatmaps)
        logs = _blurred(heatmaps, kernel).clamp(1e-3, 50.0).log()
        neighbour = _neighbours(logs, cell, reach=1)
        center, right, down = neighbour(0, 0), neighbour(1, 0), neighbour(0, 1)
        left, up = neighbour(-1, 0), neighbour(0, -1)
        dx, dy = (right - left) / 2, (down - up) / 2
        dxx, dyy = right - 2 * center + left, down - 2 * center + up
        diagonal = neighbour(1, 1) + neighbour(-1, -1)
        dxy = (diagonal - right - down + 2 * center - left - up) / 2
        offset = _newton_step(dx, dy, dxx + _EPS, dxy, dyy + _EPS)
        offset = torch.where(offset.abs().amax(-1, keepdim=True) <= reach, offset, 0.0)
        return torch.where(scores[..., None] > 0, cell + offset, _NOWHERE) * factor, scores

    return decode


def _msra_decoder(codec: Any) -> Callable[[Tensor], Decoded]:
    factor = torch.tensor(codec.scale_factor)
    refine = _msra_dark(codec.blur_kernel_size) if codec.unbiased else _quarter_step

    def decode(heatmaps: Tensor) -> Decoded:
        cell, scores = _maximum(heatmaps)
        offset = refine(heatmaps, cell)
        return torch.where(scores[..., None] > 0, cell + offset, _NOWHERE) * factor, scores

    return decode


def _msra_dark(kernel_size: int) -> Callable[[Tensor, Tensor], Tensor]:
    """Step (B, K, 2) to the maximum of the logarithm; none for cells close to the border."""
    kernel = _gaussian(kernel_size)

    def refine(heatmaps: Tensor, cell: Tensor) -> Tensor:
        logs = _blurred(heatmaps, kernel).clamp(min=1e-10).log()
        neighbour = _neighbours(logs, cell, reach=2)
        dx = (neighbour(1, 0) - neighbour(-1, 0)) / 2
        dy = (neighbour(0, 1) - neighbour(0, -1)) / 2
        center = 2 * neighbour(0, 0)
        dxx = (neighbour(2, 0) - center + neighbour(-2, 0)) / 4
        dyy = (neighbour(0, 2) - center + neighbour(0, -2)) / 4
        dxy = neighbour(1, 1) - neighbour(1, -1) - neighbour(-1, 1) + neighbour(-1, -1)
        step = _newton_step(dx, dy, dxx, dxy / 4, dyy)
        inside = ((cell > 1) & (cell < _last_cell(heatmaps) - 1)).all(-1, keepdim=True)
        return torch.where(inside, step, 0.0)

    return refine


def _quarter_step(heatmaps: Tensor, cell: Tensor) -> Tensor:
    """Quarter of a cell towards the larger neighbour, (B, K, 2); none at the border."""
    neighbour = _neighbours(heatmaps, cell, reach=1)
    dx = neighbour(1, 0) - neighbour(-1, 0)
    dy = neighbour(0, 1) - neighbour(0, -1)
    last = _last_cell(heatmaps)
    # an axis moves when its own place is inside by two cells and the other's by one
    wide, narrow = (cell > 1) & (cell < last), cell > 0
    moves = wide & narrow.flip(-1)
    return torch.where(moves, torch.stack([dx, dy], -1).sign() / 4, 0.0)


def _simcc_decoder(codec: Any) -> Callable[[tuple[Tensor, Tensor]], Decoded]:
    if codec.use_dark or codec.decode_visibility:
        raise ValueError('SimCCLabel with use_dark or decode_visibility cannot be exported')

    def decode(classes: tuple[Tensor, Tensor]) -> Decoded:
        best = [each.max(dim=-1) for each in classes]
        scores = torch.minimum(best[0].values, best[1].values)
        place = torch.stack([each.indices for each in best], dim=-1).float()
        place = torch.where(scores[..., None] > 0, place, _NOWHERE)
        return place / codec.simcc_split_ratio, scores

    return decode


def _regression_decoder(codec: Any) -> Callable[[Tensor], Decoded]:
    size = torch.tensor(codec.input_size)

    def decode(coordinates: Tensor) -> Decoded:
        single = coordinates.squeeze(1)
        spread = single[..., 2:4]
        scores = (1 - spread).mean(dim=-1) if single.shape[-1] == 4 else single[..., 0] * 0 + 1
        return single[..., :2] * size, scores

    return decode


def _gaussian(size: int) -> Tensor:
    """OpenCV's own weights for a kernel of ``size`` cells, (size,): below 9 they are a table."""
    return torch.from_numpy(cv2.getGaussianKernel(size, 0, cv2.CV_32F)).flatten()


def _maximum(heatmaps: Tensor) -> Decoded:
    """Cell (x, y) of the largest value of each heatmap, (B, K, 2), and the value, (B, K)."""
    scores, index = heatmaps.flatten(2).max(dim=-1)
    width = heatmaps.shape[-1]
    return torch.stack([index % width, index // width], dim=-1).float(), scores


def _last_cell(heatmaps: Tensor) -> Tensor:
    """Place (x, y) of the last cell, (2,)."""
    return torch.tensor([heatmaps.shape[-1] - 1, heatmaps.shape[-2] - 1])


def _blurred(heatmaps: Tensor, kernel: Tensor) -> Tensor:
    """Smooth each heatmap over zeros beyond its border, and give it back its maximum."""
    height, width = heatmaps.shape[2:]
    reach = len(kernel) // 2
    maps = heatmaps.reshape(-1, 1, height, width)
    smooth = F.conv2d(maps, kernel.view(1, 1, 1, -1), padding=(0, reach))
    smooth = F.conv2d(smooth, kernel.view(1, 1, -1, 1), padding=(reach, 0))
    smooth = smooth.reshape(heatmaps.shape)
    return smooth * (heatmaps.amax((2, 3), keepdim=True) / smooth.amax((2, 3), keepdim=True))


def _neighbours(maps: Tensor, cell: Tensor, reach: int) -> Callable[[int, int], Tensor]:
    """Function that reads each map (B, K, H, W) beside its cell: (B, K) at a step (dx, dy).

    Beyond the border stands the value at the border; ``reach`` is how far steps go.
    """
    padded = F.pad(maps, (reach, reach, reach, reach), mode='replicate')
    stride = padded.shape[-1]
    index = ((cell[..., 1] + reach) * stride + cell[..., 0] + reach).long()
    flat = padded.flatten(2)

    def read(dx: int, dy: int) -> Tensor:
        return flat.gather(2, (index + dy * stride + dx)[..., None])[..., 0]

    return read


def _newton_step(dx: Tensor, dy: Tensor, dxx: Tensor, dxy: Tensor, dyy: Tensor) -> Tensor:
    """Step (B, K, 2) to where a quadratic surface with these derivatives (B, K) is level.

    In double precision, as MMPose does: where a heatmap is nearly flat, little is left of a
    determinant's digits.
    """
    dx, dy, dxx, dxy, dyy = (each.double() for each in (dx, dy, dxx, dxy, dyy))
    determinant = dxx * dyy - dxy * dxy
    step = torch.stack([dyy * dx - dxy * dy, dxx * dy - dxy * dx], dim=-1)
    level = determinant[..., None] == 0
    return torch.where(level, 0.0, -step / torch.where(level, 1.0, determinant[..., None])).float()
