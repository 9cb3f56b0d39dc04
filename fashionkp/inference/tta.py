"""Looking at a garment several times: at several sizes, and once more from close by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.predictor import Query
from fashionkp.predictions.prediction import Prediction

SCALES = (0.5, 2.0)
"""Smallest and largest size of what is looked at, in sizes of a garment's box."""

SECOND_LOOK_PADDING = 0.15
"""Room around the points in the second look, on each side, in sizes of the box around them."""


def scaled(query: Query, factor: float) -> Query:
    """The garment with a box around the same centre that is ``factor`` times as large."""
    x0, y0, x1, y1 = _box(query)
    dx, dy = (x1 - x0) * (factor - 1) / 2, (y1 - y0) * (factor - 1) / 2
    return replace(query, box=(x0 - dx, y0 - dy, x1 + dx, y1 + dy))


def around(
    prediction: Prediction, padding: float = SECOND_LOOK_PADDING
) -> tuple[float, float, float, float]:
    """The box around a prediction's present points, with room on each side.

    Args:
        prediction: A garment; all of its points count where fewer than two are present.
        padding: Room on each side, in sizes of the box (of its longer side where it is thin).

    Returns:
        x0, y0, x1, y1, pixels.
    """
    shown = prediction.present if prediction.present.sum() > 1 else slice(None)
    points = prediction.keypoints[shown]
    low, high = points.min(axis=0), points.max(axis=0)
    room = padding * np.maximum(high - low, (high - low).max() / 2) + 1
    (x0, y0), (x1, y1) = (low - room).tolist(), (high + room).tolist()
    return x0, y0, x1, y1


@dataclass(frozen=True)
class TTAModel:
    """A model that looks several times and averages the places of the points.

    Args:
        model: Looks once.
        scales: Sizes of what is looked at, in sizes of the garment's box.
        refine_crop: Whether to look again at what surrounds the points of the first look; the
            points are those of both looks on average.

    Raises:
        ValueError: No scale, or one that is out of range.
    """

    model: GarmentModel
    scales: tuple[float, ...] = (1.0,)
    refine_crop: bool = False

    def __post_init__(self) -> None:
        low, high = SCALES
        if not self.scales or not all(low <= scale <= high for scale in self.scales):
            raise ValueError(f'scales={self.scales}: expected one or more from {low} to {high}')

    @property
    def categories(self) -> Sequence[str]:
        """Names of the categories that the model knows."""
        return self.model.categories

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        """One prediction for each garment."""
        first = averaged(self.model, queries, [partial(scaled, factor=s) for s in self.scales])
        if not self.refine_crop:
            return first
        closer = [
            replace(query, box=around(prediction), category=prediction.category)
            for query, prediction in zip(queries, first, strict=True)
        ]
        second = self.model.predict(closer)
        return [
            replace(far, **_means((far, close))) for far, close in zip(first, second, strict=True)
        ]


def averaged(
    model: GarmentModel, queries: Sequence[Query], views: Sequence[Callable[[Query], Query]]
) -> list[Prediction]:
    """Predict each garment in several views.

    A category that is not known is the one most probable on average; views that took the garment
    for another one are asked again.

    Args:
        model: Looks once.
        queries: The garments.
        views: How each look changes what is looked at.

    Returns:
        Averages over the views, one for each garment.
    """
    looks = [list(model.predict([view(query) for query in queries])) for view in views]
    facts = [_garment(query, answers) for query, *answers in zip(queries, *looks, strict=True)]
    for view, answers in zip(views, looks, strict=True):
        odd = [i for i, fact in enumerate(facts) if answers[i].category != fact['category']]
        wanted = [view(replace(queries[i], category=facts[i]['category'])) for i in odd]
        for i, answer in zip(odd, model.predict(wanted) if odd else [], strict=True):
            answers[i] = answer
    return [
        replace(answers[0], **fact, **_means(answers))
        for fact, *answers in zip(facts, *looks, strict=True)
    ]


def _garment(query: Query, answers: Sequence[Prediction]) -> dict[str, Any]:
    """What the views together say of a garment beside its points, as fields of a prediction."""
    names = list(answers[0].category_probs)
    shares = np.mean([[one.category_probs[name] for name in names] for one in answers], axis=0)
    probs = dict(zip(names, shares.tolist(), strict=True))
    category = query.category or max(probs, key=probs.__getitem__)
    return dict(
        box=_box(query),
        category=category,
        category_score=probs[category],
        category_probs=probs,
    )


def _means(answers: Sequence[Prediction]) -> dict[str, Any]:
    """Averages over views that agree on the category, as fields of a prediction."""
    names = ('keypoints', 'scores', 'presence')
    return {name: np.mean([getattr(one, name) for one in answers], axis=0) for name in names}


def _box(query: Query) -> tuple[float, float, float, float]:
    return query.box or (0.0, 0.0, *map(float, query.size))  # type: ignore[return-value]
