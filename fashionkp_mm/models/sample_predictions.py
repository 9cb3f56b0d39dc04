"""Predictions of garments from MMPose's data samples, and back."""

from collections.abc import Sequence

import numpy as np
from mmpose.structures import PoseDataSample

from fashionkp.inference.query import Query
from fashionkp.predictions.prediction import Prediction
from fashionkp_mm.channels import category_channel_indices


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
    """Put a prediction into a data sample that has one already.

    Args:
        sample: A sample that :class:`GarmentPoseEstimator` with a garment head has predicted. Only
            the box, and what calibrations need, remain those of this prediction.
        prediction: The prediction of the same garment.
        categories: Names of the model's categories.
    """
    instance, channels = (
        sample.pred_instances,
        category_channel_indices(prediction.category, categories),
    )
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
