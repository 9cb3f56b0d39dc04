"""Test-time augmentation: several scales, and a second pass on the crop around the points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
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
        low, high = SCALES
        if not self.scales or not all(low <= scale <= high for scale in self.scales):
            raise ValueError(f'scales={self.scales}: expected one or more from {low} to {high}')

    @property
    def categories(self) -> Sequence[str]:
        """Names of the categories that the model supports."""
        return self.model.categories

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        """Return one prediction for each garment."""
        views = [partial(scale_box, factor=scale) for scale in self.scales]
        first = average_views(self.model, queries, views)
        if not self.refine_crop:
            return first
        refined = [
            replace(query, box=keypoint_box(prediction), category=prediction.category)
            for query, prediction in zip(queries, first, strict=True)
        ]
        second = self.model.predict(refined)
        return [
            replace(far, **_mean_fields((far, close)))
            for far, close in zip(first, second, strict=True)
        ]


def average_views(
    model: GarmentModel, queries: Sequence[Query], views: Sequence[Callable[[Query], Query]]
) -> list[Prediction]:
    """Predict each garment in several views and average the predictions.

    If a garment's category is not given, it is the most probable one on average; views that
    predicted another category are repeated with this one.

    Args:
        model: The model to apply to each view.
        queries: The garments.
        views: Functions that change a query into one of its views.

    Returns:
        Averages over the views, one for each garment.
    """
    by_view = [list(model.predict([view(query) for query in queries])) for view in views]
    fields = [
        _common_fields(query, predictions)
        for query, *predictions in zip(queries, *by_view, strict=True)
    ]
    for view, predictions in zip(views, by_view, strict=True):
        others = [i for i, f in enumerate(fields) if predictions[i].category != f['category']]
        repeated = [view(replace(queries[i], category=fields[i]['category'])) for i in others]
        for i, prediction in zip(others, model.predict(repeated) if others else [], strict=True):
            predictions[i] = prediction
    return [
        replace(predictions[0], **common, **_mean_fields(predictions))
        for common, *predictions in zip(fields, *by_view, strict=True)
    ]


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
