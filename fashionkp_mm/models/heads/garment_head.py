"""Tells what garment an image shows, and which of its key points are there."""

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from mmengine.model import BaseModule
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch import Tensor, nn

from fashionkp_mm.channels import (
    annotated_channels,
    category_channels,
    category_index,
    channel_keypoints,
)


@MODELS.register_module()
class GarmentHead(BaseModule):
    """Light branch beside the pose head: one linear layer on the backbone's pooled last level.

    It tells the category, in a model of several, and for each key point how likely it is annotated,
    visible or occluded, given the image and the category. That likelihood is calibrated by
    :class:`PresenceCalibrationHook`: ``sigmoid(scale * logit + offset[category, point])``.

    Args:
        in_channels: Channels of the backbone's last level.
        categories: Names of the model's categories, C; :class:`GarmentPoseEstimator` fills them in.
        category_weight: Factor on the loss of the category. Heatmap losses are small, a few
            thousandths: by default the category pulls at the backbone about as hard as they do
            (``cpn_lite0``). Adam scales the gradients of the branch's own layer anyway.
        presence_weight: Factor on the loss of the presence; by default it pulls half as hard.
        label_smoothing: Share of the category's target that goes to all categories alike, against
            learning few photos by heart.
        init_cfg: Weight initialization.
    """

    own: Tensor
    presence_scale: Tensor
    presence_offset: Tensor

    def __init__(
        self,
        in_channels: int,
        categories: Sequence[str],
        category_weight: float = 0.001,
        presence_weight: float = 0.002,
        label_smoothing: float = 0.0,
        init_cfg: dict | list | None = None,
    ) -> None:
        super().__init__(init_cfg or dict(type='Normal', layer='Linear', std=0.01))
        self.categories = list(categories)
        self.category_weight = category_weight
        self.presence_weight = presence_weight
        self.label_smoothing = label_smoothing
        several = len(self.categories) > 1
        self.category = nn.Linear(in_channels, len(self.categories)) if several else None
        self.presence = nn.Linear(in_channels, len(channel_keypoints(categories)))
        own = torch.from_numpy(category_channels(categories))
        self.register_buffer('own', own, persistent=False)
        self.register_buffer('presence_scale', torch.ones(()))
        self.register_buffer('presence_offset', torch.zeros(own.shape))

    def forward(self, levels: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Compute logits of the categories and of the points' presence.

        Args:
            levels: The backbone's levels; the last one counts, (B, in_channels, H, W).

        Returns:
            (B, C), zeros where there is one category, and (B, K), not calibrated.
        """
        pooled = levels[-1].mean(dim=(2, 3))
        # shape[0] rather than len: in an exported graph it stays what it is, any number
        category = self.category(pooled) if self.category else pooled.new_zeros(pooled.shape[0], 1)
        return category, self.presence(pooled)

    def loss(
        self, levels: Sequence[Tensor], batch_data_samples: Sequence[PoseDataSample]
    ) -> dict[str, Tensor]:
        """Compute ``loss_presence`` and, in a model of several categories, ``loss_category``.

        Presence is judged on the points of the garment's own category, so that each garment weighs
        the same.

        Args:
            levels: The backbone's levels, (B, C_i, H_i, W_i).
            batch_data_samples: B samples from :class:`FashionAIDataset`.
        """
        category_logits, presence_logits = self(levels)
        rows = [sample.metainfo['raw_ann_info'] for sample in batch_data_samples]
        indices = [self.categories.index(row['category']) for row in rows]
        category = torch.tensor(indices, device=category_logits.device)
        annotated = np.stack([annotated_channels(s, self.categories) for s in batch_data_samples])
        present = torch.from_numpy(annotated).to(presence_logits)
        own = self.own[category]
        errors = F.binary_cross_entropy_with_logits(presence_logits, present, reduction='none')
        presence = ((errors * own).sum(dim=1) / own.sum(dim=1)).mean()
        losses = dict(loss_presence=presence * self.presence_weight)
        if self.category:
            loss = F.cross_entropy(category_logits, category, label_smoothing=self.label_smoothing)
            losses['loss_category'] = loss * self.category_weight
        return losses

    def predict(
        self, views: Sequence[Sequence[Tensor]], batch_data_samples: Sequence[PoseDataSample]
    ) -> list[dict[str, np.ndarray]]:
        """Predict category and presence, each sample's as fields of its ``pred_instances``.

        Args:
            views: The backbone's levels for the images and, if wanted, for their mirror images;
                logits are averaged over both.
            batch_data_samples: B samples. Presence is that of the sample's category where it is
                known, else of the predicted one.

        Returns:
            For each sample ``category`` (1,) with the name, ``category_score`` (1,),
            ``category_probs`` (1, C), ``keypoint_presence`` (1, K), 0 for points that the category
            does not have, and ``keypoint_presence_logits`` (1, K) before calibration.
        """
        flip_indices = batch_data_samples[0].metainfo['flip_indices']
        category_logits, presence_logits = self.averaged(views, flip_indices)
        probs = category_logits.float().softmax(dim=1)
        presence = self.calibrated(presence_logits)
        best = probs.argmax(dim=1).tolist()
        answers = []
        for i, sample in enumerate(batch_data_samples):
            known = category_index(sample, self.categories)
            given = best[i] if known is None else known
            fields = dict(
                category_score=probs[i, best[i]],
                category_probs=probs[i],
                keypoint_presence=presence[i, given],
                keypoint_presence_logits=presence_logits[i].float(),
            )
            answer = {name: value.detach().cpu().numpy()[None] for name, value in fields.items()}
            answers.append(dict(answer, category=np.array([self.categories[best[i]]])))
        return answers

    def averaged(
        self, views: Sequence[Sequence[Tensor]], flip_indices: Sequence[int]
    ) -> tuple[Tensor, Tensor]:
        """Logits averaged over the images and, if given, their mirror images.

        Args:
            views: The backbone's levels for the images and, if wanted, for their mirror images.
            flip_indices: For each point, the place of its mirror image, K numbers.

        Returns:
            As :meth:`forward`.
        """
        category, presence = self(views[0])
        if len(views) > 1:
            mirrored_category, mirrored_presence = self(views[1])
            category = (category + mirrored_category) / 2
            presence = (presence + mirrored_presence[:, list(flip_indices)]) / 2
        return category, presence

    def calibrated(self, presence_logits: Tensor) -> Tensor:
        """Probability that each point is there, if the garment is of each category, (B, C, K).

        Args:
            presence_logits: As :meth:`forward` returns them, (B, K).
        """
        logits = presence_logits.float()[:, None]
        return (self.presence_scale * logits + self.presence_offset).sigmoid() * self.own
