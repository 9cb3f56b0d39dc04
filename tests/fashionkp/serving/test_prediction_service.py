"""Concurrent requests, a busy server and a model that fails."""

import threading
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from waiting import wait_until

from fashionkp import Predictor

pytest.importorskip('fastapi')

from fastapi.testclient import TestClient

from fashionkp.inference.one_core import uses_one_core
from fashionkp.serving.app import create_app
from fashionkp.serving.limits import Limits


@pytest.fixture(scope='module')
def predictor(hand_model):
    return Predictor(hand_model.path, threads=1)


class SlowModel:
    """A predictor that waits for ``release``, then raises ``error`` if there is one."""

    def __init__(self, predictor):
        self.card, self.prepare = predictor.card, predictor.prepare
        self._predict_batch, self.is_augmented = predictor.predict_batch, False
        self.started, self.release = threading.Event(), threading.Event()
        self.error = None
        self.on_one_core = []

    def predict_batch(self, batch):
        self.on_one_core += [uses_one_core()] * len(batch)
        self.started.set()
        assert self.release.wait(30)
        if self.error:
            raise self.error
        return self._predict_batch(batch)


def test_requests_above_the_capacity_are_told_to_retry(predictor, colored):
    model = SlowModel(predictor)
    app = create_app(model, Limits(capacity=2))
    with TestClient(app) as client, ThreadPoolExecutor(2) as others:
        waiting = [others.submit(client.post, '/predict', content=colored()) for _ in range(2)]
        assert model.started.wait(30)
        wait_until(lambda: client.get('/health').json()['under_way'] == 2)
        rejected = client.post('/predict', content=colored())
        model.release.set()
        assert rejected.status_code == 503
        assert rejected.headers['retry-after'] == '1'
        assert '2 requests' in rejected.json()['detail']
        assert [future.result(30).status_code for future in waiting] == [200, 200]
        assert client.post('/predict', content=colored()).status_code == 200
        assert client.get('/health').json()['under_way'] == 0


def test_a_single_request_gets_all_cores_and_several_get_one_each(predictor, colored):
    model = SlowModel(predictor)
    model.workers = 3
    with TestClient(create_app(model)) as client, ThreadPoolExecutor(6) as others:
        model.release.set()
        assert client.post('/predict', content=colored()).status_code == 200
        assert model.on_one_core == [False]
        model.release.clear()
        model.started.clear()
        waiting = [others.submit(client.post, '/predict', content=colored())]
        assert model.started.wait(30)
        waiting += [others.submit(client.post, '/predict', content=colored()) for _ in range(5)]
        wait_until(lambda: len(model.on_one_core) == 4)  # all threads have one
        assert model.on_one_core == [False, False, True, True]
        model.release.set()
        assert [future.result(30).status_code for future in waiting] == [200] * 6
        assert client.get('/health').json()['under_way'] == 0


def test_after_a_model_error_the_next_request_is_served(predictor, colored):
    model = SlowModel(predictor)
    model.release.set()
    with TestClient(create_app(model), raise_server_exceptions=False) as client:
        model.error = MemoryError('secret')
        response = client.post('/predict', content=colored())
        assert response.status_code == 500
        assert 'MemoryError' in response.json()['detail']
        assert 'secret' not in response.text
        model.error = None
        assert client.post('/predict', content=colored()).status_code == 200


@pytest.mark.parametrize(
    'views', [dict(scales=(0.8, 1.1), refine_crop=True), dict(any_rotation=True)]
)
def test_a_garment_in_several_views_is_that_of_predictor(hand_model, views):
    predictor = Predictor(hand_model.path, threads=1, **views)
    image = np.random.default_rng(0).integers(0, 256, (40, 30, 3), dtype=np.uint8)
    (expected,) = predictor(image)
    (plain,) = Predictor(hand_model.path, threads=1)(image)
    with TestClient(create_app(predictor)) as client, ThreadPoolExecutor(8) as clients:
        content = cv2.imencode('.png', image)[1].tobytes()
        responses = clients.map(lambda _: client.post('/predict', content=content), range(8))
        for response in responses:
            assert response.json()['keypoints'] == expected.as_dict()['keypoints']
    assert expected.as_dict()['keypoints'] != plain.as_dict()['keypoints']


def test_concurrent_requests_get_their_own_predictions(predictor, colored):
    blues = list(range(0, 256, 4))
    with TestClient(create_app(predictor)) as client, ThreadPoolExecutor(16) as clients:
        responses = clients.map(lambda blue: client.post('/predict', content=colored(blue)), blues)
        keypoints = [response.json()['keypoints'].values() for response in responses]
    scores = [next(iter(points))['score'] for points in keypoints]
    np.testing.assert_allclose(scores, np.array(blues) / 255, atol=1e-5)
