"""Predictions as a FashionAI table, and as a submission."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, write_submission
from fashionkp.annotations.cells import IMAGE_ID, IMAGE_ID_TEXT
from fashionkp.categories import CATEGORY_IDS, KEYPOINTS, category_by_name
from fashionkp.predictions.prediction import Prediction


def prediction_table(predictions: Iterable[Prediction]) -> AnnotationTable:
    """Return predictions as the rows of a FashionAI table.

    Returns:
        Rows in the same order; a key point has v = 1 if it is present, and 0 if it is likely not.

    Raises:
        ValueError: If an image has several garments, or its name is not a valid image id.
    """
    rows = list(predictions)
    keypoints = np.full((len(rows), len(KEYPOINTS), 2), -1.0)
    visibility = np.full((len(rows), len(KEYPOINTS)), -1, np.int8)
    seen: set[str] = set()
    for i, row in enumerate(rows):
        if not IMAGE_ID.fullmatch(row.image):
            raise ValueError(f'image {row.image!r}: expected {IMAGE_ID_TEXT} as its id')
        if row.image in seen:
            raise ValueError(f'image {row.image!r} has several garments: a table has one for each')
        seen.add(row.image)
        ids = list(category_by_name(row.category).keypoint_ids)
        keypoints[i, ids] = row.keypoints
        visibility[i, ids] = row.present
    return AnnotationTable(
        image_ids=np.array([row.image for row in rows], dtype=str),
        category_ids=np.array([CATEGORY_IDS[row.category] for row in rows], np.int8),
        keypoints=keypoints,
        visibility=visibility,
        labelled=np.ones(len(rows), bool),
    )


def write_csv(path: str | Path, predictions: Iterable[Prediction]) -> None:
    """Write predictions as a FashionAI submission, with all key points of each category.

    Args:
        path: The file; it appears once it is complete.
        predictions: The garments, one for each image.

    Raises:
        ValueError: As for :func:`prediction_table`, or if a coordinate is not finite.
    """
    write_submission(path, prediction_table(predictions))


def table_predictions(table: AnnotationTable) -> list[Prediction]:
    """Return the rows of a FashionAI table as predictions.

    A table states categories and key points only: sizes are (0, 0), and boxes, scores and
    probabilities are NaN. A key point is absent (presence 0) if v = -1 or if it lies at (-1, -1),
    which is how submissions leave a point out; otherwise its presence is 1.

    Args:
        table: N rows.

    Returns:
        N predictions in the same order.
    """
    present = (table.visibility >= 0) & (table.keypoints != -1).any(-1)
    rows = zip(table.image_ids.tolist(), table.category_names.tolist(), strict=True)
    predictions = []
    for i, (image, category) in enumerate(rows):
        ids = list(category_by_name(category).keypoint_ids)
        predictions.append(
            Prediction(
                image=image,
                size=(0, 0),
                box=(np.nan, np.nan, np.nan, np.nan),
                category=category,
                category_score=np.nan,
                category_probs={},
                keypoints=table.keypoints[i, ids],
                scores=np.full(len(ids), np.nan),
                presence=present[i, ids].astype(float),
            )
        )
    return predictions
