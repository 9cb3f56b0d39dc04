"""What a stacked hourglass network is made of."""

import torch.nn.functional as F
from mmcv.cnn import ConvModule
from torch import Tensor, nn

_PRE = dict(norm_cfg=dict(type='BN'), order=('norm', 'act', 'conv'))


class PreActBottleneck(nn.Module):
    """Residual block with norm and ReLU before each of its convolutions (1x1, 3x3, 1x1).

    Args:
        in_channels: Channels that come in.
        out_channels: Channels that go out, twice those inside; where the two numbers differ, a 1x1
            convolution stands on the shortcut.

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
        """Transform features (B, C_in, H, W) to (B, C_out, H, W)."""
        return self.shortcut(x) + self.residual(x)


class Hourglass(nn.Module):
    """Features through ever coarser scales and back, with a branch of each scale's own.

    Args:
        channels: Channels at every scale.
        depth: Times that the size is halved.

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
        """Transform features (B, channels, H, W), keeping their shape."""
        coarse = self.up(self.inner(self.down(F.max_pool2d(x, 2))))
        return self.branch(x) + F.interpolate(coarse, size=x.shape[2:], mode='nearest')


def hourglass_features(channels: int) -> nn.Sequential:
    """An hourglass and the layers after it, up to the features that heatmaps are predicted from."""
    return nn.Sequential(
        Hourglass(channels),
        PreActBottleneck(channels, channels),
        ConvModule(channels, channels, 1, norm_cfg=dict(type='BN')),
    )
