"""Building blocks of stacked hourglass networks."""

import torch.nn.functional as F
from mmcv.cnn import ConvModule
from torch import Tensor, nn

_PRE = dict(norm_cfg=dict(type='BN'), order=('norm', 'act', 'conv'))


class PreActBottleneck(nn.Module):
    """Residual block with norm and ReLU before each of its convolutions (1x1, 3x3, 1x1).

    Args:
        in_channels: Input channels.
        out_channels: Output channels, twice those of the 3x3 convolution. If they differ from
            ``in_channels``, the shortcut is a 1x1 convolution.

    Reference:
        He et al., Identity Mappings in Deep Residual Networks, 2016, arXiv:1603.05027, section 4;
        in hourglasses: Newell et al., 2016, arXiv:1603.06937, section 3.2.
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        inner = out_channels // 2
        self.residual = nn.Sequential(
            ConvModule(in_channels, inner, 1, **_PRE),
            ConvModule(inner, inner, 3, padding=1, **_PRE),
            ConvModule(inner, out_channels, 1, **_PRE),
        )
        same = in_channels == out_channels
        self.shortcut = nn.Identity() if same else nn.Conv2d(in_channels, out_channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return features (B, out_channels, H, W) of features (B, in_channels, H, W)."""
        return self.shortcut(x) + self.residual(x)


class Hourglass(nn.Module):
    """Symmetric encoder and decoder with a residual branch at each scale.

    Args:
        channels: Channels at every scale.
        depth: Number of times that the resolution is halved.

    Reference:
        Newell et al., Stacked Hourglass Networks for Human Pose Estimation, 2016,
        arXiv:1603.06937, section 3.1.
    """

    def __init__(self, channels: int, depth: int = 4) -> None:
        super().__init__()
        inner = (
            Hourglass(channels, depth - 1) if depth > 1 else PreActBottleneck(channels, channels)
        )
        self.branch = PreActBottleneck(channels, channels)
        self.down = PreActBottleneck(channels, channels)
        self.inner = inner
        self.up = PreActBottleneck(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        """Return features of the same shape as ``x``, (B, channels, H, W)."""
        coarse = self.down(F.max_pool2d(x, 2))
        coarse = self.inner(coarse)
        coarse = self.up(coarse)
        return self.branch(x) + F.interpolate(coarse, size=x.shape[2:], mode='nearest')


def hourglass_features(channels: int) -> nn.Sequential:
    """Return an hourglass and the layers between it and the 1x1 convolution to heatmaps."""
    return nn.Sequential(
        Hourglass(channels),
        PreActBottleneck(channels, channels),
        ConvModule(channels, channels, 1, norm_cfg=dict(type='BN')),
    )
