"""Heatmap loss in which each garment weighs the same."""

import torch
from mmpose.registry import MODELS
from torch import Tensor, nn


@MODELS.register_module()
class GarmentMSELoss(nn.Module):
    """Mean squared error of heatmaps, averaged over a garment's points, then over garments.

    MMPose's ``KeypointMSELoss`` averages over all channels, so that in a joint model a skirt with
    4 of 24 points weighs a quarter of a dress; its ``KeypointOHKMMSELoss`` needs at least ``topk``
    points. Here the unit is the garment, and the mining works for any number of points.

    Args:
        hardest: Share of a garment's points that count, those with the largest error (online hard
            key point mining); 1 counts all.
        loss_weight: Factor on the result.

    Reference:
        Chen et al., Cascaded Pyramid Network for Multi-Person Pose Estimation, 2018,
        arXiv:1711.07319, section 3.2.2 (mining).
    """

    def __init__(self, hardest: float = 1.0, loss_weight: float = 1.0) -> None:
        super().__init__()
        if not 0 < hardest <= 1:
            raise ValueError(f'hardest={hardest}: expected a share, 0 < hardest <= 1')
        self.hardest = hardest
        self.loss_weight = loss_weight

    def forward(
        self, output: Tensor, target: Tensor, target_weights: Tensor, num_points: Tensor
    ) -> Tensor:
        """Compute the loss.

        Args:
            output: Predicted heatmaps, (B, K, H, W).
            target: Target heatmaps, (B, K, H, W).
            target_weights: Weight of each point, (B, K); 0 leaves a point out.
            num_points: How many points each garment's category has, (B,); the hardest share is
                taken of this number.

        Returns:
            Scalar; 0 where no point counts.
        """
        errors = (output - target).square().mean(dim=(2, 3)) * target_weights
        quota = (self.hardest * num_points).ceil()
        counted = (target_weights > 0).sum(dim=1).minimum(quota)
        ranked = errors.sort(dim=1, descending=True).values
        places = torch.arange(ranked.shape[1], device=ranked.device)
        totals = (ranked * (places < counted[:, None])).sum(dim=1)
        garments = (counted > 0).sum().clamp(min=1)
        return (totals / counted.clamp(min=1)).sum() / garments * self.loss_weight
