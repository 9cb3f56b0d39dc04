"""The two networks of the Cascaded Pyramid Network as one head."""

import functools
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from mmcv.cnn import ConvModule
from mmengine.model import BaseModule
from mmpose.models.backbones.resnet import Bottleneck
from mmpose.models.heads import HeatmapHead
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch import Tensor, nn

from fashionkp_mm.models.heads.garment_sizes import garment_sizes
from fashionkp_mm.models.resize import resized

_BN = dict(type='BN')
# He initialization for the blocks; near zero for the layers that give heatmaps, whose targets are
# zero nearly everywhere.
_INIT = [
    dict(
        type='Kaiming',
        layer='Conv2d',
        override=dict(type='Normal', name='predictors', std=0.001),
    ),
    dict(type='Constant', layer='BatchNorm2d', val=1),
]


def _bottleneck(
    in_channels: int, channels: int, block: type[Bottleneck] = Bottleneck
) -> Bottleneck:
    """Residual block with half as many channels inside; a 1x1 shortcut where the width changes."""
    shortcut = None
    if in_channels != channels:
        shortcut = ConvModule(in_channels, channels, 1, norm_cfg=_BN, act_cfg=None)
    return block(in_channels, channels, expansion=2, downsample=shortcut)


class GlobalNet(BaseModule):
    """Feature pyramid that predicts heatmaps at every level.

    Args:
        in_channels: Channels of the backbone's levels, finest first.
        channels: Channels of the pyramid.
        num_points: Heatmaps to predict, K.
    """

    def __init__(self, in_channels: Sequence[int], channels: int, num_points: int) -> None:
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
            nn.Conv2d(channels, num_points, 3, padding=1) for _ in in_channels
        )

    def forward(self, feats: Sequence[Tensor]) -> list[Tensor]:
        """Build the pyramid.

        Args:
            feats: The backbone's levels, (B, C_i, H_i, W_i), finest first.

        Returns:
            Levels (B, channels, H_i, W_i), finest first.
        """
        levels = [lateral(x) for lateral, x in zip(self.laterals, feats, strict=True)]
        for i in range(len(levels) - 1, 0, -1):
            finer = self._lifted(self.top_down[i - 1], levels[i], levels[i - 1].shape[2:])
            levels[i - 1] = levels[i - 1] + finer
        return levels

    def _lifted(self, layer: ConvModule, x: Tensor, size: Sequence[int]) -> Tensor:
        """A level (B, channels, h, w) resized to (H, W) = ``size`` and convolved."""
        if self.training:  # see LevelFusion
            return layer.norm(resized(layer.conv(x), size))
        return layer(resized(x, size))

    def heatmaps(self, levels: Sequence[Tensor], size: Sequence[int]) -> list[Tensor]:
        """Predict from each level, (B, K, H, W) with (H, W) = ``size``."""
        return [
            resized(predict(squeeze(x)), size)
            for squeeze, predict, x in zip(self.squeezes, self.predictors, levels, strict=True)
        ]


class LevelFusion(Bottleneck):
    """The bottleneck that all levels go through together, at the finest's size.

    In training, the 1x1 convolutions come before the resizing. Either is linear in what the other
    does, so that the maps are the same, and most of the work is done on coarse ones: a step of
    ``cpn_r50`` takes a tenth less. For prediction, where norms are folded into the convolutions
    before them, the order is the paper's.
    """

    def forward(self, levels: Sequence[Tensor], size: Sequence[int]) -> Tensor:
        """Fuse levels (B, C_i, H_i, W_i) to (B, out_channels, H, W) with (H, W) = ``size``."""
        if not self.training or self.downsample is None:
            return super().forward(torch.cat([resized(x, size) for x in levels], dim=1))
        x = self.relu(self.norm1(_convolved(self.conv1, levels, size)))
        x = self.relu(self.norm2(self.conv2(x)))
        x = self.norm3(self.conv3(x))
        shortcut = self.downsample.norm(_convolved(self.downsample.conv, levels, size))
        return self.relu(x + shortcut)


def _convolved(conv: nn.Conv2d, levels: Sequence[Tensor], size: Sequence[int]) -> Tensor:
    """What a 1x1 convolution makes of all levels, resized and concatenated, (B, C, H, W)."""
    weights = conv.weight.split([x.shape[1] for x in levels], dim=1)
    maps = [resized(F.conv2d(x, weight), size) for x, weight in zip(levels, weights, strict=True)]
    return functools.reduce(torch.add, maps)


class RefineNet(BaseModule):
    """Gathers all levels of the pyramid for the hard points: more blocks for coarser levels.

    Args:
        channels: Channels of the pyramid.
        num_levels: Levels of the pyramid; the i-th finest passes i bottlenecks.
        num_points: Heatmaps to predict, K.
    """

    def __init__(self, channels: int, num_levels: int, num_points: int) -> None:
        super().__init__(init_cfg=_INIT)
        self.cascades = nn.ModuleList(
            nn.Sequential(*(_bottleneck(channels, channels) for _ in range(depth)))
            for depth in range(num_levels)
        )
        self.fuse = _bottleneck(num_levels * channels, channels, LevelFusion)
        self.predictors = nn.ModuleList([nn.Conv2d(channels, num_points, 3, padding=1)])

    def forward(self, levels: Sequence[Tensor], size: Sequence[int]) -> Tensor:
        """Predict heatmaps from all levels, (B, K, H, W) with (H, W) = ``size``."""
        refined = [cascade(x) for cascade, x in zip(self.cascades, levels, strict=True)]
        return self.predictors[0](self.fuse(refined, size))


