"""A top-down pose estimator that knows garments."""

from collections.abc import Sequence
from typing import Any

from mmpose.models.pose_estimators import TopdownPoseEstimator
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch import Tensor

from fashionkp_mm.channels import category_channels, category_index
from fashionkp_mm.checkpoints.metadata import require_same_keypoints


@MODELS.register_module()
class GarmentPoseEstimator(TopdownPoseEstimator):
    """MMPose's top-down estimator for the key points of one garment category or of several.

    Works with any backbone and pose head of MMPose. A model of several categories has the points
    of all of them; those that a sample's category does not have get score 0. The category is the
    sample's own where it is known, else the predicted one; a model without ``garment_head``
    predicts none and leaves all scores.

    Args:
        categories: Names of the categories that the model is for.
        garment_head: Config of a :class:`GarmentHead`, without ``categories``; it is trained
            together with the pose head and its answers come out beside the points.
        **kwargs: As for :class:`mmpose.models.TopdownPoseEstimator`.

    Raises:
        ValueError: Unknown category.
    """

    def __init__(
        self, categories: Sequence[str], garment_head: dict | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.categories = list(categories)
        self.own = category_channels(categories)
        self.garment_head = None
        if garment_head is not None:
            self.garment_head = MODELS.build(dict(garment_head, categories=self.categories))

    @property
    def dataset_meta(self) -> dict[str, Any]:
        """What MMPose wants to know of the key points that come out."""
        return self._dataset_meta

    @dataset_meta.setter
    def dataset_meta(self, meta: dict[str, Any]) -> None:
        """Take it, as MMPose's inferencers do from a checkpoint.

        Raises:
            ValueError: It tells of other key points, or of them in another order.
        """
        require_same_keypoints(meta, self.categories, 'the checkpoint')
        self._dataset_meta = meta

    def loss(self, inputs: Tensor, data_samples: list[PoseDataSample]) -> dict[str, Tensor]:
        """Compute the losses of the pose head and of the garment head.

        Args:
            inputs: Images, (B, 3, H, W), normalized.
            data_samples: B samples with the pose head's targets.
        """
        levels = self.backbone(inputs)
        losses = self.head.loss(self._feats(levels), data_samples, train_cfg=self.train_cfg)
        if self.garment_head:
            losses.update(self.garment_head.loss(levels, data_samples))
        return losses

    def predict(self, inputs: Tensor, data_samples: list[PoseDataSample]) -> list[PoseDataSample]:
        """Predict key points, in pixels of the original image, and what the garment head tells.

        Args:
            inputs: Images, (B, 3, H, W), normalized.
            data_samples: B samples.

        Returns:
            The samples with ``pred_instances``: those of MMPose and of
            :meth:`GarmentHead.predict`.
        """
        views = [inputs]
        if self.test_cfg.get('flip_test', False):
            views.append(inputs.flip(-1))
        levels = [self.backbone(view) for view in views]
        feats = [self._feats(view) for view in levels]
        predicted = self.head.predict(
            feats if len(feats) > 1 else feats[0], data_samples, test_cfg=self.test_cfg
        )
        instances, fields = predicted if isinstance(predicted, tuple) else (predicted, None)
        if self.garment_head:
            answers = self.garment_head.predict(levels, data_samples)
            for one, answer in zip(instances, answers, strict=True):
                one.set_data(answer)
        self._silence(instances, data_samples)
        return self.add_pred_to_datasample(instances, fields, data_samples)

    def _feats(self, levels: Any) -> Any:
        """What the pose head sees of the backbone's levels."""
        return self.neck(levels) if self.with_neck else levels

    def _silence(self, instances: list, data_samples: list[PoseDataSample]) -> None:
        """Give score 0 to the points that a garment's category does not have."""
        for one, sample in zip(instances, data_samples, strict=True):
            category = category_index(sample, self.categories)
            if category is None and 'category' in one:
                category = self.categories.index(one.category[0])
            if category is not None:
                one.keypoint_scores[:, ~self.own[category]] = 0
