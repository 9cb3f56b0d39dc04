"""The endpoint and the page's files, without a socket."""

import json
import re
import subprocess
import sys

import cv2
import numpy as np
import pytest

from fashionkp import Predictor
from fashionkp.alignment.frames import garment_frames
from fashionkp.categories import CATEGORIES

pytest.importorskip('fastapi')

from fastapi.testclient import TestClient

from fashionkp.serving.app import PAGE, create_app
from fashionkp.serving.limits import Limits


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
    content = expected.as_dict(measurements=True, attributes=True) | garment_frames(expected)
    assert {**response.json(), 'margins_per_cm': {}} == {
        **content,
        'margins_per_cm': {},
        'image': '',
    }
    form = client.post('/predict', files={'file': path.open('rb')})
    assert form.json() == {**response.json(), 'image': path.name}


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
        ('reference=chest=1e308', '0.0001 to 100000'),
        ('reference=chest=1e-320', '0.0001'),
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


def test_health(client):
    response = client.get('/health')
    assert (response.status_code, response.json()['status']) == (200, 'ok')
    assert response.json()['model'] == 'drawn_by_hand'


def test_health_is_503_after_shutdown(predictor):
    app = create_app(predictor)
    with TestClient(app):
        pass
    assert TestClient(app).get('/health').status_code == 503


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


def test_the_core_does_not_import_fastapi():
    script = """
import sys, json
import fashionkp, fashionkp.cli.serve, fashionkp.inference.predictor
print(json.dumps([name for name in ('fastapi', 'starlette', 'uvicorn') if name in sys.modules]))
"""
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert json.loads(done.stdout) == []


def test_an_image_of_max_pixels_is_accepted_and_one_more_row_is_not(predictor):
    limits = Limits(max_pixels=100 * 50)
    with TestClient(create_app(predictor, limits)) as client:
        for height, status in ((50, 200), (51, 413)):
            data = cv2.imencode('.png', np.zeros((height, 100, 3), np.uint8))[1].tobytes()
            assert client.post('/predict', content=data).status_code == status
