"""How well a model tells category and presence of points, as a metric of MMEngine."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from mmengine.evaluator import BaseMetric
from mmpose.registry import METRICS

from fashionkp.annotations import CATEGORY_POINTS
from fashionkp.categories import CATEGORIES, KEYPOINTS


def top_accuracy(probs: np.ndarray, category_ids: np.ndarray, k: int) -> float:
    """Share of garments whose category is among the ``k`` most probable ones, in percent.

    Args:
        probs: Predicted probabilities, (N, C).
        category_ids: True categories, (N,).
        k: How many guesses count.
    """
    guesses = np.argsort(-probs, axis=1, kind='stable')[:, :k]
    return 100 * float((guesses == category_ids[:, None]).any(axis=1).mean())


def presence_scores(
    presence: np.ndarray, annotated: np.ndarray, category_ids: np.ndarray
) -> dict[str, float]:
    """Scores of the predicted presence over the points of each garment's category.

    Args:
        presence: Predicted probabilities that a point is annotated, (N, 24).
        annotated: Whether it is, (N, 24) bool.
        category_ids: Categories of the garments, (N,).

    Returns:
        ``presence_brier``, the mean squared error of the probabilities, and ``presence_accuracy``
        in percent, of the answers at 0.5. Beside them ``_base``: the same for one who knows only
        how often each point of each category is annotated.
    """
    base = np.zeros(presence.shape)
    for category_id in np.unique(category_ids):
        rows = category_ids == category_id
        base[rows] = annotated[rows].mean(axis=0)
    counted = CATEGORY_POINTS[category_ids]
    truth = annotated[counted]
    scores = {}
    for suffix, guess in (('', presence[counted]), ('_base', base[counted])):
        scores[f'presence_brier{suffix}'] = float(((guess - truth) ** 2).mean())
        scores[f'presence_accuracy{suffix}'] = 100 * float(((guess >= 0.5) == truth).mean())
    return scores


@METRICS.register_module()
class GarmentMetric(BaseMetric):
    """Category accuracy and quality of the presence that a :class:`GarmentHead` predicts.

    Reports ``top1`` and ``top2`` in percent for a model of several categories, and what
    :func:`presence_scores` returns where there are labels; nothing for a model without the head.
    Presence is judged given the true category.

    Args:
        **kwargs: As for :class:`mmengine.evaluator.BaseMetric`; ``prefix`` is 'fashionai' by
            default.
    """

    default_prefix = 'fashionai'

    def process(self, data_batch: Any, data_samples: Sequence[dict]) -> None:
        """Keep each sample's row of the table and what was predicted of the garment."""
        names = self.dataset_meta['keypoint_id2name']
        ids = [KEYPOINTS.index(names[channel]) for channel in range(len(names))]
        for sample in data_samples:
            row, instances = sample['raw_ann_info'], sample['pred_instances']
            result = dict(row=row)
            if 'category_probs' in instances:
                presence = np.zeros(len(KEYPOINTS))
                presence[ids] = np.asarray(instances['keypoint_presence'])[0]
                result.update(presence=presence, probs=np.asarray(instances['category_probs'])[0])
            self.results.append(result)

    def compute_metrics(self, results: list[dict]) -> dict[str, float]:
        """Score all samples together; see the class for what is reported."""
        results = [result for result in results if 'probs' in result]
        if not results:
            return {}
        rows = [result['row'] for result in results]
        category_ids = np.array([list(CATEGORIES).index(row['category']) for row in rows])
        probs = np.stack([result['probs'] for result in results])
        metrics = {}
        # data sets that MMPose has combined tell no categories: those of all, then
        names = self.dataset_meta.get('categories', list(CATEGORIES))
        if probs.shape[1] == len(names) > 1:
            places = np.array([names.index(row['category']) for row in rows])
            metrics = {f'top{k}': top_accuracy(probs, places, k) for k in (1, 2)}
        labelled = np.array([row['labelled'] for row in rows], dtype=bool)
        if labelled.any():
            presence = np.stack([result['presence'] for result in results])
            annotated = np.stack([row['visibility'] for row in rows]) >= 0
            chosen = (array[labelled] for array in (presence, annotated, category_ids))
            metrics.update(presence_scores(*chosen))
        return metrics
