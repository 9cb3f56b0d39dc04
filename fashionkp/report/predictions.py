"""The predictions of a model, from submissions, JSON lines or Parquet."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, read_submission
from fashionkp.annotations.cells import PREDICTION_LIMIT
from fashionkp.categories import CATEGORIES, CATEGORY_IDS, KEYPOINTS
from fashionkp.predictions.files import read_predictions
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.table import prediction_table

_SUBMISSION = '.csv'


@dataclass(frozen=True, eq=False)
class ModelPredictions:
    """The predictions of a model: M garments.

    Attributes:
        name: Name of the model in the report.
        files: Files of the predictions.
        table: The garments, one for each image.
        scores: Confidence in the position of each key point, (M, 24), NaN for key points that the
            garment does not have; None for submissions, which have no scores.
        presence: Probability that each key point is there, likewise.
        predicted_category: Index of the category that the model considers most likely, even if it
            was given another one, (M,); -1 if it knows only one category. None for submissions.
    """

    name: str
    files: tuple[Path, ...]
    table: AnnotationTable
    scores: np.ndarray | None = None
    presence: np.ndarray | None = None
    predicted_category: np.ndarray | None = None


def read_model(files: Sequence[str | Path], name: str) -> ModelPredictions:
    """Read the predictions of a model.

    Args:
        files: Submissions (.csv), or output of ``fashionkp predict``: JSON lines (.jsonl) or
            Parquet (.parquet, or a folder). Several files are joined, such as one per category.
        name: Name of the model in the report.

    Raises:
        ValueError: If a file is malformed, submissions are mixed with others, or an image has
            several predictions.
    """
    paths = tuple(Path(path) for path in files)
    are_submissions = [path.suffix.lower() == _SUBMISSION for path in paths]
    if all(are_submissions):
        try:
            return ModelPredictions(name, paths, read_submission(*paths))
        except ValueError as error:
            raise ValueError(f'{error}{_hint(paths)}') from None
    if any(are_submissions):
        names = ', '.join(map(str, paths))
        raise ValueError(f'{names}: submissions (.csv) cannot be joined with other files')
    predictions = [prediction for path in paths for prediction in read_predictions(path)]
    try:
        table = prediction_table(predictions)
    except ValueError as error:
        raise ValueError(f'{", ".join(map(str, paths))}: {error}{_hint(paths)}') from None
    _check_coordinates(table, paths)
    return ModelPredictions(
        name,
        paths,
        table,
        scores=_official_keypoints([each.scores for each in predictions], table),
        presence=_official_keypoints([each.presence for each in predictions], table),
        predicted_category=np.array([_predicted_category(each) for each in predictions], np.int64),
    )


def _check_coordinates(table: AnnotationTable, paths: Sequence[Path]) -> None:
    """Raise ValueError for coordinates that a submission may not have either."""
    large = np.argwhere((np.abs(table.keypoints) >= PREDICTION_LIMIT).any(-1))
    if len(large):
        row, point = large[0].tolist()
        x, y = table.keypoints[row, point]
        raise ValueError(
            f'{", ".join(map(str, paths))}: {table.image_ids[row]}: {KEYPOINTS[point]} = {x:g}, '
            f'{y:g}: expected numbers from -{PREDICTION_LIMIT} to {PREDICTION_LIMIT} '
            f'({len(large)} such points)'
        )


def _hint(paths: Sequence[Path]) -> str:
    hint = '\n  the files after one --pred are joined: give --pred once for each model'
    return hint if len(paths) > 1 else ''


def _official_keypoints(values: list[np.ndarray], table: AnnotationTable) -> np.ndarray:
    """Return values of each garment's own key points in the columns of all, (M, 24)."""
    columns = np.full((len(values), len(KEYPOINTS)), np.nan)
    categories = list(CATEGORIES.values())
    for row, own, category in zip(columns, values, table.category_ids.tolist(), strict=True):
        row[list(categories[category].keypoint_ids)] = own
    return columns


def _predicted_category(prediction: Prediction) -> int:
    probs = prediction.category_probs
    if len(probs) < 2:
        return -1
    best = max(probs, key=lambda name: probs[name])
    return CATEGORY_IDS.get(best, -1)
