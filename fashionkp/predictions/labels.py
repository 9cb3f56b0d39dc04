"""Predictions as labels, to be corrected."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORY_IDS, KEYPOINTS, category_by_name
from fashionkp.formats.image_names import image_id_of
from fashionkp.formats.skipped import Skipped
from fashionkp.predictions.prediction import Prediction


class PredictedLabels(NamedTuple):
    """Predictions as labels.

    Attributes:
        table: N rows, any number of an image; present key points inside of it are visible, others
            absent.
        sizes: Width and height of each row's image, (N, 2), pixels; (0, 0) if unknown.
        scores: Score of each key point, (N, 24); NaN if unknown or absent.
    """

    table: AnnotationTable
    sizes: np.ndarray
    scores: np.ndarray


def predicted_labels(
    predictions: Iterable[Prediction], images: str | Path = '.'
) -> PredictedLabels:
    """Return predictions as labels.

    Args:
        predictions: The garments.
        images: Folder that the image ids are to be relative to, see
            :func:`~fashionkp.formats.image_names.image_id_of`.

    Returns:
        One row for each garment, in the same order; those of images without a name are skipped,
        and a warning counts them.
    """
    ids, rows = _named(predictions, Path(images))
    cells = np.full((len(rows), len(KEYPOINTS), 3), -1.0)
    scores = np.full((len(rows), len(KEYPOINTS)), np.nan)
    for i, row in enumerate(rows):
        channels = np.array(category_by_name(row.category).keypoint_ids)
        used = row.present & _inside(row)
        cells[i, channels[used], :2] = row.keypoints[used]
        cells[i, channels[used], 2] = 1
        scores[i, channels[used]] = row.scores[used]
    table = AnnotationTable(
        image_ids=np.array(ids, np.str_),
        category_ids=np.array([CATEGORY_IDS[row.category] for row in rows], np.int8),
        keypoints=np.ascontiguousarray(cells[..., :2]),
        visibility=cells[..., 2].astype(np.int8),
        labelled=np.ones(len(rows), bool),
    )
    sizes = np.array([row.size for row in rows], np.int64).reshape(-1, 2)
    return PredictedLabels(table, sizes, scores)


def _named(predictions: Iterable[Prediction], images: Path) -> tuple[list[str], list[Prediction]]:
    """Return predictions of images that have an id, and these ids."""
    skipped = Skipped()
    ids, rows = [], []
    for prediction in predictions:
        if image_id := image_id_of(prediction.image, images):
            ids.append(image_id)
            rows.append(prediction)
        else:
            skipped.add('predictions of images without a name', repr(prediction.image))
    skipped.report()
    return ids, rows


def _inside(prediction: Prediction) -> np.ndarray:
    """Return whether each key point lies inside of the image, (K,) bool."""
    limit = prediction.size if all(prediction.size) else (np.inf, np.inf)
    points = prediction.keypoints
    return np.all((points >= 0) & (points <= limit), axis=1)
