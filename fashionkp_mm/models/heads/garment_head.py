"""Head that predicts the category of a garment and the presence of its key points."""

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
    """Linear layers on the backbone's last level, after average pooling, beside the pose head.

    They predict the category, if the model has several, and the presence of each key point: the
    probability that it is annotated, visible or occluded, given the image and the category.
    :class:`PresenceCalibrationHook` calibrates it:
    ``sigmoid(scale * logit + offset[category, keypoint])``.

    Args:
        in_channels: Channels of the backbone's last level.
        categories: Names of the model's categories, C; set by :class:`GarmentPoseEstimator`.
        category_weight: Factor on the category loss. Heatmap losses are a few thousandths; with the
            default, the gradients of both in the backbone of ``cpn_lite0`` are about equal. Adam
            normalizes the gradients of this head's own layers.
        presence_weight: Factor on the presence loss; with the default, its gradient is half as
            large.
        label_smoothing: Share of the category's target that is spread over all categories, against
            overfitting to few photos.
        init_cfg: Weight initialization.
    """

    category_channels: Tensor
    presence_scale: Tensor
    presence_offset: Tensor

    def __init__(
        self,
        in_channels: int,
        categories: Sequence[str],
        *,
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
        channels = torch.from_numpy(category_channels(categories))
        self.register_buffer('category_channels', channels, persistent=False)
        self.register_buffer('presence_scale', torch.ones(()))
        self.register_buffer('presence_offset', torch.zeros(channels.shape))

    def forward(self, levels: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Return the logits of the categories and of the presence.

        Args:
            levels: The backbone's levels, of which the last is used, (B, in_channels, H, W).

        Returns:
            Category logits (B, C), zero if there is only one category, and presence logits (B, K),
            not calibrated.
        """
        pooled = levels[-1].mean(dim=(2, 3))
        # shape[0], not len(), keeps the batch size dynamic in an exported graph
        category = self.category(pooled) if self.category else pooled.new_zeros(pooled.shape[0], 1)
        return category, self.presence(pooled)

    def loss(
        self, levels: Sequence[Tensor], batch_data_samples: Sequence[PoseDataSample]
    ) -> dict[str, Tensor]:
        """Return ``loss_presence`` and, if the model has several categories, ``loss_category``.

        The presence loss is averaged over the key points of the garment's category, then over
        garments, so that each garment has the same weight.

        Args:
            levels: The backbone's levels, (B, C_i, H_i, W_i).
            batch_data_samples: B samples from :class:`FashionAIDataset`.
        """
        category_logits, presence_logits = self(levels)
        indices = [category_index(sample, self.categories) for sample in batch_data_samples]
        category = torch.tensor(indices, device=category_logits.device)
        annotated = np.stack([annotated_channels(s, self.categories) for s in batch_data_samples])
        present = torch.from_numpy(annotated).to(presence_logits)
        counted = self.category_channels[category]
        errors = F.binary_cross_entropy_with_logits(presence_logits, present, reduction='none')
        presence = ((errors * counted).sum(dim=1) / counted.sum(dim=1)).mean()
        losses = dict(loss_presence=presence * self.presence_weight)
        if self.category:
            loss = F.cross_entropy(category_logits, category, label_smoothing=self.label_smoothing)
            losses['loss_category'] = loss * self.category_weight
        return losses

    def predict(
        self, views: Sequence[Sequence[Tensor]], batch_data_samples: Sequence[PoseDataSample]
    ) -> list[dict[str, np.ndarray]]:
        """Predict the category and the presence of key points.

        Args:
            views: The backbone's levels for the images, or for the images and the flipped images,
                over which logits are averaged.
            batch_data_samples: B samples. Presence is that of the sample's category if it is known,
                else that of the predicted category.

        Returns:
            Fields of the ``pred_instances`` of each sample: ``category`` (1,), the predicted name;
            ``category_score`` (1,); ``category_probs`` (1, C); ``keypoint_presence`` (1, K), 0 for
            key points that the category does not have; ``keypoint_presence_logits`` (1, K), not
            calibrated.
        """
        flip_indices = batch_data_samples[0].metainfo['flip_indices']
        category_logits, presence_logits = self.average_views(views, flip_indices)
        calibrated = self.calibrated_logits(presence_logits)
        return self.decode(category_logits, presence_logits, calibrated, batch_data_samples)

    def decode(
        self,
        category_logits: Tensor,
        presence_logits: Tensor,
        calibrated: Tensor,
        batch_data_samples: Sequence[PoseDataSample],
    ) -> list[dict[str, np.ndarray]]:
        """Return the fields of :meth:`predict` for logits.

        Args:
            category_logits: See :meth:`forward`, (B, C).
            presence_logits: See :meth:`forward`, (B, K).
            calibrated: See :meth:`calibrated_logits`, (B, C, K).
            batch_data_samples: B samples.
        """
        probs = category_logits.float().softmax(dim=1)
        presence = calibrated.sigmoid() * self.category_channels
        predictions = []
        for i, sample in enumerate(batch_data_samples):
            predicted = int(probs[i].argmax())
            known = category_index(sample, self.categories)
            fields = dict(
                category_score=probs[i, predicted],
                category_probs=probs[i],
                keypoint_presence=presence[i, predicted if known is None else known],
                keypoint_presence_logits=presence_logits[i].float(),
            )
            arrays = {name: value.detach().cpu().numpy()[None] for name, value in fields.items()}
            predictions.append(dict(arrays, category=np.array([self.categories[predicted]])))
        return predictions

    def average_views(
        self, views: Sequence[Sequence[Tensor]], flip_indices: Sequence[int]
    ) -> tuple[Tensor, Tensor]:
        """Return the logits averaged over the images and, if given, the flipped images.

        Args:
            views: The backbone's levels for the images, or for the images and the flipped images.
            flip_indices: For each channel, that of the mirrored key point, K indices.

        Returns:
            See :meth:`forward`.
        """
        category, presence = self(views[0])
        if len(views) > 1:
            flipped_category, flipped_presence = self(views[1])
            category = (category + flipped_category) / 2
            presence = (presence + flipped_presence[:, list(flip_indices)]) / 2
        return category, presence

    def presence_probs(self, presence_logits: Tensor) -> Tensor:
        """Return the calibrated presence of each key point given each category, (B, C, K).

        Args:
            presence_logits: See :meth:`forward`, (B, K).
        """
        return self.calibrated_logits(presence_logits).sigmoid() * self.category_channels

    def calibrated_logits(self, presence_logits: Tensor) -> Tensor:
        """Return the calibrated logits of each key point given each category, (B, C, K).

        Args:
            presence_logits: See :meth:`forward`, (B, K).
        """
        return self.presence_scale * presence_logits.float()[:, None] + self.presence_offset
