"""Heatmaps of the worst images: why a model placed their key points where it did."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fashionkp.categories import CATEGORY_NAMES, KEYPOINTS, category_by_name
from fashionkp.images.reading import read_image
from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.query import Query
from fashionkp.predictions.prediction import Prediction
from fashionkp.report.error_images import select_rows
from fashionkp.report.evaluation import Evaluation
from fashionkp.visualization.heatmaps import garment_panels

NUM_KEYPOINTS = 3
"""Number of key points whose heatmaps are shown, those with the largest error."""


@dataclass(frozen=True, eq=False)
class WorstHeatmaps:
    """The heatmaps of a model on the worst images.

    Attributes:
        model: Name of the model.
        images: For the index of each row its heatmaps side by side, (H, W, 3) uint8, BGR.
        shift: Median distance between the key points of the model and those that the first model of
            the report predicted, pixels: 0 if they are the same; NaN without images.
    """

    model: str
    images: Mapping[int, np.ndarray] = field(default_factory=dict)
    shift: float = np.nan


def worst_heatmaps(
    evaluation: Evaluation, paths: Sequence[Path], model: GarmentModel, name: str
) -> WorstHeatmaps:
    """Return the heatmaps of a model on the worst images, for the key points with large errors.

    Args:
        evaluation: The evaluation; errors are those of its first model.
        paths: Image file of each row of the ground truth; images that cannot be read are left out.
        model: The model, whose predictions have heatmaps. It predicts the whole image with the
            category of the ground truth; images of other categories are left out.
        name: Its name in the report.
    """
    images, shifts = {}, []
    first = evaluation.models[0]
    for row, query in _queries(evaluation, paths, model.categories):
        (prediction,) = model.predict([query])
        own = list(category_by_name(prediction.category).keypoint_ids)
        shifts.append(np.linalg.norm(prediction.keypoints - first.keypoints[row, own], axis=-1))
        images[row] = _side_by_side(evaluation, row, query.image, prediction)
    shift = float(np.nanmedian(np.concatenate(shifts))) if shifts else np.nan
    return WorstHeatmaps(name, images, shift)


def _queries(
    evaluation: Evaluation, paths: Sequence[Path], categories: Sequence[str]
) -> Iterator[tuple[int, Query]]:
    """Yield index and query of each worst image that the first model predicted."""
    truth = evaluation.truth
    for row in select_rows(evaluation).worst:
        category = CATEGORY_NAMES[truth.category_ids[row]]
        if category not in categories or not evaluation.models[0].predicted[row]:
            continue
        try:
            image = read_image(paths[row])
        except (OSError, ValueError):  # the report states it with the image
            continue
        yield row, Query(image, str(truth.image_ids[row]), category)


def _side_by_side(
    evaluation: Evaluation, row: int, image: np.ndarray, prediction: Prediction
) -> np.ndarray:
    """Return the panels of a row: all key points, and those with the largest errors."""
    errors = evaluation.models[0].errors[evaluation.rule]
    order = np.argsort(-errors.errors[row], kind='stable')
    worst = [i for i in order.tolist() if errors.counted[row, i]][:NUM_KEYPOINTS]
    targets = {KEYPOINTS[i]: evaluation.truth.keypoints[row, i] for i in worst}
    return np.hstack(garment_panels(image, prediction, names=list(targets), targets=targets))
