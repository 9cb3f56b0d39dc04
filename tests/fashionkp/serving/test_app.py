"""The endpoint and the files of the page, without a socket."""

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
from fashionkp.serving.schema import Answer


@pytest.fixture(scope='module')
def predictor(hand_model):
    return Predictor(hand_model.path, threads=1)


@pytest.fixture(scope='module')
def client(predictor):
    with TestClient(create_app(predictor)) as made:
        yield made


@pytest.mark.parametrize('ending', ['.png', '.jpg', '.webp', '.bmp'])
def test_the_answer_is_that_of_the_predictor(client, predictor, colored, tmp_path, ending):
    path = tmp_path / f'a{ending}'
    path.write_bytes(colored(102, 200, (30, 20), ending))
    (expected,) = predictor(path)
    answer = client.post('/predict', content=path.read_bytes())
    assert answer.status_code == 200
    assert answer.json() == {**expected.as_dict(measurements=True), 'image': ''}
    form = client.post('/predict', files={'file': path.open('rb')})
    assert form.json() == {**answer.json(), 'image': path.name}
    Answer.model_validate(answer.json(), extra='forbid')


def test_a_given_category_wins(client, colored):
    found = client.post('/predict?category=skirt', content=colored(green=200)).json()
    assert found['category'] == 'skirt'
    assert list(found['keypoints']) == list(CATEGORIES['skirt'].keypoints)
    assert found['category_probs']['dress'] > 0.99


def test_a_known_length_gives_the_others_in_centimetres(client, colored):
    told = client.post(
        '/predict',
        params={'category': 'trousers', 'reference': ['rise=30', 'chest=9']},
        content=colored(size=(200, 200)),
    ).json()['measurements']
    assert told['rise']['cm'] == 30
    unit = 30 / told['rise']['pixels']
    assert told['outseam_left']['cm'] == pytest.approx(told['outseam_left']['pixels'] * unit, 0.01)


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
def test_wrong_queries_are_named(client, colored, query, reason):
    answer = client.post(f'/predict?{query}', content=colored())
    assert answer.status_code == 422
    assert re.search(reason, answer.json()['detail'])


def test_a_image_is_turned_as_its_exif_data_say(client, colored):
    data = colored(size=(30, 20), ending='.jpg')
    # orientation 6: a quarter turn
    tiff = b'MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0'
    exif = b'Exif\0\0' + tiff
    turned = data[:2] + b'\xff\xe1' + (2 + len(exif)).to_bytes(2, 'big') + exif + data[2:]
    assert client.post('/predict', content=turned).json()['size'] == [20, 30]


class Slow:
    """A predictor that waits until it may answer, and fails where it is told to."""

    def __init__(self, predictor):
        self.card, self.prepare, self._answers = (
            predictor.card,
            predictor.prepare,
            predictor.predict_batch,
        )
        self.may_go_on, self.began = threading.Event(), threading.Event()
        self.error = None

    def predict_batch(self, batch):
        self.began.set()
        assert self.may_go_on.wait(30)
        if self.error:
            raise self.error
        return self._answers(batch)


def test_more_than_there_is_room_for_are_told_to_come_back(predictor, colored):
    slow = Slow(predictor)
    app = create_app(slow, Limits(capacity=2))
    with TestClient(app) as client, ThreadPoolExecutor(2) as others:
        waiting = [others.submit(client.post, '/predict', content=colored()) for _ in range(2)]
        assert slow.began.wait(30)
        wait_until(lambda: client.get('/health').json()['under_way'] == 2)
        refused = client.post('/predict', content=colored())
        slow.may_go_on.set()
        assert refused.status_code == 503
        assert refused.headers['retry-after'] == '1'
        assert '2 requests are under way' in refused.json()['detail']
        assert [one.result(30).status_code for one in waiting] == [200, 200]
        assert client.post('/predict', content=colored()).status_code == 200
        assert client.get('/health').json()['under_way'] == 0


def test_a_model_that_fails_is_told_and_serves_the_next(predictor, colored):
    slow = Slow(predictor)
    slow.may_go_on.set()
    with TestClient(create_app(slow), raise_server_exceptions=False) as client:
        slow.error = MemoryError('secret')
        answer = client.post('/predict', content=colored())
        assert (answer.status_code, answer.json()) == (
            500,
            {'detail': 'the server failed: MemoryError'},
        )
        slow.error = None
        assert client.post('/predict', content=colored()).status_code == 200


