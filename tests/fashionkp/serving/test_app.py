"""The endpoint and the page's files, without a socket."""

import json
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from waiting import wait_until

from fashionkp import Predictor
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.measurements import MEASUREMENTS
from fashionkp.visualization.keypoints import side_color

pytest.importorskip('fastapi')

from fastapi.testclient import TestClient

from fashionkp.serving.app import PAGE, create_app
from fashionkp.serving.limits import Limits
from fashionkp.serving.responses import PredictionResponse


@pytest.fixture(scope='module')
def predictor(hand_model):
    return Predictor(hand_model.path, threads=1)


@pytest.fixture(scope='module')
def client(predictor):
    with TestClient(create_app(predictor)) as client:
        yield client


@pytest.mark.parametrize('suffix', ['.png', '.jpg', '.webp', '.bmp'])
def test_the_response_equals_the_predictors_output(client, predictor, colored, tmp_path, suffix):
    path = tmp_path / f'a{suffix}'
    path.write_bytes(colored(102, 200, (30, 20), suffix))
    (expected,) = predictor(path)
    response = client.post('/predict', content=path.read_bytes())
    assert response.status_code == 200
    assert response.json() == {**expected.as_dict(measurements=True), 'image': ''}
    form = client.post('/predict', files={'file': path.open('rb')})
    assert form.json() == {**response.json(), 'image': path.name}
    PredictionResponse.model_validate(response.json(), extra='forbid')


def test_a_given_category_overrides_the_predicted_one(client, colored):
    content = client.post('/predict?category=skirt', content=colored(green=200)).json()
    assert content['category'] == 'skirt'
    assert list(content['keypoints']) == list(CATEGORIES['skirt'].keypoints)
    assert content['category_probs']['dress'] > 0.99


def test_a_known_length_gives_the_others_in_centimetres(client, colored):
    lengths = client.post(
        '/predict',
        params={'category': 'trousers', 'reference': ['rise=30', 'chest=9']},
        content=colored(size=(200, 200)),
    ).json()['measurements']
    assert lengths['rise']['cm'] == 30
    cm_per_pixel = 30 / lengths['rise']['pixels']
    outseam = lengths['outseam_left']
    assert outseam['cm'] == pytest.approx(outseam['pixels'] * cm_per_pixel, 0.01)


@pytest.mark.parametrize(
    ('query', 'reason'),
    [
        ('category=kilt', "'kilt'.*blouse, outwear, trousers, skirt, dress"),
        ('category=', "''.*blouse"),
        ('reference=kilt=5', "'kilt'.*neck_width"),
        ('reference=chest', "'chest'.*NAME=CM"),
        ('reference=chest=-1', 'chest=-1.*positive'),
        ('reference=chest=nan', 'positive'),
        ('reference=chest=5&reference=chest=6', 'more than once'),
    ],
)
def test_invalid_parameters_are_rejected_with_a_reason(client, colored, query, reason):
    response = client.post(f'/predict?{query}', content=colored())
    assert response.status_code == 422
    assert re.search(reason, response.json()['detail'])


def test_an_image_is_turned_by_its_exif_orientation(client, colored):
    data = colored(size=(30, 20), suffix='.jpg')
    # orientation 6: a quarter turn
    tiff = b'MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0'
    exif = b'Exif\0\0' + tiff
    turned = data[:2] + b'\xff\xe1' + (2 + len(exif)).to_bytes(2, 'big') + exif + data[2:]
    assert client.post('/predict', content=turned).json()['size'] == [20, 30]


class SlowModel:
    """A predictor that waits for ``release``, then raises ``error`` if there is one."""

    def __init__(self, predictor):
        self.card, self.prepare = predictor.card, predictor.prepare
        self._predict_batch = predictor.predict_batch
        self.started, self.release = threading.Event(), threading.Event()
        self.error = None

    def predict_batch(self, batch):
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


def test_health(client):
    response = client.get('/health')
    assert (response.status_code, response.json()['status']) == (200, 'ok')
    assert response.json()['model'] == 'drawn_by_hand'