@MODELS.register_module()
class CPNHead(HeatmapHead):
    """Cascaded Pyramid Network: GlobalNet finds the points, RefineNet corrects the hard ones.

    Both are trained together: GlobalNet on all points at each of its levels, RefineNet on the
    hardest of them. Predictions come from RefineNet.

    Args:
        in_channels: Channels of the backbone's levels, finest first.
        out_channels: Number of key points, K.
        channels: Width of both networks.
        upscale: Size of the heatmaps in sizes of the finest level.
        global_loss: Loss of each GlobalNet level, :class:`GarmentMSELoss` by default with half
            weight.
        refine_loss: Loss of RefineNet, by default on the hardest half of the category's points.
        decoder: Codec that turns heatmaps into points.
        init_cfg: Weight initialization.

    Reference:
        Chen et al., Cascaded Pyramid Network for Multi-Person Pose Estimation, 2018,
        arXiv:1711.07319, section 3.2.
    """

    def __init__(
        self,
        in_channels: Sequence[int],
        out_channels: int,
        channels: int = 256,
        upscale: int = 1,
        global_loss: dict | None = None,
        refine_loss: dict | None = None,
        decoder: dict | None = None,
        init_cfg: dict | list | None = None,
    ) -> None:
        refine_loss = refine_loss or dict(type='GarmentMSELoss', hardest=0.5)
        super().__init__(
            in_channels=in_channels,
            out_channels=out_channels,
            deconv_out_channels=None,
            deconv_kernel_sizes=None,
            final_layer=None,
            loss=refine_loss,
            decoder=decoder,
            init_cfg=init_cfg,
        )
        self.global_loss = MODELS.build(global_loss or dict(type='GarmentMSELoss', loss_weight=0.5))
        self.upscale = upscale
        self.global_net = GlobalNet(in_channels, channels, out_channels)
        self.refine_net = RefineNet(channels, len(in_channels), out_channels)

    @property
    def default_init_cfg(self) -> list[dict]:
        """Nothing of its own: both networks initialize themselves."""
        return []

    def forward(self, feats: Sequence[Tensor]) -> Tensor:
        """Predict heatmaps.

        Args:
            feats: The backbone's levels, (B, C_i, H_i, W_i), finest first.

        Returns:
            (B, K, H, W), ``upscale`` times the finest level's size.
        """
        return self.refine_net(self.global_net(feats), self._heatmap_size(feats))

    def _heatmap_size(self, feats: Sequence[Tensor]) -> list[int]:
        return [self.upscale * length for length in feats[0].shape[2:]]

    def loss(
        self, feats: Sequence[Tensor], batch_data_samples: list, train_cfg: dict | None = None
    ) -> dict[str, Tensor]:
        """Compute ``loss_global`` (mean over GlobalNet's levels) and ``loss_refine``.

        Args:
            feats: The backbone's levels, (B, C_i, H_i, W_i), finest first.
            batch_data_samples: B samples with weights (1, K) and target heatmaps (K, H, W); or with
                one of both a level, finest first, as ``GenerateTarget(multilevel=True)`` gives.
            train_cfg: Not used.

        Raises:
            ValueError: The samples have targets for another number of levels.
        """
        levels, size = self.global_net(feats), self._heatmap_size(feats)
        coarse = self.global_net.heatmaps(levels, size)
        targets = _level_targets(batch_data_samples, len(coarse))
        labels = [sample.gt_instance_labels for sample in batch_data_samples]
        # where there is one row a level, the finest level's counts
        weights = torch.stack([label.keypoint_weights.flatten(0, -2)[0] for label in labels])
        num_points = garment_sizes(batch_data_samples, self.out_channels).to(weights)
        global_losses = [
            self.global_loss(heatmaps, target, weights, num_points)
            for heatmaps, target in zip(coarse, targets, strict=True)
        ]
        refined = self.loss_module(self.refine_net(levels, size), targets[0], weights, num_points)
        return dict(loss_global=torch.stack(global_losses).mean(), loss_refine=refined)


def _level_targets(samples: Sequence[PoseDataSample], num_levels: int) -> list[Tensor]:
    """Target heatmaps (B, K, H, W) of each level, finest first; one target serves all levels."""
    fields = [sample.gt_fields.heatmaps for sample in samples]
    if isinstance(fields[0], Tensor):
        return [torch.stack(fields)] * num_levels
    if len(fields[0]) != num_levels:
        raise ValueError(
            f'{len(fields[0])} target heatmaps a point, but GlobalNet has {num_levels} levels: '
            'expected one sigma a level'
        )
    return [torch.stack(level) for level in zip(*fields, strict=True)]
