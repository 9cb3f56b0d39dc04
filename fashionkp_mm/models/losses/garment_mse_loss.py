"""Heatmap loss in which each garment has the same weight."""

import torch
import torch.nn.functional as F
from mmpose.registry import MODELS
from torch import Tensor, nn


@MODELS.register_module()
class GarmentMSELoss(nn.Module):
    """Mean squared error of heatmaps, averaged over a garment's key points, then over garments.

    MMPose's ``KeypointMSELoss`` averages over all channels. In a joint model a skirt, with 4 of 24
    key points, then has a quarter of the weight of a dress. ``KeypointOHKMMSELoss`` requires at
    least ``topk`` key points. This loss averages over garments, and its mining works for any number
    of key points.

    Args:
        hardest: Share of a garment's key points that count, those with the largest error (online
            hard key point mining); 1 counts all of them.
        loss_weight: Factor on the loss.

    Raises:
        ValueError: If ``hardest`` is not in (0, 1].

    Reference:
        Chen et al., Cascaded Pyramid Network for Multi-Person Pose Estimation, 2018,
        arXiv:1711.07319, section 3.2.2 (mining).
    """

    def __init__(self, hardest: float = 1.0, loss_weight: float = 1.0) -> None:
        super().__init__()
        if not 0 < hardest <= 1:
            raise ValueError(f'hardest={hardest}: expected 0 < hardest <= 1')
        self.hardest = hardest
        self.loss_weight = loss_weight

    def forward(
        self, output: Tensor, target: Tensor, target_weights: Tensor, keypoint_counts: Tensor
    ) -> Tensor:
        """Return the loss, a scalar; 0 if no key point counts.

        Args:
            output: Predicted heatmaps, (B, K, H, W).
            target: Target heatmaps, (B, K, H, W).
            target_weights: Weight of each key point, (B, K); 0 ignores a key point.
            keypoint_counts: Number of key points of each garment's category, (B,). ``hardest`` is a
                share of this number.
        """
        # in the order of the targets: else each operation converts between the two
        output = output.to(target.dtype).contiguous()
        errors = F.mse_loss(output, target, reduction='none')
        errors = errors.mean(dim=(2, 3)) * target_weights
        quota = (self.hardest * keypoint_counts).ceil()
        counted = (target_weights > 0).sum(dim=1).minimum(quota)
        ranked = errors.sort(dim=1, descending=True).values
        rank = torch.arange(ranked.shape[1], device=ranked.device)
        totals = (ranked * (rank < counted[:, None])).sum(dim=1)
        num_garments = (counted > 0).sum().clamp(min=1)
        return (totals / counted.clamp(min=1)).sum() / num_garments * self.loss_weight
