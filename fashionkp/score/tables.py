"""Score a table of predictions against a table of annotations."""

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
"""Warning for tables that :func:`seem_swapped`."""

_logger = logging.getLogger('fashionkp')


def score_tables(
    ground_truth: AnnotationTable,
    prediction: AnnotationTable,
    *,
    rule: str = 'official',
    allow_missing: bool = False,
) -> Score:
    """Score a table of predictions, with rows in any order.

    Ground truth without labels and predictions of images that are not in the ground truth are
    ignored, and their numbers are logged.

    Args:
        ground_truth: Annotations.
        prediction: Predictions, read with :func:`~fashionkp.annotations.read_submission`.
        rule: One of :data:`~fashionkp.score.RULES`.
        allow_missing: Whether to leave out images without a prediction instead of raising.

    Raises:
        ValueError: If the ground truth has no labels, an image has no prediction or one for another
            category, or rows for the same image differ.
    """
    prediction = drop_duplicates(prediction)
    truth = labelled_rows(drop_duplicates(ground_truth))
    matches = match_tables(truth, prediction, allow_missing=allow_missing)
    require_same_categories(matches, prediction)
    truth, rows = matches.truth.take(matches.predicted), matches.rows[matches.predicted]
    points = prediction.keypoints[rows]
    score = score_arrays(points, truth.keypoints, truth.visibility, truth.category_ids, rule=rule)
    return replace(score, images_missing=int((~matches.predicted).sum()))


def seem_swapped(ground_truth: AnnotationTable, prediction: AnnotationTable) -> bool:
    """Return whether predictions look like a ground truth and vice versa.

    All points of a submission are visible; those of a ground truth hardly ever are.
    """
    all_visible = (ground_truth.visibility != 0).all() and (ground_truth.visibility == 1).any()
    return bool(all_visible and (prediction.visibility == 0).any())


@dataclass(frozen=True, eq=False)
class Matches:
    """The prediction of each row of a ground truth.

    Attributes:
        truth: The N rows.
        rows: Row of each one's prediction, (N,); -1 if there is none.
        other_category: Which predictions are for another category, (N,) bool.
    """

    truth: AnnotationTable
    rows: np.ndarray
    other_category: np.ndarray

    @property
    def predicted(self) -> np.ndarray:
        """Which rows have a prediction for their category, (N,) bool."""
        return (self.rows >= 0) & ~self.other_category


def match_tables(
    truth: AnnotationTable, prediction: AnnotationTable, *, allow_missing: bool = False
) -> Matches:
    """Find the prediction of each image of a ground truth.

    Args:
        truth: Annotations with labels, one row for each image.
        prediction: Predictions, one row for each image, for any category.
        allow_missing: Whether images may have no prediction.

    Raises:
        ValueError: If an image has no prediction and that is not allowed.
    """
    rows = _rows_of_images(prediction, truth.image_ids)
    has_row = rows >= 0
    missing = truth.take(~has_row)
    if len(missing) and not allow_missing:
        _refuse_rows(
            missing, f'of {len(truth)} images have no prediction (--allow-missing skips them)'
        )
    if extra := len(prediction) - int(has_row.sum()):
        _logger.warning('ignored %d predictions of images that the ground truth lacks', extra)
    other = np.zeros(len(truth), bool)
    other[has_row] = truth.category_ids[has_row] != prediction.category_ids[rows[has_row]]
    return Matches(truth, rows, other)


def require_same_categories(
    matches: Matches, prediction: AnnotationTable, *, hint: str = ''
) -> None:
    """Check that predictions are for the categories of the annotations.

    Args:
        matches: Result of :func:`match_tables`.
        prediction: The predictions.
        hint: Text for the end of the message's first line, such as how to ignore others.

    Raises:
        ValueError: If some are not.
    """
    other = prediction.take(matches.rows[matches.other_category])
    if len(other):
        _refuse_rows(other, f'predictions are for another category than the annotation{hint}')


def _rows_of_images(table: AnnotationTable, image_ids: np.ndarray) -> np.ndarray:
    """Return the row of each image id in a table, (N,); -1 if it has none."""
    order = np.argsort(table.image_ids)
    position = np.searchsorted(table.image_ids, image_ids, sorter=order)
    rows = np.append(order, -1)[position]  # -1 for positions beyond the last
    matches = rows >= 0
    matches[matches] = table.image_ids[rows[matches]] == image_ids[matches]
    return np.where(matches, rows, -1)


def labelled_rows(table: AnnotationTable) -> AnnotationTable:
    """Return the rows of a ground truth that have labels; the number of others is logged.

    Raises:
        ValueError: If no row has labels.
    """
    unlabelled = int((~table.labelled).sum())
    if unlabelled == len(table):
        raise ValueError(f'the ground truth has no labels in any of its {len(table)} rows')
    if unlabelled:
        _logger.warning('ignored %d rows of the ground truth that have no labels', unlabelled)
    return table.take(table.labelled)


def _refuse_rows(rows: AnnotationTable, reason: str) -> None:
    """Raise a ValueError with the number of rows, the reason, and where the first ones are."""
    count = min(len(rows), MAX_LISTED)
    texts = [f'{rows.location(row)}: {rows.image_ids[row]}' for row in range(count)]
    raise ValueError(error_list(f'{len(rows)} {reason}', texts, total=len(rows)))
