"""FashionAI's normalized error as a metric of MMEngine."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from mmengine.evaluator import BaseMetric
from mmengine.logging import MMLogger
from mmpose.registry import METRICS

from fashionkp.annotations import CATEGORY_POINTS, DECIMALS, AnnotationTable, write_submission
from fashionkp.categories import KEYPOINTS
from fashionkp.score import RULES, PointErrors, format_score, point_errors, score_arrays
from fashionkp_mm.channels import metainfo_keypoints


def garment_errors(
    points: np.ndarray, keypoint_ids: Sequence[int], row: Mapping[str, Any]
) -> PointErrors:
    """Return the errors of the key points of one garment, by the official rule.

    Args:
        points: Predicted key points, (K, 2), pixels of the original image.
        keypoint_ids: Index of each of them in :data:`~fashionkp.categories.KEYPOINTS`, (K,).
        row: The row of the table, as ``raw_ann_info`` of a sample.
    """
    prediction = np.full((1, len(KEYPOINTS), 2), -1.0)
    prediction[0, list(keypoint_ids)] = points
    keypoints, visibility = row['keypoints'][None], row['visibility'][None]
    return point_errors(prediction, keypoints, visibility, np.array([row['category_id']]))


@METRICS.register_module()
class NormalizedError(BaseMetric):
    """Normalized error (NE, percent) of predicted key points, see :mod:`fashionkp.score`.

    Reports ``NE``, the bounds ``NE_low`` and ``NE_high`` of its 95 % confidence interval, and
    ``NE_<category>`` for each category with counted key points. Logs the error of every key point.
    Predictions are rounded as in a submission, so that its score is the same.

    Args:
        rule: Which key points count and how errors are normalized, one of
            :data:`fashionkp.score.RULES`.
        submission: Path of a FashionAI submission CSV to write the predictions to; None to write
            none.
        **kwargs: Arguments of :class:`mmengine.evaluator.BaseMetric`; ``prefix`` is 'fashionai'
            by default.

    Raises:
        ValueError: If the rule is unknown.
    """

    default_prefix = 'fashionai'

    def __init__(
        self, rule: str = 'official', submission: str | Path | None = None, **kwargs: Any
    ) -> None:
        if rule not in RULES:
            raise ValueError(f'rule={rule!r}: expected one of {", ".join(map(repr, RULES))}')
        self.rule = rule
        self.submission = submission
        super().__init__(**kwargs)

    def process(self, data_batch: Any, data_samples: Sequence[dict]) -> None:
        """Collect each sample's row of the table and its prediction, original image pixels."""
        ids = metainfo_keypoints(self.dataset_meta)
        for sample in data_samples:
            prediction = np.full((len(KEYPOINTS), 2), -1.0)
            prediction[ids] = np.asarray(sample['pred_instances']['keypoints'])[0]
            self.results.append(dict(row=sample['raw_ann_info'], prediction=prediction))

    def compute_metrics(self, results: list[dict]) -> dict[str, float]:
        """Return the scores of all samples, see :class:`NormalizedError`.

        Returns:
            Scores by name; empty if no sample is labelled.
        """
        table = _prediction_table(results)
        if self.submission:
            write_submission(self.submission, table)
        if not table.labelled.any():
            MMLogger.get_current_instance().info(
                'No labelled samples: the normalized error is not computed.'
            )
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
    """Return predictions as a table, in which ``labelled`` is that of the ground truth."""
    rows = [result['row'] for result in results]
    category_ids = np.array([row['category_id'] for row in rows], dtype=np.int8)
    masks = CATEGORY_POINTS[category_ids]
    points = np.stack([result['prediction'] for result in results]).round(DECIMALS)
    return AnnotationTable(
        image_ids=np.array([row['image_id'] for row in rows]),
        category_ids=category_ids,
        keypoints=np.where(masks[..., None], points, -1.0),
        visibility=np.where(masks, 1, -1).astype(np.int8),
        labelled=np.array([row['labelled'] for row in rows], dtype=bool),
    )