def test_health_is_503_after_shutdown(predictor):
    app = create_app(predictor)
    with TestClient(app):
        pass
    assert TestClient(app).get('/health').status_code == 503


def test_facts_match_the_core(client):
    facts = client.get('/facts').json()
    assert list(facts['keypoints']) == list(KEYPOINTS)
    for index, (name, keypoint) in enumerate(facts['keypoints'].items()):
        assert keypoint['number'] == index
        assert tuple(bytes.fromhex(keypoint['color'][1:])) == side_color(name)
    assert list(facts['categories']) == list(CATEGORIES)
    for name, category in facts['categories'].items():
        assert category['keypoints'] == list(CATEGORIES[name].keypoints)
        edges = [tuple(edge['ends']) for edge in category['skeleton']]
        assert edges == list(CATEGORIES[name].skeleton)
        assert list(category['measurements']) == [length.name for length in MEASUREMENTS[name]]


def test_openapi_describes_both_kinds_of_body(client):
    operation = client.get('/openapi.json').json()['paths']['/predict']['post']
    content = operation['requestBody']['content']
    assert content['multipart/form-data']['schema']['required'] == ['file']
    assert {'image/jpeg', 'image/png', 'image/webp', 'image/bmp'} < set(content)
    parameters = {parameter['name']: parameter for parameter in operation['parameters']}
    assert parameters['category']['schema']['enum'] == list(CATEGORIES)
    assert {'200', '413', '415', '422', '503'} <= set(operation['responses'])


def test_the_page_loads_nothing_from_other_hosts(client):
    for path in ('/', '/docs'):
        response = client.get(path)
        assert response.status_code == 200
        assert "default-src 'self'" in response.headers['content-security-policy']
    types = {'.html': 'text/html', '.css': 'text/css', '.js': 'javascript', '.svg': 'image/svg'}
    for path in PAGE.iterdir():
        response = client.get(f'/page/{path.name}')
        assert response.content == path.read_bytes()
        assert types[path.suffix] in response.headers['content-type']
        urls = set(re.findall(r'https?://[^\s"\'`]+', response.text))
        assert urls <= {'http://www.w3.org/2000/svg'}
        for name in re.findall(r'(?:src|href)="page/([^"]+)"', response.text):
            assert (PAGE / name).is_file()


@pytest.mark.parametrize('path', ['/page/../app.py', '/page/%2e%2e/app.py', '/page/none.js', '/no'])
def test_other_files_are_not_served(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert response.json() == {'detail': 'Not Found'}


def test_file_names_are_returned_unchanged(client, colored):
    name = '<img src=x>"\u0107.png'
    files = {'file': (name, colored(), 'image/png')}
    assert client.post('/predict', files=files).json()['image'].startswith('<img src=x>')


def test_concurrent_requests_get_their_own_predictions(client, colored):
    blues = list(range(0, 256, 4))
    with ThreadPoolExecutor(16) as clients:
        responses = clients.map(lambda blue: client.post('/predict', content=colored(blue)), blues)
        keypoints = [response.json()['keypoints'].values() for response in responses]
    scores = [next(iter(points))['score'] for points in keypoints]
    np.testing.assert_allclose(scores, np.array(blues) / 255, atol=1e-5)


def test_the_core_does_not_import_fastapi():
    script = """
import sys, json
import fashionkp, fashionkp.cli.serve, fashionkp.inference.predictor
print(json.dumps([name for name in ('fastapi', 'starlette', 'uvicorn') if name in sys.modules]))
"""
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert json.loads(done.stdout) == []


def test_limits_must_be_positive():
    with pytest.raises(ValueError, match='max_pixels is 0'):
        Limits(max_pixels=0)


def test_an_image_of_max_pixels_is_accepted_and_one_more_row_is_not(predictor):
    limits = Limits(max_pixels=100 * 50)
    with TestClient(create_app(predictor, limits)) as client:
        for height, status in ((50, 200), (51, 413)):
            data = cv2.imencode('.png', np.zeros((height, 100, 3), np.uint8))[1].tobytes()
            assert client.post('/predict', content=data).status_code == status
