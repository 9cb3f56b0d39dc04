"""Test-time augmentation: scales, a second pass on the crop around the points, rotations."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from fashionkp.inference.any_rotation import upright_rounds
from fashionkp.inference.keypoint_box import keypoint_box
from fashionkp.inference.one_core import workers_of
from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.query import Query
from fashionkp.inference.rounds import Rounds, predict_in_rounds
from fashionkp.predictions.prediction import Prediction

SCALES = (0.5, 2.0)
"""Smallest and largest scale, relative to the garment's box."""


def scale_box(query: Query, factor: float) -> Query:
    """Return the query with its box scaled by ``factor`` around the box's center."""
    x0, y0, x1, y1 = query.region
    dx, dy = (x1 - x0) * (factor - 1) / 2, (y1 - y0) * (factor - 1) / 2
    return replace(query, box=(x0 - dx, y0 - dy, x1 + dx, y1 + dy))


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
        any_rotation: Whether garments may lie at any angle, see
            :func:`~fashionkp.inference.any_rotation.upright_rounds`; the upright one is predicted
            as with ``refine_crop``.

    Raises:
        ValueError: If there is no scale, or one is out of range.
    """

    model: GarmentModel
    scales: tuple[float, ...] = (1.0,)
    refine_crop: bool = field(default=False, kw_only=True)
    any_rotation: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        check_scales(self.scales)

    @property
    def categories(self) -> Sequence[str]:
        """Names of the categories that the model supports."""
        return self.model.categories

    @property
    def workers(self) -> int:
        """As of the model, see :func:`~fashionkp.inference.one_core.workers_of`."""
        return workers_of(self.model)

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        """Return one prediction for each garment."""
        passes = dict(refine_crop=self.refine_crop, any_rotation=self.any_rotation)
        garments = [view_rounds(query, self.scales, **passes) for query in queries]
        return predict_in_rounds(self.model.predict, garments)


def view_rounds(
    query: Query, scales: Sequence[float], *, refine_crop: bool = False, any_rotation: bool = False
) -> Rounds:
    """Predict a garment in several views, in several rounds.

    Args:
        query: The garment.
        scales: As for :class:`TTAModel`.
        refine_crop: As for :class:`TTAModel`.
        any_rotation: As for :class:`TTAModel`; the other views are then those of the upright
            garment.
    """
    if not any_rotation:
        return _scaled_rounds(query, scales=scales, refine_crop=refine_crop)
    return upright_rounds(query, partial(_scaled_rounds, scales=scales, refine_crop=True))


def _scaled_rounds(query: Query, *, scales: Sequence[float], refine_crop: bool) -> Rounds:
    """Predict a garment at several scales, then around its points, in up to three rounds.

    If its category is not given, it is the most probable one on average; views that predicted
    another category are repeated with this one.
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
