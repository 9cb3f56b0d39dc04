"""Scoring a table of predictions against a table of annotations."""

import logging
from dataclasses import dataclass, replace

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.annotations.duplicates import drop_duplicates
from fashionkp.fileio.error_list import MAX_LISTED, error_list
from fashionkp.score.normalized_error import Score, score_arrays

SWAPPED = (
    'the predictions have occluded points and the ground truth has none: '
    'are --gt and --pred swapped?'
)
"""What is to be said where tables :func:`seem_swapped`."""

_logger = logging.getLogger('fashionkp')


def score_tables(
    ground_truth: AnnotationTable,
    prediction: AnnotationTable,
    rule: str = 'official',
    allow_missing: bool = False,
) -> Score:
    """Score a table of predictions, whose rows may stand in any order.

    Rows of the ground truth without labels and predictions of images that it does not have are
    ignored and logged.

    Args:
        ground_truth: Annotations; every image id at most once.
        prediction: Predictions, read with :func:`~fashionkp.annotations.read_submission`.
        rule: One of :data:`~fashionkp.score.RULES`.
        allow_missing: Leave images out that have no prediction, instead of raising.

    Returns:
        The score.

    Raises:
        ValueError: No row of the ground truth has labels, images without a prediction, or a
            prediction for another category.
    """
    prediction = drop_duplicates(prediction)
    matched = match_tables(drop_duplicates(ground_truth), prediction, allow_missing)
    truth, rows = matched.truth.take(matched.found), matched.rows[matched.found]
    points = prediction.keypoints[rows]
    score = score_arrays(points, truth.keypoints, truth.visibility, truth.category_ids, rule=rule)
    return replace(score, images_missing=int((~matched.found).sum()))


def seem_swapped(ground_truth: AnnotationTable, prediction: AnnotationTable) -> bool:
    """Whether predictions look like a ground truth and the other way round.

    Submissions have every point visible, while hardly any ground truth does.
    """
    all_visible = (ground_truth.visibility != 0).all() and (ground_truth.visibility == 1).any()
    return bool(all_visible and (prediction.visibility == 0).any())


@dataclass(frozen=True, eq=False)
class Matched:
    """Which row of the predictions belongs to which row of the ground truth.

    Attributes:
        truth: The rows that have labels, N.
        rows: Row of each one's prediction, (N,); -1 without one.
        other: Which have a prediction for another category, (N,) bool.
    """

    truth: AnnotationTable
    rows: np.ndarray
    other: np.ndarray

    @property
    def found(self) -> np.ndarray:
        """Which rows have a prediction for their category, (N,) bool."""
        return (self.rows >= 0) & ~self.other


def match_tables(
    ground_truth: AnnotationTable,
    prediction: AnnotationTable,
    allow_missing: bool = False,
    allow_other: bool = False,
) -> Matched:
    """Find the prediction of each image of a ground truth.

    The arguments and errors are those of :func:`score_tables`, but that both tables have each image
    at most once, as those have that are read from files; and that predictions for another category
    can be allowed.
    """
    truth = labelled_rows(ground_truth)
    order = np.argsort(prediction.image_ids)
    place = np.searchsorted(prediction.image_ids, truth.image_ids, sorter=order)
    match = np.append(order, -1)[place]  # -1: behind the last
    found = match >= 0
    found[found] = prediction.image_ids[match[found]] == truth.image_ids[found]
    match[~found] = -1
    missing = truth.take(~found)
    if len(missing) and not allow_missing:
        refuse_rows(
            missing, f'of {len(truth)} images have no prediction (--allow-missing skips them)'
        )
    if extra := len(prediction) - int(found.sum()):
        _logger.warning('ignored %d predictions of images that the ground truth lacks', extra)
    other = np.zeros(len(truth), bool)
    other[found] = truth.category_ids[found] != prediction.category_ids[match[found]]
    if other.any() and not allow_other:
        rows = prediction.take(match[other])
        refuse_rows(rows, 'predictions are for another category than the annotation')
    return Matched(truth, match, other)


def labelled_rows(table: AnnotationTable) -> AnnotationTable:
    """The rows of a ground truth that have labels; the number of the others is logged.

    Raises:
        ValueError: None has.
    """
    unlabelled = int((~table.labelled).sum())
    if unlabelled == len(table):
        raise ValueError(f'the ground truth has no labels in any of its {len(table)} rows')
    if unlabelled:
        _logger.warning('ignored %d rows of the ground truth that have no labels', unlabelled)
    return table.take(table.labelled)


def refuse_rows(rows: AnnotationTable, reason: str) -> None:
    """Raise a ValueError that spells rows out, after their number and what is wrong with them."""
    count = min(len(rows), MAX_LISTED)
    texts = [f'{rows.location(row)}: {rows.image_ids[row]}' for row in range(count)]
    raise ValueError(error_list(f'{len(rows)} {reason}', texts, total=len(rows)))
