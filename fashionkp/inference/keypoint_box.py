"""The box around predicted points."""

import numpy as np

from fashionkp.inference.boxes import Box
from fashionkp.predictions.prediction import Prediction

REFINE_PADDING = 0.15
"""Padding on each side of the second crop, relative to the box around the points."""


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
