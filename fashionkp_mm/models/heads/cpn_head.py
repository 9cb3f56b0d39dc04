"""Head of the Cascaded Pyramid Network."""

from collections.abc import Sequence
from typing import Any

import torch
from mmpose.models.heads import HeatmapHead
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch import Tensor

from fashionkp_mm.models.cpn import GlobalNet, RefineNet
from fashionkp_mm.models.heads.keypoint_counts import keypoint_counts


@MODELS.register_module()
class CPNHead(HeatmapHead):
    """Cascaded Pyramid Network: GlobalNet finds the key points, RefineNet corrects the hard ones.

    Both are trained together: GlobalNet on all key points at each of its levels, RefineNet on the
    hardest key points. Predictions are those of RefineNet.

    Args:
        in_channels: Channels of the backbone's levels, finest first.
        out_channels: Number of key points, K.
        channels: Width of both networks.
        upscale: Size of the heatmaps relative to the finest level.
        global_loss: Loss of each GlobalNet level; by default :class:`GarmentMSELoss` with weight
            0.5.
        refine_loss: Loss of RefineNet; by default :class:`GarmentMSELoss` on the hardest half of
            the category's key points.
        **kwargs: Arguments of MMPose's ``HeatmapHead``, such as ``decoder``.

    Reference:
        Chen et al., Cascaded Pyramid Network for Multi-Person Pose Estimation, 2018,
        arXiv:1711.07319, section 3.2.
    """

    def __init__(
        self,
        in_channels: Sequence[int],
        out_channels: int,
        *,
        channels: int = 256,
        upscale: int = 1,
        global_loss: dict | None = None,
        refine_loss: dict | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            in_channels=in_channels,
            out_channels=out_channels,
            deconv_out_channels=None,
            deconv_kernel_sizes=None,
            final_layer=None,
            loss=refine_loss or dict(type='GarmentMSELoss', hardest=0.5),
            **kwargs,
        )
        self.global_loss = MODELS.build(global_loss or dict(type='GarmentMSELoss', loss_weight=0.5))
        self.upscale = upscale
        self.global_net = GlobalNet(in_channels, channels, out_channels)
        self.refine_net = RefineNet(channels, len(in_channels), out_channels)

    @property
    def default_init_cfg(self) -> list[dict]:
        """Empty, because both networks initialize themselves."""
        return []

    def forward(self, feats: Sequence[Tensor]) -> Tensor:
        """Return heatmaps.

        Args:
            feats: The backbone's levels, (B, C_i, H_i, W_i), finest first.

        Returns:
            (B, K, H, W), ``upscale`` times the size of the finest level.
        """
        levels = self.global_net(feats)
        return self.refine_net(levels, self._heatmap_size(feats))

    def _heatmap_size(self, feats: Sequence[Tensor]) -> list[int]:
        return [self.upscale * length for length in feats[0].shape[2:]]

    def loss(
        self, feats: Sequence[Tensor], batch_data_samples: list, train_cfg: dict | None = None
    ) -> dict[str, Tensor]:
        """Return ``loss_global``, the mean over the levels of GlobalNet, and ``loss_refine``.

        Args:
            feats: The backbone's levels, (B, C_i, H_i, W_i), finest first.
            batch_data_samples: B samples with weights (1, K) and target heatmaps (K, H, W); or with
                one of each per level, finest first, as ``GenerateTarget(multilevel=True)`` makes
                them.
            train_cfg: Not used.

        Raises:
            ValueError: If the samples have targets for another number of levels.
        """
        size = self._heatmap_size(feats)
        levels = self.global_net(feats)
        coarse = self.global_net.heatmaps(levels, size)
        targets = _level_targets(batch_data_samples, len(coarse))
        weights = _finest_weights(batch_data_samples)
        counts = keypoint_counts(batch_data_samples, default=self.out_channels).to(weights)
        global_losses = [
            self.global_loss(heatmaps, target, weights, counts)
            for heatmaps, target in zip(coarse, targets, strict=True)
        ]
        refined = self.refine_net(levels, size)
        return dict(
            loss_global=torch.stack(global_losses).mean(),
            loss_refine=self.loss_module(refined, targets[0], weights, counts),
        )


def _level_targets(samples: Sequence[PoseDataSample], num_levels: int) -> list[Tensor]:
    """Return the target heatmaps of each level, (B, K, H, W), finest first.

    Samples with a single target have the same target for all levels.
    """
    fields = [sample.gt_fields.heatmaps for sample in samples]
    if isinstance(fields[0], Tensor):
        return [torch.stack(fields)] * num_levels
    if len(fields[0]) != num_levels:
        raise ValueError(
            f'{len(fields[0])} target heatmaps per key point, but GlobalNet has {num_levels} '
            'levels: expected one sigma per level'
        )
    return [torch.stack(level) for level in zip(*fields, strict=True)]


def _finest_weights(samples: Sequence[PoseDataSample]) -> Tensor:
    """Return the weights of the key points, (B, K), of the finest level if each has its own."""
    weights = [sample.gt_instance_labels.keypoint_weights for sample in samples]
    return torch.stack([levels.flatten(0, -2)[0] for levels in weights])
