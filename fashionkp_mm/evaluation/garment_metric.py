"""Category accuracy and quality of the presence, as a metric of MMEngine."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from mmengine.evaluator import BaseMetric
from mmpose.registry import METRICS

from fashionkp.annotations import CATEGORY_POINTS
from fashionkp.categories import CATEGORY_NAMES, KEYPOINTS
from fashionkp_mm.channels import category_ids, metainfo_keypoints


def top_accuracy(probs: np.ndarray, targets: np.ndarray, k: int) -> float:
    """Return the share of garments with the category among the ``k`` most probable, percent.

    Args:
        probs: Predicted probabilities, (N, C).
        targets: Index of the true category, (N,).
        k: Number of categories to consider.

    Example:
        >>> top_accuracy(np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]]), np.array([1, 2]), k=1)
        50.0
    """
    ranked = np.argsort(-probs, axis=1, kind='stable')[:, :k]
    return 100 * float((ranked == targets[:, None]).any(axis=1).mean())


def presence_scores(
    presence: np.ndarray, annotated: np.ndarray, category_ids: np.ndarray
) -> dict[str, float]:
    """Return scores of the predicted presence over the key points of each garment's category.

    Args:
        presence: Predicted probability that a key point is annotated, (N, 24).
        annotated: Whether it is annotated, (N, 24) bool.
        category_ids: Category ids, (N,).

    Returns:
        ``presence_brier``, the mean squared error of the probabilities, and ``presence_accuracy``,
        the accuracy at a threshold of 0.5, percent. The same with the suffix ``_base`` for a
        baseline that predicts the frequency of each key point in the category.
    """
    base = np.zeros(presence.shape)
    for category_id in np.unique(category_ids):
        rows = category_ids == category_id
        base[rows] = annotated[rows].mean(axis=0)
    counted = CATEGORY_POINTS[category_ids]
    truth = annotated[counted]
    scores = {}
    for suffix, probs in (('', presence[counted]), ('_base', base[counted])):
        scores[f'presence_brier{suffix}'] = float(((probs - truth) ** 2).mean())
        scores[f'presence_accuracy{suffix}'] = 100 * float(((probs >= 0.5) == truth).mean())
    return scores


@METRICS.register_module()
class GarmentMetric(BaseMetric):
    """Category accuracy and quality of the presence that a :class:`GarmentHead` predicts.

    Reports ``top1`` and ``top2``, percent, for a model of several categories, and the scores of
    :func:`presence_scores`, given the true category, for labelled samples. Reports nothing for a
    model without the head.

    Args:
        **kwargs: Arguments of :class:`mmengine.evaluator.BaseMetric`; ``prefix`` is 'fashionai'
            by default.
    """

    default_prefix = 'fashionai'

    def process(self, data_batch: Any, data_samples: Sequence[dict]) -> None:
        """Collect each sample's row of the table and the predictions of the garment head."""
        ids = metainfo_keypoints(self.dataset_meta)
        for sample in data_samples:
            row, instances = sample['raw_ann_info'], sample['pred_instances']
            result = dict(row=row)
            if 'category_probs' in instances:
                presence = np.zeros(len(KEYPOINTS))
                presence[ids] = np.asarray(instances['keypoint_presence'])[0]
                result.update(presence=presence, probs=np.asarray(instances['category_probs'])[0])
            self.results.append(result)

    def compute_metrics(self, results: list[dict]) -> dict[str, float]:
        """Return the scores of all samples, see :class:`GarmentMetric`."""
        results = [result for result in results if 'probs' in result]
        if not results:
            return {}
        rows = [result['row'] for result in results]
        ids = np.array([row['category_id'] for row in rows])
        probs = np.stack([result['probs'] for result in results])
        metrics = {}
        # MMPose's combined data sets do not state categories; assume all of them
        model_ids = category_ids(self.dataset_meta.get('categories', CATEGORY_NAMES))
        if probs.shape[1] == len(model_ids) > 1:
            targets = np.array([model_ids.index(category_id) for category_id in ids])
            metrics = {f'top{k}': top_accuracy(probs, targets, k) for k in (1, 2)}
        labelled = np.array([row['labelled'] for row in rows], dtype=bool)
        if labelled.any():
            presence = np.stack([result['presence'] for result in results])
            annotated = np.stack([row['visibility'] for row in rows]) >= 0
            metrics |= presence_scores(presence[labelled], annotated[labelled], ids[labelled])
        return metrics
