"""Lengths, drawings and models with docs/jumpsuit.toml; test_custom_garments.py runs this."""

import json

import numpy as np
import pytest
from small_model_card import small_model_card

from fashionkp.annotations import read_submission
from fashionkp.categories import CATEGORIES, KEYPOINTS, OFFICIAL_CATEGORIES
from fashionkp.inference.backends import Backend
from fashionkp.inference.predictor import Predictor
from fashionkp.keypoints import OFFICIAL_KEYPOINTS
from fashionkp.measurements import MEASUREMENTS, measure
from fashionkp.predictions.jsonl import read_jsonl, write_jsonl
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.table import write_csv
from fashionkp.visualization.keypoints import with_keypoints


def test_a_jumpsuit_has_the_lengths_between_its_key_points():
    names = [measurement.name for measurement in MEASUREMENTS['jumpsuit']]
    assert len(set(names)) == len(names)
    assert {'chest', 'waist', 'rise', 'sleeve_left', 'inseam_right', 'outseam_left'} <= {*names}
    points = np.zeros((20, 2))
    at = CATEGORIES['jumpsuit'].keypoints.index
    points[at('waistline_left')], points[at('waistline_right')] = (0, 0), (60, 0)
    points[at('crotch')] = (30, 40)
    assert measure('jumpsuit', points, np.ones(20, bool)).pixels['rise'] == 40


def test_drawings_show_its_skeleton():
    image = np.zeros((64, 64, 3), np.uint8)
    points, shown = np.full((26, 2), -1.0), np.zeros(26, bool)
    for name, point in (('crotch', (10, 10)), ('knee_left', (50, 50))):
        points[KEYPOINTS.index(name)], shown[KEYPOINTS.index(name)] = point, True
    assert with_keypoints(image, 'jumpsuit', points, shown)[30, 30].any()


def test_predictions_are_written_and_read(tmp_path):
    prediction = Prediction(
        image='a.jpg',
        size=(8, 8),
        box=(0, 0, 8, 8),
        category='jumpsuit',
        category_score=1.0,
        category_probs={'jumpsuit': 1.0},
        keypoints=np.arange(40.0).reshape(20, 2),
        scores=np.ones(20),
        presence=np.ones(20),
    )
    write_jsonl(tmp_path / 'a.jsonl', [prediction])
    (read,) = read_jsonl(tmp_path / 'a.jsonl')
    np.testing.assert_array_equal(read.keypoints, prediction.keypoints)
    write_csv(tmp_path / 'a.csv', [prediction])
    points = read_submission(tmp_path / 'a.csv').keypoints[0]
    assert points[KEYPOINTS.index('knee_right')].tolist() == [38, 39]


def predictor(monkeypatch, categories, keypoints, declared=None):
    """Return a model that predicts key point i at (i, i) of images of 32 x 32 pixels.

    Args:
        monkeypatch: pytest's.
        categories: Names of its categories.
        keypoints: Names of its key points.
        declared: Key points that its file declares, if other ones.
    """
    card = small_model_card(
        name='hand', categories=categories, keypoints=keypoints, input_size=(32, 32)
    )
    shape = (len(categories), len(keypoints))

    def run(images):
        points = np.repeat(np.arange(shape[1], dtype=float), 2).reshape(1, -1, 2)
        return points, np.ones((1, shape[1])), np.ones((1, *shape)), np.eye(1, shape[0])

    metadata = {**card.metadata(), 'keypoints': json.dumps(declared or keypoints)}
    shapes = {name: (None, *shape) for name, shape in card.shapes().items()}
    backend = Backend(metadata, shapes, run)
    monkeypatch.setattr(
        'fashionkp.inference.exported_model.load_backend', lambda *args, **kwargs: backend
    )
    return Predictor('hand.onnx')


def test_a_model_of_the_official_garments_keeps_its_channels(monkeypatch):
    model = predictor(monkeypatch, tuple(OFFICIAL_CATEGORIES), OFFICIAL_KEYPOINTS)
    (prediction,) = model(np.zeros((32, 32, 3), np.uint8), 'skirt')
    assert prediction.keypoints[:, 0].tolist() == [15, 16, 17, 18]


def test_a_model_of_jumpsuits_predicts_them(monkeypatch):
    model = predictor(monkeypatch, ('jumpsuit',), CATEGORIES['jumpsuit'].keypoints)
    (prediction,) = model(np.zeros((32, 32, 3), np.uint8))
    assert prediction.category == 'jumpsuit'
    assert prediction.keypoints[:, 0].tolist() == [*range(20)]


def test_a_model_of_other_jumpsuits_is_refused(monkeypatch):
    points = CATEGORIES['jumpsuit'].keypoints
    reason = r'hand\.onnx: .*lack knee_left, knee_right: expected those of jumpsuit as .*\.toml'
    with pytest.raises(ValueError, match=reason):
        predictor(monkeypatch, ('jumpsuit',), points, declared=OFFICIAL_KEYPOINTS)