def test_health(client):
    answer = client.get('/health')
    assert (answer.status_code, answer.json()['status']) == (200, 'ok')
    assert answer.json()['model'] == 'drawn_by_hand'


def test_after_the_end_it_is_not_healthy(predictor):
    app = create_app(predictor)
    with TestClient(app):
        pass
    assert TestClient(app).get('/health').status_code == 503


def test_facts_are_those_of_the_core(client):
    facts = client.get('/facts').json()
    assert list(facts['keypoints']) == list(KEYPOINTS)
    for number, (name, one) in enumerate(facts['keypoints'].items()):
        assert one['number'] == number
        assert tuple(bytes.fromhex(one['color'][1:])) == side_color(name)
    assert list(facts['categories']) == list(CATEGORIES)
    for name, one in facts['categories'].items():
        assert one['keypoints'] == list(CATEGORIES[name].keypoints)
        assert [tuple(edge['ends']) for edge in one['skeleton']] == list(CATEGORIES[name].skeleton)
        assert list(one['measurements']) == [length.name for length in MEASUREMENTS[name]]


def test_both_kinds_of_body_are_described(client):
    told = client.get('/openapi.json').json()['paths']['/predict']['post']
    content = told['requestBody']['content']
    assert content['multipart/form-data']['schema']['required'] == ['file']
    assert {'image/jpeg', 'image/png', 'image/webp', 'image/bmp'} < set(content)
    parameters = {one['name']: one for one in told['parameters']}
    assert parameters['category']['schema']['enum'] == list(CATEGORIES)
    assert {'200', '413', '415', '422', '503'} <= set(told['responses'])


def test_the_page_takes_nothing_from_elsewhere(client):
    for path in ('/', '/docs'):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "default-src 'self'" in answer.headers['content-security-policy']
    kinds = {'.html': 'text/html', '.css': 'text/css', '.js': 'javascript', '.svg': 'image/svg'}
    for path in PAGE.iterdir():
        answer = client.get(f'/page/{path.name}')
        assert answer.content == path.read_bytes()
        assert kinds[path.suffix] in answer.headers['content-type']
        elsewhere = set(re.findall(r'https?://[^\s"\'`]+', answer.text))
        assert elsewhere <= {'http://www.w3.org/2000/svg'}
        for name in re.findall(r'(?:src|href)="page/([^"]+)"', answer.text):
            assert (PAGE / name).is_file()


@pytest.mark.parametrize('path', ['/page/../app.py', '/page/%2e%2e/app.py', '/page/none.js', '/no'])
def test_other_files_are_not_served(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json() == {'detail': 'Not Found'}


def test_names_of_files_come_back_as_they_are(client, colored):
    name = '<img src=x>"\u0107.png'
    sent = {'file': (name, colored(), 'image/png')}
    assert client.post('/predict', files=sent).json()['image'].startswith('<img src=x>')


def test_answers_are_in_the_order_of_the_clients(client, colored):
    """Many at once, each with its own image."""
    blues = list(range(0, 256, 4))
    with ThreadPoolExecutor(16) as clients:
        found = list(
            clients.map(lambda blue: client.post('/predict', content=colored(blue)).json(), blues)
        )
    scores = [next(iter(one['keypoints'].values()))['score'] for one in found]
    np.testing.assert_allclose(scores, np.array(blues) / 255, atol=1e-5)


def test_the_light_core_does_not_import_it():
    script = """
import sys, json
import fashionkp, fashionkp.cli.serve, fashionkp.inference.predictor
print(json.dumps([name for name in ('fastapi', 'starlette', 'uvicorn') if name in sys.modules]))
"""
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert json.loads(done.stdout) == []


def test_limits_are_positive():
    with pytest.raises(ValueError, match='max_pixels is 0'):
        Limits(max_pixels=0)


def test_the_largest_image_is_taken_and_one_row_more_is_not(predictor):
    limits = Limits(max_pixels=100 * 50)
    with TestClient(create_app(predictor, limits)) as client:
        for height, status in ((50, 200), (51, 413)):
            data = cv2.imencode('.png', np.zeros((height, 100, 3), np.uint8))[1].tobytes()
            assert client.post('/predict', content=data).status_code == status
