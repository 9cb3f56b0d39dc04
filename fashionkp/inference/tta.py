"""Test-time augmentation: several scales, and a second pass on the crop around the points."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from fashionkp.inference.boxes import Box
from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.query import Query
from fashionkp.predictions.prediction import Prediction

SCALES = (0.5, 2.0)
"""Smallest and largest scale, relative to the garment's box."""

REFINE_PADDING = 0.15
"""Padding on each side of the second crop, relative to the box around the points."""


def scale_box(query: Query, factor: float) -> Query:
    """Return the query with its box scaled by ``factor`` around the box's center."""
    x0, y0, x1, y1 = query.region
    dx, dy = (x1 - x0) * (factor - 1) / 2, (y1 - y0) * (factor - 1) / 2
    return replace(query, box=(x0 - dx, y0 - dy, x1 + dx, y1 + dy))


def keypoint_box(prediction: Prediction, padding: float = REFINE_PADDING) -> Box:
    """Return the box around a prediction's present points, with padding.

    Args:
        prediction: A garment; if fewer than two of its points are present, all of them count.
        padding: Padding on each side, relative to the box's width and height, of which the
            shorter counts as at least half the longer; one pixel is added to it.

    Returns:
        x0, y0, x1, y1, pixels of the image.
    """
    shown = prediction.present if prediction.present.sum() > 1 else slice(None)
    points = prediction.keypoints[shown]
    low, high = points.min(axis=0), points.max(axis=0)
    room = padding * np.maximum(high - low, (high - low).max() / 2) + 1
    (x0, y0), (x1, y1) = (low - room).tolist(), (high + room).tolist()
    return x0, y0, x1, y1


Rounds = Generator[list[Query], list[Prediction], Prediction]
"""Yields views of a garment, is sent a prediction for each, and returns that of the garment."""


def check_scales(scales: Sequence[float]) -> tuple[float, ...]:
    """Return scales as a tuple.

    Raises:
        ValueError: If there is no scale, or one is out of range.
    """
    low, high = SCALES
    if not scales or not all(low <= scale <= high for scale in scales):
        raise ValueError(f'scales={tuple(scales)}: expected one or more from {low} to {high}')
    return tuple(scales)


@dataclass(frozen=True)
class TTAModel:
    """A model with test-time augmentation; the points of all views are averaged.

    Args:
        model: The model to apply to each view.
        scales: Scales of the views, relative to the garment's box.
        refine_crop: Whether to add a second pass on the crop around the points of the first; the
            result is the average of both.

    Raises:
        ValueError: If there is no scale, or one is out of range.
    """

    model: GarmentModel
    scales: tuple[float, ...] = (1.0,)
    refine_crop: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        check_scales(self.scales)

    @property
    def categories(self) -> Sequence[str]:
        """Names of the categories that the model supports."""
        return self.model.categories

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        """Return one prediction for each garment."""
        garments = [view_rounds(q, self.scales, refine_crop=self.refine_crop) for q in queries]
        return predict_in_rounds(self.model.predict, garments)


def predict_in_rounds(
    predict: Callable[[list[Query]], Iterable[Prediction]], garments: Iterable[Rounds]
) -> list[Prediction]:
    """Predict garments in their views, of which the first ones are a batch, and so on.

    Args:
        predict: Returns a prediction for each view.
        garments: See :func:`view_rounds`.

    Returns:
        One prediction for each garment.
    """
    garments = list(garments)
    results: dict[int, Prediction] = {}
    asked = {i: next(rounds) for i, rounds in enumerate(garments)}
    while asked:
        answers = _predict_views(predict, asked)
        asked = {}
        for i, predictions in answers.items():
            try:
                asked[i] = garments[i].send(predictions)
            except StopIteration as end:
                results[i] = end.value
    return [results[i] for i in range(len(garments))]


def _predict_views(
    predict: Callable[[list[Query]], Iterable[Prediction]], asked: Mapping[int, list[Query]]
) -> dict[int, list[Prediction]]:
    answers: dict[int, list[Prediction]] = {i: [] for i in asked}
    for view in range(max(map(len, asked.values()))):
        indices = [i for i, views in asked.items() if len(views) > view]
        predictions = predict([asked[i][view] for i in indices])
        for i, prediction in zip(indices, predictions, strict=True):
            answers[i].append(prediction)
    return answers


def view_rounds(query: Query, scales: Sequence[float], *, refine_crop: bool) -> Rounds:
    """Predict a garment in several views, in up to three rounds.

    If its category is not given, it is the most probable one on average; views that predicted
    another category are repeated with this one.

    Args:
        query: The garment.
        scales: As for :class:`TTAModel`.
        refine_crop: As for :class:`TTAModel`.
    """
    views = [scale_box(query, scale) for scale in scales]
    predictions = list((yield views))
    common = _common_fields(query, predictions)
    category = common['category']
    others = [i for i, prediction in enumerate(predictions) if prediction.category != category]
    if others:
        repeated = yield [replace(views[i], category=category) for i in others]
        for i, prediction in zip(others, repeated, strict=True):
            predictions[i] = prediction
    first = replace(predictions[0], **common, **_mean_fields(predictions))
    if not refine_crop:
        return first
    (second,) = yield [replace(query, box=keypoint_box(first), category=category)]
    return replace(first, **_mean_fields((first, second)))


def _common_fields(query: Query, predictions: Sequence[Prediction]) -> dict[str, Any]:
    """Return box and category, the latter decided by all views, as fields of a prediction."""
    names = list(predictions[0].category_probs)
    rows = [[prediction.category_probs[name] for name in names] for prediction in predictions]
    probs = dict(zip(names, np.mean(rows, axis=0).tolist(), strict=True))
    category = query.category or max(probs, key=probs.__getitem__)
    return dict(
        box=query.region,
        category=category,
        category_score=probs[category],
        category_probs=probs,
    )


def _mean_fields(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """Return averages over views of the same category, as fields of a prediction.

    There are no heatmaps, since each view has its own.
    """
    names = ('keypoints', 'scores', 'presence')
    means = {name: np.mean([getattr(p, name) for p in predictions], axis=0) for name in names}
    return dict(means, heatmaps=None)
