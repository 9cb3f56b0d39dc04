"""A top-down pose estimator that knows garments."""

from collections.abc import Sequence
from typing import Any

from mmpose.models.pose_estimators import TopdownPoseEstimator
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample

from fashionkp.categories import CATEGORIES, KEYPOINTS, category_by_name


@MODELS.register_module()
class GarmentPoseEstimator(TopdownPoseEstimator):
    """MMPose's top-down estimator for the key points of one garment category or of several.

    Works with any backbone and head of MMPose. A model of several categories has all 24 key points;
    where a sample's category is known, the points that it does not have get score 0.

    Args:
        categories: Names of the categories that the model is for.
        **kwargs: As for :class:`mmpose.models.TopdownPoseEstimator`.

    Raises:
        ValueError: Unknown category.
    """

    def __init__(self, categories: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.categories = [category_by_name(name) for name in categories]

    def add_pred_to_datasample(
        self,
        batch_pred_instances: list,
        batch_pred_fields: list | None,
        batch_data_samples: list[PoseDataSample],
    ) -> list[PoseDataSample]:
        """Add the head's predictions to the samples, in pixels of the original image."""
        for instances, sample in zip(batch_pred_instances, batch_data_samples, strict=True):
            instances.keypoint_scores[:, self._foreign_channels(sample)] = 0
        return super().add_pred_to_datasample(
            batch_pred_instances, batch_pred_fields, batch_data_samples
        )

    def _foreign_channels(self, sample: PoseDataSample) -> list[int]:
        """Channels of points that the sample's category does not have; none if it is not known."""
        category_id = sample.metainfo.get('category_id')
        if len(self.categories) == 1 or category_id is None:
            return []
        own = list(CATEGORIES.values())[int(category_id)].keypoint_ids
        return [channel for channel in range(len(KEYPOINTS)) if channel not in own]
