"""Head of Deep Fashion Alignment."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np
import torch
import torch.nn.functional as F
from mmpose.models.heads import RegressionHead
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch import Tensor, nn

from fashionkp_mm.channels import category_channels, category_index, visibility_channels
from fashionkp_mm.models.dfa import (
    STEP,
    DFAStage,
    StageOutput,
    clustered_values,
    mean_errors,
    regression_targets,
)
from fashionkp_mm.models.pseudo_labels import AutoRouting, PseudoLabels


class Cascade(NamedTuple):
    """Predictions of all stages.

    Attributes:
        outputs: Those of the networks: stage 1, stage 2, easy and hard branch of stage 3.
        points: Key points after each network, (B, K, 2), relative to the size of the input.
        hard: Weight of the hard branch for each sample, (B,).
    """

    outputs: tuple[StageOutput, ...]
    points: tuple[Tensor, ...]
    hard: Tensor

    def final_points(self) -> Tensor:
        """Return the key points of the branch that each sample takes, (B, K, 2)."""
        easy, hard = self.points[2:]
        return easy.lerp(hard, self.hard[:, None, None])


@MODELS.register_module()
class DFAHead(RegressionHead):
    """Deep Fashion Alignment: three stages, each of which corrects the points of the previous one.

    Every stage has a VGG-16 of its own that sees the whole image. The first predicts the key
    points, the second their offsets. The third has two branches of the same kind: samples that are
    easy for the second stage take one, hard ones the other (:class:`AutoRouting`). Each network
    also predicts whether a point is visible, occluded or absent, and pseudo-labels
    (:class:`PseudoLabels`): clusters of the shapes of garments in the first stage, of the errors of
    the stage before in the second, and of these errors relative to the shape in the third, which
    tell stretching from turning. The score of a key point is the probability that it is visible,
    until :class:`ScoreCalibration` is fitted.

    No gradient flows from a stage to the one before. The stages are trained one after another by
    :class:`StagewiseTrainingHook`, as the authors do, or without it all at once.

    What differs from the paper:

    - FashionAI has no boxes of clothes, so that the input is the whole image. Shapes are therefore
      centred and scaled by their own extent before they are clustered.
    - Points that are not annotated have no loss of position. In clusters they are at the centre of
      the garment, without an error, so that clusters tell categories apart too.
    - Hard are samples whose expected error is above the median, so that both branches learn from
      equally many. Until that is known, both learn from all, and are averaged.
    - The features are pooled to 7 x 7 cells, so that any input size fits.

    Args:
        in_channels: Channels of the features of each network, four numbers, last stage first.
        num_joints: Number of key points, K.
        fc_channels: Width of the fully connected layers; 4096 in the paper.
        num_labels: Number of pseudo-labels of each stage, L, as in the authors' networks.
        visibility_weight: Factor on the loss of the visibility; with the default, its gradient in a
            network is a tenth of that of the positions at first, and about equal at the end.
        label_weight: Factor on the loss of the pseudo-labels.
        **kwargs: Arguments of MMPose's ``RegressionHead``, such as ``decoder``. The loss of the
            positions is by default half the squared distance in fifths of the input's size.

    Reference:
        Liu et al., Fashion Landmark Detection in the Wild, ECCV 2016, arXiv:1608.03049, "Our
        Approach", and the authors' networks (github.com/liuziwei7/fashion-landmarks, folder
        models): widths, number of pseudo-labels, unit of the offsets.
    """

    network_stages = (2, 2, 1, 0)
    """Stage of each network: hard and easy branch of the third stage, second stage, first stage."""

    categories: Sequence[str] = ()
    """Names of the model's categories; set by :class:`GarmentPoseEstimator`."""

    def __init__(
        self,
        in_channels: Sequence[int],
        num_joints: int,
        *,
        fc_channels: int = 4096,
        num_labels: int = 20,
        visibility_weight: float = 0.05,
        label_weight: float = 0.05,
        loss: dict | None = None,
        **kwargs: Any,
    ) -> None:
        default = dict(type='SoftWeightSmoothL1Loss', use_target_weight=True)
        super().__init__(1, num_joints, loss=loss or default, **kwargs)
        del self.fc  # of RegressionHead
        self.in_channels = tuple(in_channels)
        if len(self.in_channels) != len(self.network_stages):
            raise ValueError(
                f'in_channels={in_channels!r}: expected {len(self.network_stages)} numbers, one '
                'for each network of the backbone'
            )
        self.visibility_weight = visibility_weight
        self.label_weight = label_weight
        self.stages = nn.ModuleList(
            DFAStage(channels, fc_channels, num_joints, num_labels, first=stage == 0)
            for channels, stage in zip(self.in_channels, self.network_stages, strict=True)
        )
        # shapes and errors have two values for each point, errors relative to the shape four
        self.pseudo_labels = nn.ModuleList(
            PseudoLabels(values * num_joints, num_labels) for values in (2, 2, 4)
        )
        self.routing = AutoRouting(num_labels)

    def init_weights(self) -> None:
        """Initialize the weights; at first the later stages leave the points as they are."""
        super().init_weights()
        for stage in self._stages():
            stage.init_weights()

    def forward(self, feats: Sequence[Tensor]) -> Tensor:
        """Return coordinates and uncertainties, as MMPose's regression codec decodes them.

        Args:
            feats: Features of each network, (B, C_i, h, w), last stage first.

        Returns:
            (B, K, 4): x and y, relative to the size of the input; the probability that the key
            point is not visible, twice.
        """
        cascade = self.cascade(feats)
        easy, hard = cascade.outputs[2:]
        weight = cascade.hard[:, None, None]
        visibility = easy.visibility.lerp(hard.visibility, weight).softmax(dim=-1)
        hidden = 1 - visibility[..., :1]
        return torch.cat([cascade.final_points(), hidden, hidden], dim=-1)

    def cascade(self, feats: Sequence[Tensor]) -> Cascade:
        """Return the predictions of all stages; no gradient flows from a stage to the one before.

        Args:
            feats: Features of each network, (B, C_i, h, w), last stage first.
        """
        center = feats[0].new_full((feats[0].shape[0], self.num_joints, 2), 0.5).float()
        hard_branch, easy_branch, second, first = self._stages()
        outputs = [first(feats[3], center)]
        points = [center + outputs[0].offsets]
        rest = ((second, feats[2], 0), (easy_branch, feats[1], 1), (hard_branch, feats[0], 1))
        for stage, features, previous in rest:
            start = points[previous].detach()
            outputs.append(stage(features, start))
            points.append(start + outputs[-1].offsets)
        hard = self.routing(outputs[1].labels.detach().softmax(dim=1))
        return Cascade(tuple(outputs), tuple(points), hard)

    def loss(
        self,
        feats: Sequence[Tensor],
        batch_data_samples: Sequence[PoseDataSample],
        train_cfg: dict | None = None,
    ) -> dict[str, Tensor]:
        """Return the losses, and the mean error after each stage in percent of the input's size.

        Args:
            feats: Features of each network, (B, C_i, h, w), last stage first.
            batch_data_samples: B samples from :class:`FashionAIDataset` with the targets of
                MMPose's regression codec.
            train_cfg: Not used.

        Returns:
            ``loss_stage1`` to ``loss_stage3``, of the positions; ``loss_visibility`` and
            ``loss_labels``, sums over the stages; ``error_stage1`` to ``error_stage3``.
        """
        target, weights = regression_targets(batch_data_samples)
        cascade = self.cascade(feats)
        every = torch.ones_like(cascade.hard)
        shares = (every, every, 1 - cascade.hard, cascade.hard)
        positions = [
            self.loss_module(points / STEP, target / STEP, weights * share[:, None])
            for points, share in zip(cascade.points, shares, strict=True)
        ]
        visibility = self._visibility_losses(cascade.outputs, batch_data_samples)
        labels = self._label_losses(cascade, target, weights)
        losses = dict(
            loss_stage1=positions[0],
            loss_stage2=positions[1],
            loss_stage3=positions[2] + positions[3],
            loss_visibility=self.visibility_weight * _total(visibility, shares),
            loss_labels=self.label_weight * _total(labels, shares),
        )
        results = (*cascade.points[:2], cascade.final_points())
        for index, points in enumerate(results, start=1):
            losses[f'error_stage{index}'] = 100 * mean_errors(points, target, weights).mean()
        return losses

    def _stages(self) -> list[DFAStage]:
        return cast(list[DFAStage], list(self.stages))

    def _label_losses(self, cascade: Cascade, target: Tensor, weights: Tensor) -> list[Tensor]:
        """Return the loss of each network and sample, (B,), and collect the samples for clusters.

        It is zero before there are clusters.
        """
        soft = []
        for labels, values in zip(
            cast(list[PseudoLabels], list(self.pseudo_labels)),
            clustered_values(cascade.points[:2], target, weights),
            strict=True,
        ):
            labels.observe(values)
            soft.append(labels.soft_labels(values))
        shares = cascade.outputs[1].labels.detach().softmax(dim=1)
        self.routing.observe(shares, mean_errors(cascade.points[1], target, weights))
        return [
            F.cross_entropy(output.labels, expected, reduction='none')
            for output, expected in zip(cascade.outputs, (*soft, soft[2]), strict=True)
        ]

    def _visibility_losses(
        self, outputs: Sequence[StageOutput], samples: Sequence[PoseDataSample]
    ) -> list[Tensor]:
        """Return the loss of each network and sample, (B,), over the category's key points."""
        device = outputs[0].visibility.device
        visibility = [visibility_channels(sample, self.categories) for sample in samples]
        target = torch.from_numpy(np.stack(visibility)).long().to(device)
        indices = torch.tensor([category_index(sample, self.categories) for sample in samples])
        channels = torch.from_numpy(category_channels(self.categories))[indices].to(device)
        # visible 1, occluded 0, absent -1 are classes 0, 1 and 2
        errors = [
            F.cross_entropy(output.visibility.transpose(1, 2), 1 - target, reduction='none')
            for output in outputs
        ]
        return [(error * channels).sum(dim=1) / channels.sum(dim=1) for error in errors]


def _total(losses: Sequence[Tensor], shares: Sequence[Tensor]) -> Tensor:
    """Return the sum over the networks of the means over the samples, which have shares (B,)."""
    return (torch.stack(tuple(losses)) * torch.stack(tuple(shares))).mean(dim=1).sum()
