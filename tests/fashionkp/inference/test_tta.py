"""Averages over several views of a garment."""

import numpy as np
import pytest
from heatmap_model import write_heatmap_model

from fashionkp.categories import CATEGORIES
from fashionkp.inference.keypoint_box import keypoint_box
from fashionkp.inference.predictor import Predictor
from fashionkp.inference.query import Query
from fashionkp.inference.tta import TTAModel, scale_box
from fashionkp.predictions.prediction import Prediction


def test_a_scaled_box_keeps_its_center(image):
    query = Query(image(), box=(10, 20, 20, 40))
    assert scale_box(query, 2).box == (5, 10, 25, 50)
    assert scale_box(Query(image(width=40, height=60)), 0.5).box == (10, 15, 30, 45)


def test_points_are_averaged_and_the_box_is_that_of_the_query(image, fake_model):
    """The fake model's points move with the box; the average over boxes of half and one and a half
    the size around the same center is that of the box itself."""
    query = Query(image('dress'), box=(10.0, 20.0, 30.0, 40.0))
    once = fake_model().predict([query])[0]
    model = fake_model()
    (mean,) = TTAModel(model, scales=(0.5, 1.5)).predict([query])
    np.testing.assert_allclose(mean.keypoints, once.keypoints)
    assert mean.box == query.box
    assert mean.category == 'dress'
    assert [batch[0].box for batch in model.batches] == [(15, 25, 25, 35), (5, 15, 35, 45)]


def test_the_second_pass_is_on_the_crop_around_the_points(image, fake_model):
    query = Query(image('skirt'), 'a', None, (0.0, 0.0, 40.0, 60.0))
    model = fake_model()
    (prediction,) = TTAModel(model, refine_crop=True).predict([query])
    first, second = (batch[0] for batch in model.batches)
    assert first.box == query.box
    assert second.category == 'skirt'
    far = fake_model().predict([query])[0]
    near = fake_model().predict([second])[0]
    assert second.box == keypoint_box(far)
    np.testing.assert_allclose(prediction.keypoints, (far.keypoints + near.keypoints) / 2)
    assert prediction.box == query.box


class Undecided:
    """Predicts another category in each view, and key points of a given category."""

    categories = ('blouse', 'skirt')

    def __init__(self):
        self.shares = iter([[0.55, 0.45], [0.1, 0.9]])
        self.categories_asked = []

    def predict(self, queries):
        self.categories_asked.append([query.category for query in queries])
        return [self.prediction(query.category) for query in queries]

    def prediction(self, category):
        probs = [0.5, 0.5] if category else next(self.shares)
        name = category or self.categories[int(np.argmax(probs))]
        count = len(CATEGORIES[name].keypoints)
        shares = dict(zip(self.categories, probs, strict=True))
        zeros = np.zeros(count)
        return Prediction(
            image='',
            size=(9, 9),
            box=(0, 0, 9, 9),
            category=name,
            category_score=1.0,
            category_probs=shares,
            keypoints=np.ones((count, 2)),
            scores=zeros,
            presence=zeros,
        )


def test_views_agree_on_the_category_that_is_most_probable_on_average(image):
    model = Undecided()
    (prediction,) = TTAModel(model, (1.0, 1.1)).predict([Query(image())])
    assert prediction.category == 'skirt'
    assert prediction.category_probs == pytest.approx({'blouse': 0.325, 'skirt': 0.675})
    assert prediction.category_score == pytest.approx(0.675)
    assert model.categories_asked == [[None], [None], ['skirt']]


@pytest.mark.parametrize('scales', [(), (0.1,), (1.0, 3.0)])
def test_scales_out_of_range_are_refused(fake_model, scales):
    with pytest.raises(ValueError, match='scales='):
        TTAModel(fake_model(), scales)


def test_averages_have_no_heatmaps(tmp_path):
    """Each view has its own."""
    heatmaps = np.random.default_rng(0).random((24, 8, 8))
    path = write_heatmap_model(tmp_path / 'model.onnx', heatmaps, np.ones(24))
    model = Predictor(path, threads=1, heatmaps=True)
    query = Query(np.zeros((8, 8, 3), np.uint8))
    assert next(iter(model.predict([query]))).heatmaps is not None
    for settings in (dict(scales=(1.0, 1.1)), dict(refine_crop=True)):
        (mean,) = TTAModel(model, **settings).predict([query])
        assert mean.heatmaps is None
