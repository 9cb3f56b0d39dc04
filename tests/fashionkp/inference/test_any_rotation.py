"""Garments at any angle, with a model that sees how far its garment is from upright."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from fashionkp.inference.any_rotation import confidence, upright_angle
from fashionkp.inference.predictor import Predictor
from fashionkp.inference.query import Query
from fashionkp.inference.tta import TTAModel
from fashionkp.predictions.prediction import Prediction

UPRIGHT = np.array([[70.0, 40], [130, 40], [60, 150], [140, 150]])  # a skirt
COLORS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0))


def image_of_a_skirt(angle, size=(200, 240)):
    """Return an image of a skirt turned clockwise, a dot at each point, and the points."""
    turn = cv2.getRotationMatrix2D((100, 100), -angle, 1)
    points = UPRIGHT @ turn[:, :2].T + turn[:, 2]
    image = np.zeros((size[1], size[0], 3), np.uint8)
    for point, color in zip(points, COLORS, strict=True):
        x, y = (round(float(value) * 256) for value in point)
        cv2.circle(image, (x, y), 4 * 256, color, -1, cv2.LINE_AA, shift=8)
    return image, points


class DotFinder:
    """Finds the dots; its scores fall from 1 for an upright skirt to 0 for one at 60 degrees.

    Attributes:
        seen: The garments that it was given, one batch after another.
    """

    categories = ('skirt',)

    def __init__(self):
        self.seen = []

    def predict(self, queries):
        self.seen.append(list(queries))
        return [self.prediction(query) for query in queries]

    def prediction(self, query):
        pixels = query.image.astype(np.float64) > 127
        points = []
        for color in COLORS:
            ys, xs = np.nonzero((pixels == (np.array(color) > 127)).all(axis=2))
            points.append((xs.mean(), ys.mean()))
        x, y = np.subtract(points[1], points[0])
        angle = abs(math.degrees(math.atan2(y, x)))
        score = max(0.0, 1 - angle / 60)
        return Prediction(
            image=query.name,
            size=query.size,
            box=query.region,
            category='skirt',
            category_score=score,
            category_probs={'skirt': score},
            keypoints=np.array(points),
            scores=np.full(4, score),
            presence=np.ones(4),
        )


@pytest.mark.parametrize('angle', [0, 10, 44, 90, 107, 180, 231, 270, 345])
def test_the_garment_is_seen_upright_and_its_points_return(angle):
    image, points = image_of_a_skirt(angle)
    model, query = DotFinder(), Query(image, 'a')
    (prediction,) = TTAModel(model, any_rotation=True).predict([query])
    np.testing.assert_allclose(prediction.keypoints, points, atol=0.5)
    assert (prediction.size, prediction.box) == (query.size, query.region)
    (last,) = model.seen[-1]
    found = model.prediction(last).keypoints
    seen = math.degrees(math.atan2(*(found[1] - found[0])[::-1]))
    # an image that is almost upright is not turned
    assert seen == pytest.approx(angle if angle < 15 else 0, abs=3)


def test_there_are_twelve_views_and_two_passes():
    image, _ = image_of_a_skirt(90)
    model = DotFinder()
    TTAModel(model, any_rotation=True).predict([Query(image, 'a')])
    views = [query for batch in model.seen for query in batch]
    assert len(views) == 12 + 2
    x0, y0, x1, y1 = views[-1].box
    assert x1 - x0 < 120
    assert y1 - y0 < 160


@pytest.mark.parametrize(
    ('scales', 'views'), [((1.0,), 12 + 1), ((0.9, 1.0, 1.2), 12 + 3), ((0.9, 1.2), 12 + 3)]
)
@pytest.mark.parametrize('category', [None, 'skirt'])
def test_an_upright_garment_is_predicted_as_by_two_passes_without_the_option(
    scales, views, category
):
    query = Query(image_of_a_skirt(10)[0], 'a', category, box=(40.0, 20.0, 170.0, 180.0))
    (expected,) = TTAModel(DotFinder(), scales, refine_crop=True).predict([query])
    model = DotFinder()
    (actual,) = TTAModel(model, scales, any_rotation=True).predict([query])
    # the image as it is is seen once
    assert sum(map(len, model.seen)) == views
    np.testing.assert_array_equal(actual.keypoints, expected.keypoints)
    np.testing.assert_array_equal(actual.scores, expected.scores)
    assert actual.box == expected.box


def test_a_batch_is_predicted_as_its_garments_one_by_one():
    queries = [Query(image_of_a_skirt(angle)[0], f'{angle}') for angle in (0, 100, 200)]
    model = TTAModel(DotFinder(), any_rotation=True)
    for together, query in zip(model.predict(queries), queries, strict=True):
        (alone,) = model.predict([query])
        np.testing.assert_array_equal(together.keypoints, alone.keypoints)
        np.testing.assert_array_equal(together.scores, alone.scores)


def test_the_other_options_are_those_of_the_upright_garment():
    image, points = image_of_a_skirt(130)
    model = DotFinder()
    tta = TTAModel(model, (1.0, 1.2), refine_crop=True, any_rotation=True)
    (prediction,) = tta.predict([Query(image, 'a')])
    views = [query for batch in model.seen for query in batch]
    assert len(views) == 12 + 2 + 1
    np.testing.assert_allclose(prediction.keypoints, points, atol=0.5)


def test_predictor_and_model_agree(hand_model):
    images = np.random.default_rng(0).integers(0, 256, (3, 40, 30, 3), dtype=np.uint8)
    single = Predictor(hand_model.path, threads=1)
    model = TTAModel(single, any_rotation=True)
    expected = model.predict([Query(image, category='skirt') for image in images])
    actual = Predictor(hand_model.path, threads=1, any_rotation=True)(list(images), 'skirt')
    for garment, other in zip(actual, expected, strict=True):
        np.testing.assert_array_equal(garment.keypoints, other.keypoints)
    plain = single(list(images), 'skirt')
    assert not np.allclose(actual[0].keypoints, plain[0].keypoints)


def confidences(**at):
    """Return those of twelve views, 0.2 but for the given ones: ``v90=0.8``."""
    values = [0.2] * 12
    for name, value in at.items():
        values[int(name[1:]) // 30] = value
    return values


@pytest.mark.parametrize(
    ('views', 'angle'),
    [
        (dict(v0=0.9, v30=0.6, v330=0.6), 0),
        (dict(v180=0.9, v150=0.6, v210=0.6), -180),
        (dict(v60=0.9, v90=0.9), 75),
        (dict(v330=0.9, v300=0.9), -45),
        # a single view between bad ones is not trusted
        (dict(v180=0.95, v60=0.9, v30=0.7, v90=0.7), 60),
        # nor another rotation that is hardly better than none, above all not one to the side
        (dict(v0=0.8, v180=0.83), 0),
        (dict(v0=0.8, v180=0.88), -180),
        (dict(v0=0.8, v90=0.92), 0),
        (dict(v0=0.8, v90=0.96), 90),
        # and an image that is almost upright stays as it is
        (dict(v0=0.9, v30=0.8), 0),
    ],
)
def test_the_angle_is_at_the_highest_of_three_views(views, angle):
    assert upright_angle(confidences(**views)) == pytest.approx(angle, abs=1)


def test_views_without_a_difference_leave_the_image_as_it_is():
    assert upright_angle([0.5] * 12) == 0


def test_few_points_are_trusted_less():
    (skirt,) = DotFinder().predict([Query(image_of_a_skirt(0)[0])])
    assert confidence(skirt) == pytest.approx(4 / 5)
    half = replace(skirt, presence=np.array([1.0, 1, 0.1, 0.1]))
    assert confidence(half) == pytest.approx(2 / 3)
    assert confidence(replace(skirt, presence=np.zeros(4))) == 0
