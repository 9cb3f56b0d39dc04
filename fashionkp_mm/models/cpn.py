"""The two networks of a Cascaded Pyramid Network: GlobalNet and RefineNet."""

import functools
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from mmcv.cnn import ConvModule
from mmengine.model import BaseModule
from mmpose.models.backbones.resnet import Bottleneck
from torch import Tensor, nn

from fashionkp_mm.models.resize import resize

_BN = dict(type='BN')
# He initialization, but near zero for the layers that predict heatmaps, because target heatmaps
# are zero nearly everywhere.
_INIT = [
    dict(
        type='Kaiming',
        layer='Conv2d',
        override=dict(type='Normal', name='predictors', std=0.001),
    ),
    dict(type='Constant', layer='BatchNorm2d', val=1),
]


class GlobalNet(BaseModule):
    """Feature pyramid that predicts heatmaps at every level.

    Args:
        in_channels: Channels of the backbone's levels, finest first.
        channels: Channels of the pyramid.
        num_keypoints: Number of heatmaps, K.

    Reference:
        Chen et al., 2018, arXiv:1711.07319, section 3.2.1.
    """

    def __init__(self, in_channels: Sequence[int], channels: int, num_keypoints: int) -> None:
        super().__init__(init_cfg=_INIT)
        self.laterals = nn.ModuleList(
            ConvModule(width, channels, 1, norm_cfg=_BN) for width in in_channels
        )
        self.top_down = nn.ModuleList(
            ConvModule(channels, channels, 1, norm_cfg=_BN, act_cfg=None) for _ in in_channels[1:]
        )
        self.squeezes = nn.ModuleList(
            ConvModule(channels, channels, 1, norm_cfg=_BN) for _ in in_channels
        )
        self.predictors = nn.ModuleList(
            nn.Conv2d(channels, num_keypoints, 3, padding=1) for _ in in_channels
        )

    def forward(self, feats: Sequence[Tensor]) -> list[Tensor]:
        """Return the levels of the pyramid.

        Args:
            feats: The backbone's levels, (B, C_i, H_i, W_i), finest first.

        Returns:
            Levels (B, channels, H_i, W_i), finest first.
        """
        levels = [lateral(x) for lateral, x in zip(self.laterals, feats, strict=True)]
        for i in range(len(levels) - 1, 0, -1):
            coarser = self._upsample(self.top_down[i - 1], levels[i], levels[i - 1].shape[2:])
            levels[i - 1] = levels[i - 1] + coarser
        return levels

    def _upsample(self, layer: ConvModule, x: Tensor, size: Sequence[int]) -> Tensor:
        """Return a level (B, channels, h, w) convolved and resized to ``size``, (H, W)."""
        if self.training:  # statistics are those of the resized maps, see LevelFusion
            return layer.norm(resize(layer.conv(x), size))
        return resize(layer(x), size)

    def heatmaps(self, levels: Sequence[Tensor], size: Sequence[int]) -> list[Tensor]:
        """Return the heatmaps of each level, (B, K, H, W), resized to ``size``, (H, W)."""
        return [
            resize(predictor(squeeze(x)), size)
            for squeeze, predictor, x in zip(self.squeezes, self.predictors, levels, strict=True)
        ]


class LevelFusion(Bottleneck):
    """Bottleneck over the concatenation of all levels, at the size of the heatmaps.

    The 1x1 convolutions are applied before resizing. Both operations are linear, and resizing keeps
    constants, so that the features are the same, and most of the work is done on coarse maps: a
    seventh of the operations of ``cpn_r50`` and ``cpn_lite0`` is saved.
    """

    def forward(self, levels: Sequence[Tensor], size: Sequence[int]) -> Tensor:
        """Return features (B, out_channels, H, W) of levels (B, C_i, H_i, W_i); size is (H, W)."""
        if self.downsample is None:
            return super().forward(torch.cat([resize(x, size) for x in levels], dim=1))
        x = self.relu(self.norm1(_convolve_levels(self.conv1, levels, size)))
        x = self.relu(self.norm2(self.conv2(x)))
        x = self.norm3(self.conv3(x))
        shortcut = _convolve_levels(self.downsample.conv, levels, size)
        if self.downsample.with_norm:
            shortcut = self.downsample.norm(shortcut)
        return self.relu(x + shortcut)


def _convolve_levels(conv: nn.Conv2d, levels: Sequence[Tensor], size: Sequence[int]) -> Tensor:
    """Apply a 1x1 convolution to the resized and concatenated levels, (B, C, H, W)."""
    weights = conv.weight.split([x.shape[1] for x in levels], dim=1)
    biases = [conv.bias] + [None] * (len(levels) - 1)
    maps = [
        resize(F.conv2d(x, weight, bias), size)
        for x, weight, bias in zip(levels, weights, biases, strict=True)
    ]
    return functools.reduce(torch.add, maps)


class RefineNet(BaseModule):
    """Network that corrects the hard key points from all levels of the pyramid.

    Args:
        channels: Channels of the pyramid.
        num_levels: Levels of the pyramid; the i-th finest passes i bottlenecks.
        num_keypoints: Number of heatmaps, K.

    Reference:
        Chen et al., 2018, arXiv:1711.07319, section 3.2.2.
    """

    def __init__(self, channels: int, num_levels: int, num_keypoints: int) -> None:
        super().__init__(init_cfg=_INIT)
        self.cascades = nn.ModuleList(
            nn.Sequential(*(_bottleneck(channels, channels) for _ in range(depth)))
            for depth in range(num_levels)
        )
        self.fuse = _bottleneck(num_levels * channels, channels, LevelFusion)
        self.predictors = nn.ModuleList([nn.Conv2d(channels, num_keypoints, 3, padding=1)])

    def forward(self, levels: Sequence[Tensor], size: Sequence[int]) -> Tensor:
        """Return heatmaps (B, K, H, W).

        Args:
            levels: Levels of the pyramid, (B, channels, H_i, W_i), finest first.
            size: Size of the heatmaps, (H, W).
        """
        refined = [cascade(x) for cascade, x in zip(self.cascades, levels, strict=True)]
        fused = self.fuse(refined, size)
        return self.predictors[0](fused)


def _bottleneck(
    in_channels: int, channels: int, block: type[Bottleneck] = Bottleneck
) -> Bottleneck:
    """Return a residual block of half the width inside; 1x1 shortcut if the width changes."""
    shortcut = None
    if in_channels != channels:
        shortcut = ConvModule(in_channels, channels, 1, norm_cfg=_BN, act_cfg=None)
    return block(in_channels, channels, expansion=2, downsample=shortcut)
