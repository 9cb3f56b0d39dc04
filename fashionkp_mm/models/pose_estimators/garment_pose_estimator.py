"""Top-down pose estimator for the key points of garments."""

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from mmpose.models.pose_estimators import TopdownPoseEstimator
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch import Tensor

from fashionkp_mm.channels import category_channels, category_index
from fashionkp_mm.checkpoints.metadata import require_same_keypoints
from fashionkp_mm.metainfo import pose_metainfo
from fashionkp_mm.models.score_calibration import ScoreCalibration, score_features
from fashionkp_mm.models.test_time_views import predict_in_views


@MODELS.register_module()
class GarmentPoseEstimator(TopdownPoseEstimator):
    """MMPose's top-down estimator for the key points of one or several garment categories.

    Works with every backbone and pose head of MMPose. A model of several categories has the key
    points of all of them. Those that a sample's category does not have get score 0; the category
    is that of the sample if it is known, else the predicted one. A model without ``garment_head``
    does not predict the category. Scores are the probabilities of :class:`ScoreCalibration` once it
    is fitted, and those of the codec before. In a test, ``test_cfg.scales``, ``refine_crop`` and
    ``any_rotation`` add views of each garment, see :func:`predict_in_views`.

    Args:
        categories: Names of the model's categories; a pose head with an attribute of this name,
            such as :class:`DFAHead`, gets them too.
        garment_head: Config of a :class:`GarmentHead`, without ``categories``. It is trained with
            the pose head, and its predictions are added to those of the pose head.
        **kwargs: Arguments of :class:`mmpose.models.TopdownPoseEstimator`.

    Raises:
        ValueError: If a category is unknown.
    """

    def __init__(
        self, categories: Sequence[str], garment_head: dict | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.categories = list(categories)
        if hasattr(self.head, 'categories'):
            self.head.categories = self.categories
        self.category_channels = category_channels(categories)
        self.score_calibration = ScoreCalibration()
        self.garment_head = None
        if garment_head is not None:
            self.garment_head = MODELS.build(dict(garment_head, categories=self.categories))

    @property
    def dataset_meta(self) -> dict[str, Any]:
        """Meta information about the output key points, as MMPose defines it."""
        return self._dataset_meta

    @dataset_meta.setter
    def dataset_meta(self, meta: dict[str, Any]) -> None:
        """Set the meta information, as MMPose's inferencers do from a checkpoint or config.

        What follows from the categories, such as ``flip_indices``, is replaced: MMPose derives it
        wrongly from a config that was written to a file.

        Raises:
            ValueError: If its key points or their order are not those of the model.
        """
        require_same_keypoints(meta, self.categories, 'the checkpoint')
        from mmpose.datasets.datasets.utils import parse_pose_metainfo

        self._dataset_meta = {**meta, **parse_pose_metainfo(pose_metainfo(self.categories))}

    def loss(self, inputs: Tensor, data_samples: list[PoseDataSample]) -> dict[str, Tensor]:
        """Return the losses of the pose head and of the garment head.

        Args:
            inputs: Images, (B, 3, H, W), normalized.
            data_samples: B samples with the pose head's targets.
        """
        levels = self.backbone(inputs)
        feats = self._apply_neck(levels)
        losses = self.head.loss(feats, data_samples, train_cfg=self.train_cfg)
        if self.garment_head:
            losses.update(self.garment_head.loss(levels, data_samples))
        return losses

    def val_step(self, data: Any) -> list[PoseDataSample]:
        """Predict a batch, as :meth:`test_step`."""
        return self.test_step(data)

    def test_step(self, data: Any) -> list[PoseDataSample]:
        """Predict a batch in the views of ``test_cfg``.

        Args:
            data: ``inputs``, images (3, H, W) uint8, and ``data_samples``.
        """
        return predict_in_views(super().test_step, data, self.categories, self.test_cfg)

    def predict(self, inputs: Tensor, data_samples: list[PoseDataSample]) -> list[PoseDataSample]:
        """Predict key points, pixels of the original image, and the fields of the garment head.

        Args:
            inputs: Images, (B, 3, H, W), normalized.
            data_samples: B samples.

        Returns:
            The samples with ``pred_instances``: the fields of MMPose, of
            :meth:`GarmentHead.predict`, and ``keypoint_score_features`` (1, K, 3), see
            :func:`score_features`.
        """
        levels = self._view_levels(inputs)
        predicted = self._run_head(levels, data_samples, self._decode)
        instances, fields = predicted if isinstance(predicted, tuple) else (predicted, None)
        garments = []
        if self.garment_head:
            garments = self.garment_head.predict(levels, data_samples)
        return self._with_predictions(data_samples, instances, garments, fields)

    def network_outputs(
        self, inputs: Tensor, data_samples: list[PoseDataSample]
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return what :meth:`decode_outputs` decodes, averaged over the mirrored view if there is.

        Args:
            inputs: Images, (B, 3, H, W), normalized.
            data_samples: B samples.

        Returns:
            Heatmaps (B, K, h, w), or other outputs of the pose head; and the logits that
            :meth:`GarmentHead.decode` takes.
        """
        assert self.garment_head is not None
        levels, outputs = self._view_levels(inputs), []

        def keep(output: Any) -> list:
            outputs.append(output)
            return []

        self._run_head(levels, data_samples, keep)
        flip_indices = data_samples[0].metainfo['flip_indices']
        category, presence = self.garment_head.average_views(levels, flip_indices)
        return outputs[0], category, presence, self.garment_head.calibrated_logits(presence)

    def decode_outputs(
        self, outputs: Sequence[Tensor], data_samples: list[PoseDataSample]
    ) -> list[PoseDataSample]:
        """Return the samples with the predictions of :meth:`network_outputs`."""
        assert self.garment_head is not None
        heatmaps, *logits = outputs
        garments = self.garment_head.decode(*logits, data_samples)
        return self._with_predictions(data_samples, self._decode(heatmaps), garments)

    def _view_levels(self, inputs: Tensor) -> list:
        """Return the backbone's levels for the images and, if asked for, the mirrored images."""
        views = [inputs]
        if self.test_cfg.get('flip_test', False):
            views.append(inputs.flip(-1))
        return [self.backbone(view) for view in views]

    def _run_head(
        self, levels: list, data_samples: list[PoseDataSample], decode: Callable[[Any], list]
    ) -> Any:
        """Return the prediction of the pose head with another function that decodes."""
        feats = [self._apply_neck(view) for view in levels]
        head = copy.copy(self.head)
        head.decode = decode
        return head.predict(
            feats if len(feats) > 1 else feats[0], data_samples, test_cfg=self.test_cfg
        )

    def _with_predictions(
        self,
        data_samples: list[PoseDataSample],
        instances: list,
        garments: Sequence[dict],
        fields: list | None = None,
    ) -> list[PoseDataSample]:
        for instance, garment in zip(instances, garments, strict=bool(garments)):
            instance.set_data(garment)
        self._clear_absent(instances, fields, data_samples)
        return self.add_pred_to_datasample(instances, fields, data_samples)

    def _apply_neck(self, levels: Any) -> Any:
        """Return the input of the pose head."""
        return self.neck(levels) if self.with_neck else levels

    def _decode(self, outputs: Any) -> list:
        """Return what the pose head decodes, with calibrated scores and their features."""
        instances = self.head.decode(outputs)
        points, scores = (
            torch.from_numpy(np.concatenate([instance[name] for instance in instances]))
            for name in ('keypoints', 'keypoint_scores')
        )
        calibration = self.score_calibration
        points, scores = points.to(calibration.coefficients), scores.to(calibration.coefficients)
        features = score_features(points, scores, outputs, self.head.decoder.input_size)
        if calibration.is_fitted:
            scores = calibration(scores, features)
        rows = zip(instances, scores.cpu().numpy(), features.cpu().numpy(), strict=True)
        for instance, score, feature in rows:
            instance.keypoint_scores = score[None]
            instance.keypoint_score_features = feature[None]
        return instances

    def _clear_absent(
        self, instances: list, fields: list | None, data_samples: list[PoseDataSample]
    ) -> None:
        """Clear what is predicted for key points that a garment's category does not have.

        Their scores and heatmaps become 0, and ``keypoints_visible`` -1: MMPose draws points from
        a threshold on, which may be 0.
        """
        for i, (instance, sample) in enumerate(zip(instances, data_samples, strict=True)):
            category = category_index(sample, self.categories)
            if category is None and 'category' in instance:
                category = self.categories.index(instance.category[0])
            if category is None:
                continue
            absent = ~self.category_channels[category]
            instance.keypoint_scores[:, absent] = 0
            visible = np.array(instance.get('keypoints_visible', instance.keypoint_scores))
            visible[:, absent] = -1
            instance.keypoints_visible = visible
            if fields is not None:
                fields[i].heatmaps[torch.from_numpy(absent)] = 0
