"""Errors of images, for comparisons that are paired by image."""

from collections.abc import Sequence

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.table import prediction_table
from fashionkp.score import score_arrays


def image_errors(
    table: AnnotationTable, predictions: Sequence[Prediction]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum of the errors of each image in percent, (N,), and its counted points, (N,).

    Args:
        table: The truth.
        predictions: One for each row, in the same order.
    """
    predicted = prediction_table(predictions)
    scores = [
        score_arrays(
            predicted.keypoints[i : i + 1],
            table.keypoints[i : i + 1],
            table.visibility[i : i + 1],
            table.category_ids[i : i + 1],
        )
        for i in range(len(table))
    ]
    counts = np.array([score.points for score in scores])
    return np.array([score.ne if score.points else 0 for score in scores]) * counts, counts
