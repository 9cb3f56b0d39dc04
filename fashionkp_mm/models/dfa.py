"""A stage of Deep Fashion Alignment, and what its pseudo-labels are made of."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from mmpose.structures import PoseDataSample
from torch import Tensor, nn

STEP = 1 / 5
"""Unit of the offsets, in sizes of the input, as in the authors' networks."""

_POOLED = 7  # cells of the features, as of a VGG's at 224 px
_EMBEDDING = 512  # width of the previous stage's points
_EPS = 1e-6


class StageOutput(NamedTuple):
    """Predictions of a network.

    Attributes:
        offsets: Offsets of the key points from those of the previous stage, or in the first stage
            from the centre of the input, (B, K, 2), in sizes of the input.
        visibility: Logits of visible, occluded and absent, (B, K, 3).
        labels: Logits of the pseudo-labels, (B, L).
    """

    offsets: Tensor
    visibility: Tensor
    labels: Tensor


class DFAStage(nn.Module):
    """Fully connected layers of a VGG, into which the points of the previous stage are mixed."""

    def __init__(
        self, in_channels: int, channels: int, num_points: int, num_labels: int, *, first: bool
    ) -> None:
        super().__init__()
        self.step = 1.0 if first else STEP
        self.fc6 = nn.Linear(in_channels * _POOLED**2, channels)
        self.embedding = None if first else nn.Linear(2 * num_points, _EMBEDDING)
        self.fc7 = nn.Linear(channels + (0 if first else _EMBEDDING), channels)
        self.points = nn.Linear(channels, 2 * num_points)
        self.visibility = nn.Linear(channels, 3 * num_points)
        self.labels = nn.Linear(channels, num_labels)

    def init_weights(self) -> None:
        """Initialize the weights: a first stage near the centre, a later one without an effect."""
        for layer in filter(None, (self.fc6, self.embedding, self.fc7)):
            nn.init.kaiming_normal_(layer.weight)
        for layer in (self.points, self.visibility, self.labels):
            nn.init.normal_(layer.weight, std=1e-3)
        if self.embedding is not None:
            nn.init.zeros_(self.points.weight)

    def forward(self, features: Tensor, points: Tensor) -> StageOutput:
        """Return the predictions.

        Args:
            features: (B, C, h, w).
            points: Points of the previous stage, (B, K, 2); not used by the first.
        """
        if features.shape[2:] != (_POOLED, _POOLED):
            features = F.adaptive_avg_pool2d(features, _POOLED)
        x = self.fc6(features.flatten(1))
        if self.embedding is not None:
            x = torch.cat([x, self.embedding((points - 0.5).flatten(1))], dim=1)
        x = self._dropout(F.relu(x))
        x = self._dropout(F.relu(self.fc7(x)))
        # losses and clusters in float32, also with automatic mixed precision
        offsets = self.points(x).float().unflatten(1, (-1, 2)) * self.step
        visibility = self.visibility(x).float().unflatten(1, (-1, 3))
        return StageOutput(offsets, visibility, self.labels(x).float())

    def _dropout(self, x: Tensor) -> Tensor:
        # a frozen stage predicts for those that are trained, as it will in the end
        return F.dropout(x, training=self.training and self.fc6.weight.requires_grad)


def clustered_values(
    points: Sequence[Tensor], target: Tensor, weights: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Return what the pseudo-labels of each stage are clusters of.

    Args:
        points: Key points after the first and the second stage, each (B, K, 2).
        target: Annotated key points, (B, K, 2).
        weights: Weights of the key points, (B, K); those of weight 0 do not count.

    Returns:
        Shapes (B, 2K), see :func:`garment_shapes`; errors of the first stage (B, 2K); for each key
        point all products of a coordinate of the shape and an error of the second stage, (B, 4K).
    """
    counted = (weights > 0)[..., None]
    shapes = garment_shapes(target, counted)
    first, second = ((target - stage.detach()) * counted / STEP for stage in points)
    products = shapes[..., :, None] * second[..., None, :]
    return shapes.flatten(1), first.flatten(1), products.flatten(1)


def garment_shapes(target: Tensor, counted: Tensor) -> Tensor:
    """Return points centred and scaled to a mean distance of one, (B, K, 2).

    Points that do not count are at the centre.

    Args:
        target: (B, K, 2).
        counted: (B, K, 1) bool.
    """
    number = counted.sum(dim=1, keepdim=True).clamp(min=1)
    centered = (target - (target * counted).sum(dim=1, keepdim=True) / number) * counted
    scale = centered.norm(dim=-1, keepdim=True).sum(dim=1, keepdim=True) / number
    return centered / scale.clamp(min=_EPS)


def mean_errors(points: Tensor, target: Tensor, weights: Tensor) -> Tensor:
    """Return the mean distance from the target of each sample, (B,), in sizes of the input."""
    distances = (points.detach() - target).norm(dim=-1)
    return (distances * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=_EPS)


def regression_targets(samples: Sequence[PoseDataSample]) -> tuple[Tensor, Tensor]:
    """Return the targets of MMPose's regression codec, (B, K, 2), and their weights, (B, K).

    Args:
        samples: B samples.
    """
    truth = [sample.gt_instance_labels for sample in samples]
    target = torch.cat([instances.keypoint_labels for instances in truth])
    return target, torch.cat([instances.keypoint_weights for instances in truth])
