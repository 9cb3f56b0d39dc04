"""Predictions of garments from MMPose's data samples, and back."""

from collections.abc import Sequence

import numpy as np
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample

from fashionkp.categories import CATEGORY_NAMES
from fashionkp.images.reading import read_image
from fashionkp.inference.query import Query
from fashionkp.predictions.prediction import Prediction
from fashionkp_mm.channels import category_channel_indices, channel_keypoints


def query_of(sample: PoseDataSample, categories: Sequence[str]) -> Query:
    """Return the garment of a data sample, and read its image.

    Args:
        sample: A sample of the test data.
        categories: Names of the model's categories.

    Raises:
        FileNotFoundError: If its image is not in a file.
        ValueError: If it has no path, or the image cannot be read.
    """
    info = sample.metainfo
    if info.get('img_path') is None:
        raise ValueError('several views and ensembles need images in files, not arrays')
    category = categories[0] if len(categories) == 1 else None
    if info.get('category_id') is not None:
        category = CATEGORY_NAMES[int(info['category_id'])]
    box = tuple(sample.gt_instances.bboxes[0].tolist())
    return Query(read_image(info['img_path']), str(info['img_path']), category, box)


def prediction_of(query: Query, sample: PoseDataSample, categories: Sequence[str]) -> Prediction:
    """Return the prediction in a data sample.

    Args:
        query: The garment.
        sample: A sample that :class:`GarmentPoseEstimator` with a garment head has predicted.
        categories: Names of the model's categories.
    """
    instance = sample.pred_instances
    probs = dict(zip(categories, instance.category_probs[0].tolist(), strict=True))
    category = query.category or str(instance.category[0])
    channels = category_channel_indices(category, categories)
    return Prediction(
        image=query.name,
        size=query.size,
        box=query.region,
        category=category,
        category_score=probs[category],
        category_probs=probs,
        keypoints=np.asarray(instance.keypoints, np.float64)[0, channels],
        scores=np.asarray(instance.keypoint_scores, np.float64)[0, channels],
        presence=np.asarray(instance.keypoint_presence, np.float64)[0, channels],
    )


def set_prediction(
    sample: PoseDataSample, prediction: Prediction, categories: Sequence[str]
) -> None:
    """Put a prediction into a data sample.

    Args:
        sample: Its ``pred_instances``, if it has any, keep the box and what calibrations need.
        prediction: The prediction of the same garment.
        categories: Names of the model's categories.
    """
    if 'pred_instances' not in sample:
        boxes = sample.gt_instances
        sample.pred_instances = InstanceData(
            bboxes=boxes.bboxes,
            bbox_scores=boxes.bbox_scores,
            keypoints=np.zeros((1, len(channel_keypoints(categories)), 2)),
        )
    instance = sample.pred_instances
    channels = category_channel_indices(prediction.category, categories)
    keypoints = np.array(instance.keypoints, np.float64)
    keypoints[0, channels] = prediction.keypoints
    scores, presence = np.zeros(keypoints.shape[:2]), np.zeros(keypoints.shape[:2])
    visible = np.full(keypoints.shape[:2], -1.0)
    scores[0, channels] = visible[0, channels] = prediction.scores
    presence[0, channels] = prediction.presence
    probs = np.array([[prediction.category_probs[name] for name in categories]])
    instance.keypoints, instance.keypoint_scores = keypoints, scores
    instance.keypoints_visible, instance.keypoint_presence = visible, presence
    instance.category = np.array([categories[int(probs.argmax())]])
    instance.category_probs, instance.category_score = probs, probs.max(axis=1)
