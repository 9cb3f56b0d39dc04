"""Predictions as key points of supervision, whose annotators draw them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from fashionkp.categories import CATEGORIES, CATEGORY_IDS, KEYPOINTS, category_by_name
from fashionkp.optional_packages import require
from fashionkp.predictions.prediction import Prediction

if TYPE_CHECKING:
    import supervision as sv

EDGES: dict[int, list[tuple[int, int]]] = {
    CATEGORY_IDS[category.name]: [
        (KEYPOINTS.index(first) + 1, KEYPOINTS.index(second) + 1)
        for first, second in category.skeleton
    ]
    for category in CATEGORIES.values()
}
"""Skeleton of each category by ``class_id``, pairs of key points counted from 1, for supervision's
``EdgeAnnotator(edges=EDGES)``."""


def to_supervision(predictions: Iterable[Prediction]) -> 'sv.KeyPoints':
    """Return predictions, usually those of one image, as key points of supervision.

    Every garment has all K key points of :data:`~fashionkp.categories.KEYPOINTS`, since garments of
    several categories share the arrays. Points that its category does not have are (0, 0), which
    supervision does not draw, with a confidence of 0.

    Args:
        predictions: N garments.

    Returns:
        ``xy`` (N, K, 2) in pixels; ``class_id`` (N,), the index in
        :data:`~fashionkp.categories.CATEGORIES`; ``keypoint_confidence`` (N, K), the scores;
        ``detection_confidence`` (N,), the probability of the category; ``visible`` (N, K), whether
        a point is present; ``data`` with ``class_name``, ``image``, and ``box`` (N, 4).

    Raises:
        MissingPackage: If supervision is not installed.
    """
    garments = list(predictions)
    shape = (len(garments), len(KEYPOINTS))
    xy = np.zeros((*shape, 2), np.float32)
    scores, visible = np.zeros(shape, np.float32), np.zeros(shape, bool)
    for i, garment in enumerate(garments):
        ids = list(category_by_name(garment.category).keypoint_ids)
        xy[i, ids], scores[i, ids] = garment.keypoints, garment.scores
        visible[i, ids] = garment.present
    key_points = require('supervision').KeyPoints
    return key_points(
        xy=xy,
        class_id=np.array([CATEGORY_IDS[garment.category] for garment in garments], int),
        keypoint_confidence=scores,
        detection_confidence=np.array([g.category_score for g in garments], np.float32),
        visible=visible,
        data=dict(
            class_name=np.array([garment.category for garment in garments]),
            image=np.array([garment.image for garment in garments]),
            box=np.array([garment.box for garment in garments], np.float32).reshape(-1, 4),
        ),
    )
