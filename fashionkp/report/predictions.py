"""What a model has predicted, as the report reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, read_submission
from fashionkp.annotations.cells import PREDICTION_LIMIT
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.predictions.files import read_predictions
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.table import prediction_table

_TABLE = '.csv'


@dataclass(frozen=True, eq=False)
class ModelPredictions:
    """Garments that a model has found, M.

    Attributes:
        name: What the report calls the model.
        files: Where they come from.
        table: The garments, one for each image.
        scores: How sure the model is of each point's place, (M, 24), NaN of points that a garment
            does not have; None where files do not tell, as submissions do not.
        presence: Probability that each point is there, like ``scores``.
        told: Place of the category that the model takes a garment to be of, whatever category it
            was given, (M,); -1 where it knows only one. None where files do not tell.
    """

    name: str
    files: tuple[Path, ...]
    table: AnnotationTable
    scores: np.ndarray | None = None
    presence: np.ndarray | None = None
    told: np.ndarray | None = None


def read_model(files: Sequence[str | Path], name: str) -> ModelPredictions:
    """Read the predictions of a model.

    Args:
        files: Submissions (.csv); or what ``fashionkp predict`` writes, JSON lines (.jsonl) or
            Parquet (.parquet, or a folder). Several are joined, such as one for each category.
        name: What the report calls the model.

    Raises:
        ValueError: Malformed files, both kinds, or several rows for an image.
    """
    paths = tuple(Path(path) for path in files)
    tables = [path.suffix == _TABLE for path in paths]
    if all(tables):
        try:
            return ModelPredictions(name, paths, read_submission(*paths))
        except ValueError as error:
            raise ValueError(f'{error}{_hint(paths)}') from None
    if any(tables):
        names = ', '.join(map(str, paths))
        raise ValueError(f'{names}: expected submissions (.csv) only, or none, for one model')
    predictions = [one for path in paths for one in read_predictions(path)]
    try:
        table = prediction_table(predictions)
    except ValueError as error:
        raise ValueError(f'{", ".join(map(str, paths))}: {error}{_hint(paths)}') from None
    _check_size(table, paths)
    return ModelPredictions(
        name,
        paths,
        table,
        scores=_of_points([one.scores for one in predictions], table),
        presence=_of_points([one.presence for one in predictions], table),
        told=np.array([_told(one) for one in predictions], np.int64),
    )


def _check_size(table: AnnotationTable, paths: Sequence[Path]) -> None:
    """Refuse coordinates that no submission may have."""
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
    several = 'the files after one --pred are joined: give --pred once for each model'
    return f'\n  {several}' if len(paths) > 1 else ''


def _of_points(values: list[np.ndarray], table: AnnotationTable) -> np.ndarray:
    """Values of each garment's own points on all points, (M, 24)."""
    spread = np.full((len(values), len(KEYPOINTS)), np.nan)
    categories = list(CATEGORIES.values())
    for row, own, category in zip(spread, values, table.category_ids.tolist(), strict=True):
        row[list(categories[category].keypoint_ids)] = own
    return spread


def _told(prediction: Prediction) -> int:
    probs = prediction.category_probs
    if len(probs) < 2:
        return -1
    best = max(probs, key=lambda name: probs[name])
    return list(CATEGORIES).index(best) if best in CATEGORIES else -1
