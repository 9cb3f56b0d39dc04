"""Garments at any angle: the upright view is found by the model's own scores."""

from collections.abc import Callable, Sequence

import numpy as np

from fashionkp.inference.query import Query
from fashionkp.inference.rotated_view import rotated_view
from fashionkp.inference.rounds import Rounds, with_known_view
from fashionkp.predictions.prediction import Prediction

STEP = 30
"""Degrees from one view to the next. Models are trained with rotations of up to 30 degrees."""

# docs/predicting.md states how these were chosen.
UPRIGHT = 0.14
"""Added to the confidence of the views within a step of the image as it is."""
UPSIDE_DOWN = 0.1
"""The same for those within a step of upside down, which is what upright is mistaken for most."""

_QUARTER_TURNS = (0, 90, 180, 270)
_NEIGHBORS = 0.5  # weight of the confidence of the views on both sides


def upright_rounds(query: Query, predict_upright: Callable[[Query], Rounds]) -> Rounds:
    """Predict a garment at any angle.

    It is predicted once in each view of :data:`STEP` degrees. From the confidence in these follows
    the angle at which it lies. The result is that of the upright garment.

    Args:
        query: The garment.
        predict_upright: Predicts the upright garment.
    """
    predictions: dict[int, Prediction] = {}
    for offset in range(0, 90, STEP):
        turns = [turn + offset for turn in _QUARTER_TURNS]
        answers = yield [rotated_view(query, turn).query for turn in turns]
        predictions.update(zip(turns, answers, strict=True))
    confidences = [confidence(predictions[turn]) for turn in range(0, 360, STEP)]
    view = rotated_view(query, upright_angle(confidences))
    rounds = predict_upright(view.query)
    if view.query is query:
        rounds = with_known_view(rounds, query, predictions[0])
    return view.to_image((yield from rounds))


def confidence(prediction: Prediction) -> float:
    """Return how sure a model is of a prediction, 0 to 1.

    It is the mean score of the points that are present, and lower for few points, which may be
    right by chance.
    """
    scores = prediction.scores[prediction.present]
    return float(scores.sum()) / (len(scores) + 1)


def upright_angle(confidences: Sequence[float] | np.ndarray) -> float:
    """Return the angle at which a garment lies.

    Args:
        confidences: Those of the views of the image rotated counterclockwise by 0,
            :data:`STEP`, ... degrees.

    Returns:
        Degrees clockwise, -180 to 180; 0 if the image as it is is the best view, otherwise the
        maximum of a parabola through the best view and those on both sides.

    Example:
        >>> upright_angle([0.1, 0.1, 0.5, 0.9, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
        90.0
    """
    best = upright_view(confidences)
    if best == 0:
        return 0.0
    values = _with_neighbors(confidences)
    left, middle, right = (values[(best + i) % len(values)] for i in (-1, 0, 1))
    curvature = 2 * middle - left - right
    shift = (right - left) / (2 * curvature) if curvature > 0 else 0.0
    angle = STEP * (best + np.clip(shift, -0.5, 0.5))
    return float((angle + 180) % 360 - 180)


def upright_view(
    confidences: Sequence[float] | np.ndarray,
    upright: float = UPRIGHT,
    upside_down: float = UPSIDE_DOWN,
) -> int:
    """Return the index of the view that shows a garment upright.

    Views on both sides of the upright one are good too, whereas a view that is wrong is seldom
    between two good ones.

    Args:
        confidences: As for :func:`upright_angle`.
        upright: As :data:`UPRIGHT`.
        upside_down: As :data:`UPSIDE_DOWN`.
    """
    values = _with_neighbors(confidences)
    half = len(values) // 2
    values[[-1, 0, 1]] += upright
    values[[half - 1, half, half + 1]] += upside_down
    return int(values.argmax())


def _with_neighbors(confidences: Sequence[float] | np.ndarray) -> np.ndarray:
    """Return confidences, to which those of the views on both sides are added, (N,)."""
    values = np.array(confidences)
    return values + _NEIGHBORS * (np.roll(values, 1) + np.roll(values, -1))
