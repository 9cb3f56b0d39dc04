"""Ensembles of exported models."""

import pickle

import numpy as np
import pytest
from heatmap_model import write_heatmap_model

from fashionkp import Predictor
from fashionkp.synthetic import draw_garment

pytest.importorskip('onnxruntime')

IMAGE = np.zeros((35, 35, 3), np.uint8)


@pytest.fixture(scope='module')
def write(tmp_path_factory):
    """Return a function that writes a model whose points are all at a cell of 8 x 8."""
    folder = tmp_path_factory.mktemp('ensemble')

    def model(name, column, height, presence=0.5, probs=(0.6, 0.1, 0.1, 0.1, 0.1), size=8):
        heatmaps = np.zeros((24, size, size))
        heatmaps[:, 4, column] = height
        heatmaps[:, 4, 2] = 0.4
        path = folder / f'{name}.onnx'
        return write_heatmap_model(path, heatmaps, np.full(24, presence), probs)

    return model


def test_a_model_twice_is_itself():
    images = [draw_garment(3, index).image for index in range(2)]
    for views in ({}, dict(refine_crop=True)):
        once = Predictor('starter', threads=1, **views)(images)
        twice = Predictor(['starter', 'starter'], threads=1, **views)(images)
        for a, b in zip(once, twice, strict=True):
            np.testing.assert_array_equal(a.keypoints, b.keypoints)
            np.testing.assert_array_equal(a.scores, b.scores)
            np.testing.assert_array_equal(a.presence, b.presence)
            assert a.category_probs == b.category_probs


def test_heatmaps_are_averaged_before_they_are_decoded(write):
    """Both models agree on a lower second peak, which is the highest on average."""
    models = [write('left', 1, 0.7), write('right', 6, 0.7)]
    (prediction,) = Predictor(models, threads=1)(IMAGE)
    np.testing.assert_allclose(prediction.keypoints, [[2 * 5, 4 * 5]] * 13, atol=1e-4)
    np.testing.assert_allclose(prediction.scores, 0.4, atol=1e-6)


def test_logits_are_averaged_before_softmax_and_sigmoid(write):
    likely = write('likely', 1, 0.7, 0.9, (0.9, 0.025, 0.025, 0.025, 0.025))
    even = write('even', 1, 0.7, 0.5, (0.2, 0.2, 0.2, 0.2, 0.2))
    (prediction,) = Predictor([likely, even], threads=1)(IMAGE, category='blouse')
    np.testing.assert_allclose(prediction.presence, 0.75, atol=1e-6)  # odds of 9 and 1 make 3
    # odds of 36 and 1 against each other category make 6
    assert prediction.category_score == pytest.approx(6 / 10, abs=1e-6)


def test_heatmaps_of_another_size_are_brought_to_the_first_ones_cells(write):
    """Column 5 of 8 is column 5 * 14 / 7 of 15, and row 4 is row 8."""
    fine = write('fine', 10, 0.3, size=15)
    coarse = write('coarse', 5, 0.3)
    (prediction,) = Predictor([fine, coarse], threads=1, heatmaps=True)(IMAGE)
    assert prediction.heatmaps.values.shape == (13, 15, 15)
    assert prediction.heatmaps.values[0, 8, 10] == pytest.approx(0.15, abs=1e-6)
    (prediction,) = Predictor([coarse, fine], threads=1, heatmaps=True)(IMAGE)
    assert prediction.heatmaps.values.shape == (13, 8, 8)
    assert prediction.heatmaps.values[0, 4, 5] == pytest.approx(0.15, abs=1e-6)


def test_a_model_without_heatmaps_is_refused(write, hand_model):
    for models in ([write('one', 1, 0.7), hand_model.path], [hand_model.path] * 2):
        with pytest.raises(ValueError, match=r'model\.onnx: there are no heatmaps'):
            Predictor(models, threads=1)
    with pytest.raises(ValueError, match='expected one or more'):
        Predictor([])


def test_an_ensemble_can_be_pickled(write):
    predictor = Predictor([write('a', 1, 0.7), write('b', 6, 0.7)], threads=1)
    copy = pickle.loads(pickle.dumps(predictor))
    assert copy.card == predictor.card
    assert copy.card.name == 'heatmaps + heatmaps'
