"""Network and decoder of an exported model in a backend."""

import numpy as np
import pytest
from heatmap_model import write_heatmap_model

from fashionkp.inference.backends import load_backend
from fashionkp.inference.split_backend import load_split_backend

pytest.importorskip('onnxruntime')

IMAGES = np.zeros((2, 8, 8, 3), np.uint8)


@pytest.fixture(scope='module')
def model(tmp_path_factory):
    heatmaps = np.random.default_rng(0).random((24, 4, 6))
    path = tmp_path_factory.mktemp('split') / 'model.onnx'
    return write_heatmap_model(path, heatmaps, np.linspace(0.1, 0.9, 24))


def test_both_parts_together_are_the_model(model):
    split = load_split_backend(model, 'onnxruntime', 1)
    cut = split.network(IMAGES)
    assert [part.shape for part in cut] == [(2, 24, 4, 6), (2, 5, 24), (2, 5)]
    expected = load_backend(model, 'onnxruntime', 1).run(IMAGES)
    for actual, output in zip(split.decoder(IMAGES, cut), expected, strict=True):
        np.testing.assert_array_equal(actual, output)


def test_the_decoder_decodes_what_it_is_given(model):
    split = load_split_backend(model, 'onnxruntime', 1)
    heatmaps = np.zeros((2, 24, 4, 6), np.float32)
    heatmaps[:, :, 2, 3] = 0.5
    logits = np.zeros((2, 5, 24), np.float32), np.zeros((2, 5), np.float32)
    points, scores, presence, probs = split.decoder(IMAGES, (heatmaps, *logits))
    np.testing.assert_allclose(points, np.broadcast_to([3 * 8 / 5, 2 * 8 / 3], points.shape))
    assert {*scores.flat, *presence.flat} == {0.5}
    np.testing.assert_allclose(probs, 0.2)


def test_a_model_without_heatmaps_is_refused(hand_model):
    with pytest.raises(ValueError, match='there are no heatmaps'):
        load_split_backend(hand_model.path, 'onnxruntime', 1)
