"""Hourglasses, each of which corrects the heatmaps of the one before."""

from collections.abc import Sequence

import torch
from mmengine.model import BaseModule, ModuleList
from mmpose.models.heads import HeatmapHead
from mmpose.registry import MODELS
from torch import Tensor, nn

from fashionkp_mm.models.heads.garment_sizes import garment_sizes
from fashionkp_mm.models.hourglass import hourglass_features


class NextHourglass(BaseModule):
    """Takes up features and heatmaps of one hourglass and leads them through another.

    Args:
        channels: Channels of the features.
        num_points: Heatmaps, K.
    """

    def __init__(self, channels: int, num_points: int) -> None:
        super().__init__(init_cfg=dict(type='Kaiming', layer='Conv2d'))
        self.remap_features = nn.Conv2d(channels, channels, 1)
        self.remap_heatmaps = nn.Conv2d(num_points, channels, 1)
        self.hourglass = hourglass_features(channels)

    def forward(self, x: Tensor, features: Tensor, heatmaps: Tensor) -> tuple[Tensor, Tensor]:
        """Go on from one hourglass to the next.

        Args:
            x: What went into the one before, (B, channels, H, W).
            features: What came out of it, (B, channels, H, W).
            heatmaps: What was predicted from that, (B, K, H, W).

        Returns:
            What went into this hourglass and what came out, both (B, channels, H, W).
        """
        x = x + self.remap_features(features) + self.remap_heatmaps(heatmaps)
        return x, self.hourglass(x)


@MODELS.register_module()
class StackedHourglassHead(HeatmapHead):
    """All that follows the :class:`FirstHourglass` of a stacked hourglass network.

    The heatmaps of each hourglass have their loss; predictions are those of the last.

    Args:
        in_channels: Channels of what goes into the first hourglass and of what comes out; both are
            the same.
        out_channels: Number of key points, K.
        num_stacks: Number of hourglasses, with the first.
        loss: Loss of each hourglass, :class:`GarmentMSELoss` by default.
        decoder: Codec that turns heatmaps into points.
        init_cfg: Weight initialization; by default near zero for what gives heatmaps, and He's for
            the hourglasses.

    Reference:
        Newell et al., Stacked Hourglass Networks for Human Pose Estimation, 2016,
        arXiv:1603.06937, section 3.
    """

    def __init__(
        self,
        in_channels: Sequence[int],
        out_channels: int,
        num_stacks: int,
        loss: dict | None = None,
        decoder: dict | None = None,
        init_cfg: dict | list | None = None,
    ) -> None:
        super().__init__(
            in_channels=in_channels,
            out_channels=out_channels,
            deconv_out_channels=None,
            deconv_kernel_sizes=None,
            final_layer=None,
            loss=loss or dict(type='GarmentMSELoss'),
            decoder=decoder,
            init_cfg=init_cfg,
        )
        channels = in_channels[-1]
        self.following = ModuleList(
            NextHourglass(channels, out_channels) for _ in range(num_stacks - 1)
        )
        self.predictors = nn.ModuleList(
            nn.Conv2d(channels, out_channels, 1) for _ in range(num_stacks)
        )

    def all_heatmaps(self, feats: Sequence[Tensor]) -> list[Tensor]:
        """Predict from every hourglass.

        Args:
            feats: What goes into the first hourglass and what comes out, both (B, C, H, W).

        Returns:
            Heatmaps (B, K, H, W) of each hourglass.
        """
        x, features = feats
        heatmaps = [self.predictors[0](features)]
        for hourglass, predictor in zip(self.following, self.predictors[1:], strict=True):
            x, features = hourglass(x, features, heatmaps[-1])
            heatmaps.append(predictor(features))
        return heatmaps

    def forward(self, feats: Sequence[Tensor]) -> Tensor:
        """Predict heatmaps (B, K, H, W), as the last of :meth:`all_heatmaps`."""
        return self.all_heatmaps(feats)[-1]

    def loss(
        self, feats: Sequence[Tensor], batch_data_samples: list, train_cfg: dict | None = None
    ) -> dict[str, Tensor]:
        """Compute ``loss_stack0``, ``loss_stack1`` and so on, one for each hourglass.

        Args:
            feats: What goes into the first hourglass and what comes out, both (B, C, H, W).
            batch_data_samples: B samples with target heatmaps (K, H, W) and weights (1, K).
            train_cfg: Not used.
        """
        target = torch.stack([sample.gt_fields.heatmaps for sample in batch_data_samples])
        labels = [sample.gt_instance_labels for sample in batch_data_samples]
        weights = torch.cat([label.keypoint_weights for label in labels])
        num_points = garment_sizes(batch_data_samples, self.out_channels).to(weights)
        return {
            f'loss_stack{i}': self.loss_module(heatmaps, target, weights, num_points)
            for i, heatmaps in enumerate(self.all_heatmaps(feats))
        }
