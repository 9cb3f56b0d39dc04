"""The legend of drawings."""

import numpy as np

from fashionkp.images.palette import PURPLE
from fashionkp.predictions.prediction import Prediction
from fashionkp.visualization.legend import is_low, legend


def test_an_unknown_score_is_not_low():
    assert [is_low(score) for score in (0.1, 0.3, np.nan)] == [True, False, False]


def test_without_garments_it_is_as_high_as_the_image():
    assert legend([], [], min_height=100, unit=1).shape == (100, 330, 3)


def test_a_garment_of_several_has_its_colour():
    garment = Prediction(
        image='',
        size=(9, 9),
        box=(0, 0, 9, 9),
        category='skirt',
        category_score=1,
        category_probs={},
        keypoints=np.zeros((4, 2)),
        scores=np.ones(4),
        presence=np.ones(4),
    )
    alone = legend([garment], [PURPLE], min_height=400, unit=1)
    two = legend([garment, garment], [PURPLE, PURPLE], min_height=400, unit=1)
    for strip, expected in ((alone, False), (two, True)):
        assert (strip[..., ::-1] == PURPLE).all(axis=-1).any() == expected
