"""The box around predicted points."""

import numpy as np

from fashionkp.inference.keypoint_box import keypoint_box
from fashionkp.predictions.prediction import Prediction


def test_the_box_is_around_present_points():
    points = np.array([[10.0, 20], [30, 20], [10, 60], [500, 500]])
    presence = np.array([0.9, 0.9, 0.9, 0.1])
    garment = Prediction(
        image='',
        size=(600, 600),
        box=(0, 0, 600, 600),
        category='skirt',
        category_score=1.0,
        category_probs={},
        keypoints=points,
        scores=presence,
        presence=presence,
    )
    # 20 x 40 pixels, with a quarter of each and a pixel on each side
    assert keypoint_box(garment) == (10 - 4, 20 - 7, 30 + 4, 60 + 7)
