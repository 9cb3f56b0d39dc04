"""Stem and first hourglass of a stacked hourglass network."""

from mmcv.cnn import ConvModule
from mmpose.models.backbones.base_backbone import BaseBackbone
from mmpose.registry import MODELS
from torch import Tensor, nn

from fashionkp_mm.models.hourglass import PreActBottleneck, hourglass_features


@MODELS.register_module()
class FirstHourglass(BaseBackbone):
    """Stem and first hourglass of a stacked hourglass network, at stride 4.

    The following hourglasses are in :class:`StackedHourglassHead`, because each takes the heatmaps
    of the previous one as input.

    Args:
        channels: Channels of the hourglass.
        init_cfg: Weight initialization; by default He initialization.

    Reference:
        Newell et al., Stacked Hourglass Networks for Human Pose Estimation, 2016,
        arXiv:1603.06937, section 3.
    """

    def __init__(self, channels: int = 256, init_cfg: dict | list | None = None) -> None:
        super().__init__(init_cfg=init_cfg or dict(type='Kaiming', layer='Conv2d'))
        self.stem = nn.Sequential(
            ConvModule(3, channels // 4, 7, stride=2, padding=3, norm_cfg=dict(type='BN')),
            PreActBottleneck(channels // 4, channels // 2),
            nn.MaxPool2d(2),
            PreActBottleneck(channels // 2, channels // 2),
            PreActBottleneck(channels // 2, channels),
        )
        self.hourglass = hourglass_features(channels)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the input and the output of the hourglass.

        Args:
            x: Images, (B, 3, H, W).

        Returns:
            Both (B, channels, H / 4, W / 4).
        """
        x = self.stem(x)
        return x, self.hourglass(x)
