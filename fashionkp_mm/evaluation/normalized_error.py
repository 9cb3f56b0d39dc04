"""FashionAI's normalized error as a metric of MMEngine."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from mmengine.evaluator import BaseMetric
from mmengine.logging import MMLogger
from mmpose.registry import METRICS

from fashionkp.annotations import CATEGORY_POINTS, AnnotationTable, write_submission
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.score import RULES, format_score, score_arrays


@METRICS.register_module()
class NormalizedError(BaseMetric):
    """Normalized error (NE, percent) of predicted key points, by :mod:`fashionkp.score`.

    Reports ``NE``, the ends ``NE_low`` and ``NE_high`` of its 95 % interval, and ``NE_<category>``
    of each category that has counted points; logs the error of every key point.

    Args:
        rule: Which points count and how errors are normalized, one of
            :data:`fashionkp.score.RULES`.
        submission: Where to write the predictions as a FashionAI submission CSV, if anywhere.
        collect_device: See :class:`mmengine.evaluator.BaseMetric`.
        prefix: See :class:`mmengine.evaluator.BaseMetric`; 'fashionai' by default.

    Raises:
        ValueError: Unknown rule.
    """

    default_prefix = 'fashionai'

    def __init__(
        self,
        rule: str = 'official',
        submission: str | Path | None = None,
        collect_device: str = 'cpu',
        prefix: str | None = None,
    ) -> None:
        if rule not in RULES:
            raise ValueError(f'rule={rule!r}: expected one of {", ".join(map(repr, RULES))}')
        self.rule = rule
        self.submission = submission
        super().__init__(collect_device=collect_device, prefix=prefix)

    def process(self, data_batch: Any, data_samples: Sequence[dict]) -> None:
        """Keep each sample's row of the table and its prediction, in original image pixels."""
        names = self.dataset_meta['keypoint_id2name']
        ids = [KEYPOINTS.index(names[channel]) for channel in range(len(names))]
        for sample in data_samples:
            prediction = np.full((len(KEYPOINTS), 2), -1.0)
            prediction[ids] = np.asarray(sample['pred_instances']['keypoints'])[0]
            self.results.append(dict(row=sample['raw_ann_info'], prediction=prediction))

    def compute_metrics(self, results: list[dict]) -> dict[str, float]:
        """Score all samples together.

        Returns:
            The reported values; empty where no sample is labelled.
        """
        table = _prediction_table(results)
        if self.submission:
            write_submission(self.submission, table)
        if not table.labelled.any():
            MMLogger.get_current_instance().info('No labels to score against.')
            return {}
        rows = [result['row'] for result in results]
        score = score_arrays(
            pred=table.keypoints[table.labelled],
            keypoints=np.stack([row['keypoints'] for row in rows])[table.labelled],
            visibility=np.stack([row['visibility'] for row in rows])[table.labelled],
            category_ids=table.category_ids[table.labelled],
            rule=self.rule,
        )
        MMLogger.get_current_instance().info('\n%s', format_score(score))
        by_category = {f'NE_{name}': ne for name, ne in score.per_category.items()}
        low, high = score.interval
        return dict(NE=score.ne, NE_low=low, NE_high=high, **by_category)


def _prediction_table(results: list[dict]) -> AnnotationTable:
    """Predictions as a table; ``labelled`` tells which rows have a ground truth."""
    rows = [result['row'] for result in results]
    categories = list(CATEGORIES)
    category_ids = np.array([categories.index(row['category']) for row in rows], dtype=np.int8)
    masks = CATEGORY_POINTS[category_ids]
    points = np.stack([result['prediction'] for result in results])
    return AnnotationTable(
        image_ids=np.array([row['image_id'] for row in rows]),
        category_ids=category_ids,
        keypoints=np.where(masks[..., None], points, -1.0),
        visibility=np.where(masks, 1, -1).astype(np.int8),
        labelled=np.array([row['labelled'] for row in rows], dtype=bool),
    )
