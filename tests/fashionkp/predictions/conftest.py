"""A prediction to write and read."""

import numpy as np
import pytest

from fashionkp.predictions.prediction import Prediction


@pytest.fixture
def skirt() -> Prediction:
    """A skirt whose last two key points are likely absent."""
    return Prediction(
        image='Images/skirt/a.jpg',
        size=(300, 400),
        box=(0, 0, 300, 400),
        category='skirt',
        category_score=np.float32(0.9),
        category_probs={'skirt': np.float32(0.9), 'dress': 0.1},
        keypoints=np.array([[10.25, 20], [100, -1.5], [0, 380], [310, 385]], np.float32),
        scores=np.array([0.9, 0.8, 0.7, 0.6], np.float32),
        presence=np.array([0.99, 0.5, 0.499, 0.0], np.float32),
        calibrated=True,
    )
