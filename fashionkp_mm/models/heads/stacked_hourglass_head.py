"""Head of a stacked hourglass network."""

from collections.abc import Sequence
from typing import Any

import torch
from mmengine.model import BaseModule, ModuleList
from mmpose.models.heads import HeatmapHead
from mmpose.registry import MODELS
from torch import Tensor, nn

from fashionkp_mm.models.heads.keypoint_counts import keypoint_counts
from fashionkp_mm.models.hourglass import hourglass_features


class NextHourglass(BaseModule):
    """Hourglass that takes the features and heatmaps of the previous one.

    Args:
        channels: Channels of the features.
        num_keypoints: Number of heatmaps, K.
    """

    def __init__(self, channels: int, num_keypoints: int) -> None:
        super().__init__(init_cfg=dict(type='Kaiming', layer='Conv2d'))
        self.remap_features = nn.Conv2d(channels, channels, 1)
        self.remap_heatmaps = nn.Conv2d(num_keypoints, channels, 1)
        self.hourglass = hourglass_features(channels)

    def forward(self, x: Tensor, features: Tensor, heatmaps: Tensor) -> tuple[Tensor, Tensor]:
        """Return the input and the output of this hourglass, both (B, channels, H, W).

        Args:
            x: Input of the previous hourglass, (B, channels, H, W).
            features: Its output, (B, channels, H, W).
            heatmaps: Heatmaps predicted from its output, (B, K, H, W).
        """
        x = x + self.remap_features(features) + self.remap_heatmaps(heatmaps)
        return x, self.hourglass(x)


@MODELS.register_module()
class StackedHourglassHead(HeatmapHead):
    """Heatmaps of the :class:`FirstHourglass`, and all following hourglasses.

    The heatmaps of every hourglass are supervised; predictions are those of the last.

    Args:
        in_channels: Channels of the input and of the output of the first hourglass, which are
            equal.
        out_channels: Number of key points, K.
        num_stacks: Number of hourglasses, including the first.
        loss: Loss of each hourglass; by default :class:`GarmentMSELoss`.
        **kwargs: Arguments of MMPose's ``HeatmapHead``, such as ``decoder`` and ``init_cfg``. By
            default, layers that predict heatmaps are initialized near zero.

    Reference:
        Newell et al., Stacked Hourglass Networks for Human Pose Estimation, 2016,
        arXiv:1603.06937, section 3.
    """

    def __init__(
        self,
        in_channels: Sequence[int],
        out_channels: int,
        num_stacks: int,
        *,
        loss: dict | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            in_channels=in_channels,
            out_channels=out_channels,
            deconv_out_channels=None,
            deconv_kernel_sizes=None,
            final_layer=None,
            loss=loss or dict(type='GarmentMSELoss'),
            **kwargs,
        )
        channels = in_channels[-1]
        self.following = ModuleList(
            NextHourglass(channels, out_channels) for _ in range(num_stacks - 1)
        )
        self.predictors = nn.ModuleList(
            nn.Conv2d(channels, out_channels, 1) for _ in range(num_stacks)
        )

    def all_heatmaps(self, feats: Sequence[Tensor]) -> list[Tensor]:
        """Return the heatmaps of every hourglass, (B, K, H, W).

        Args:
            feats: Input and output of the first hourglass, both (B, C, H, W).
        """
        x, features = feats
        heatmaps = [self.predictors[0](features)]
        for hourglass, predictor in zip(self.following, self.predictors[1:], strict=True):
            x, features = hourglass(x, features, heatmaps[-1])
            heatmaps.append(predictor(features))
        return heatmaps

    def forward(self, feats: Sequence[Tensor]) -> Tensor:
        """Return the heatmaps of the last hourglass, (B, K, H, W); see :meth:`all_heatmaps`."""
        return self.all_heatmaps(feats)[-1]

    def loss(
        self, feats: Sequence[Tensor], batch_data_samples: list, train_cfg: dict | None = None
    ) -> dict[str, Tensor]:
        """Return one loss per hourglass: ``loss_stack0``, ``loss_stack1`` and so on.

        Args:
            feats: Input and output of the first hourglass, both (B, C, H, W).
            batch_data_samples: B samples with target heatmaps (K, H, W) and weights (1, K).
            train_cfg: Not used.
        """
        target = torch.stack([sample.gt_fields.heatmaps for sample in batch_data_samples])
        labels = [sample.gt_instance_labels for sample in batch_data_samples]
        weights = torch.cat([label.keypoint_weights for label in labels])
        counts = keypoint_counts(batch_data_samples, default=self.out_channels).to(weights)
        return {
            f'loss_stack{i}': self.loss_module(heatmaps, target, weights, counts)
            for i, heatmaps in enumerate(self.all_heatmaps(feats))
        }
