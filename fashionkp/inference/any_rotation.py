"""Garments at any angle: the upright view is found by the model's own scores."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from fashionkp.inference.boxes import Box
from fashionkp.inference.keypoint_box import keypoint_box
from fashionkp.inference.query import Query
from fashionkp.inference.rotated_view import RotatedFrame, rotated_view
from fashionkp.inference.rounds import Rounds
from fashionkp.predictions.prediction import Prediction

STEP = 30
"""Degrees from one view to the next. Models are trained with rotations of up to 30 degrees."""

_QUARTER_TURNS = (0, 90, 180, 270)
_NEIGHBORS = 0.5  # weight of the confidence of the views on both sides
_UPRIGHT = 0.05  # added to the confidence of the views within a step of the image as it is


def upright_rounds(query: Query, predict_upright: Callable[[Query], Rounds]) -> Rounds:
    """Predict a garment at any angle.

    It is predicted once in each view of :data:`STEP` degrees. From the confidence in these follows
    the angle at which it lies. The result is that of the upright garment, in the crop around the
    points of the nearest view.

    Args:
        query: The garment.
        predict_upright: Predicts the upright garment.
    """
    predictions: dict[int, Prediction] = {}
    for offset in range(0, 90, STEP):
        views = {turn + offset: rotated_view(query, turn + offset) for turn in _QUARTER_TURNS}
        answers = yield [view.query for view in views.values()]
        for (turn, view), prediction in zip(views.items(), answers, strict=True):
            predictions[turn] = view.to_image(prediction)
    around = [predictions[turn] for turn in range(0, 360, STEP)]
    angle = upright_angle([confidence(prediction) for prediction in around])
    nearest = around[round(angle / STEP) % len(around)]

    def box(frame: RotatedFrame) -> Box:
        return keypoint_box(replace(nearest, keypoints=frame.points(nearest.keypoints)))

    view = rotated_view(query, angle, box)
    return view.to_image((yield from predict_upright(view.query)))


def confidence(prediction: Prediction) -> float:
    """Return how sure a model is of a prediction, 0 to 1.

    It is the mean score of the points that are present, and lower for few points, which may be
    right by chance.
    """
    scores = prediction.scores[prediction.present]
    return float(scores.sum()) / (len(scores) + 1)


def upright_angle(confidences: Sequence[float]) -> float:
    """Return the angle at which a garment lies.

    Views on both sides of the upright one are good too, whereas a view that is wrong is seldom
    between two good ones. Images as they are get a small advantage.

    Args:
        confidences: Those of the views of the image rotated counterclockwise by 0,
            :data:`STEP`, ... degrees.

    Returns:
        Degrees clockwise, -180 to 180; the maximum of a parabola through the best view and those on
        both sides.

    Example:
        >>> upright_angle([0.1, 0.1, 0.5, 0.9, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
        90.0
    """
    values = np.array(confidences)
    values = values + _NEIGHBORS * (np.roll(values, 1) + np.roll(values, -1))
    advantage = np.zeros_like(values)
    advantage[[-1, 0, 1]] = _UPRIGHT
    best = int((values + advantage).argmax())
    left, middle, right = (values[(best + i) % len(values)] for i in (-1, 0, 1))
    curvature = 2 * middle - left - right
    shift = (right - left) / (2 * curvature) if curvature > 0 else 0.0
    angle = STEP * (best + np.clip(shift, -0.5, 0.5))
    return float((angle + 180) % 360 - 180)
