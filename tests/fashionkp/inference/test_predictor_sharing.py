"""One predictor in several threads, and sent to other processes."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from fashionkp import Predictor
from fashionkp.inference.devices import BACKENDS, GPU_BACKEND

THREADS = 8
EACH = [pytest.param(name, marks=[pytest.mark.gpu] * (name == GPU_BACKEND)) for name in BACKENDS]


@pytest.mark.parametrize('backend', EACH)
def test_threads_get_the_predictions_of_their_own_images(hand_model, backend):
    predictor = Predictor(hand_model.path, backend, threads=1)
    images = [np.full((16, 16, 3), (blue, 200, 7), np.uint8) for blue in range(48)]
    expected = [predictor(image)[0].keypoints for image in images]

    def predict_all(reverse):
        order = range(len(images))[:: -1 if reverse else 1]
        return {i: predictor(images[i])[0].keypoints for i in order}

    with ThreadPoolExecutor(THREADS) as pool:
        for results in pool.map(predict_all, [i % 2 for i in range(THREADS)]):
            for i, keypoints in results.items():
                np.testing.assert_array_equal(keypoints, expected[i])


@pytest.mark.parametrize('backend', EACH)
def test_a_predictor_can_be_pickled(hand_model, backend, tmp_path, monkeypatch):
    monkeypatch.chdir(hand_model.path.parent)
    predictor = Predictor(hand_model.path.name, backend, threads=1)
    monkeypatch.chdir(tmp_path)
    image = np.full((16, 16, 3), (90, 200, 7), np.uint8)
    copy = pickle.loads(pickle.dumps(predictor))
    assert copy(image)[0].as_dict() == predictor(image)[0].as_dict()


def test_a_pickled_predictor_of_a_changed_file_is_refused(hand_model, tmp_path):
    onnx = pytest.importorskip('onnx')
    path = tmp_path / 'model.onnx'
    path.write_bytes(hand_model.path.read_bytes())
    content = pickle.dumps(Predictor(path))
    model = onnx.load(path)
    model.producer_name = 'another'
    onnx.save(model, path)
    with pytest.raises(ValueError, match=r'model\.onnx: the file has changed'):
        pickle.loads(content)
