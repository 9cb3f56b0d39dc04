"""The endpoints of the labelling page, without a socket."""

import cv2
import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.labelling import Drafts, LabelFile, LabelSession

pytest.importorskip('fastapi')

from fastapi.testclient import TestClient

from fashionkp.serving.label_app import create_label_app

SKIRT = dict(category='skirt', keypoints={'waistband_left': [3, 4, 1], 'hemline_left': [5, 50, 0]})


@pytest.fixture
def folder(tmp_path, image):
    for name in ('a.png', 'b.tif'):
        cv2.imwrite(str(tmp_path / name), image('skirt'))
    (tmp_path / 'c.png').write_bytes(b'no image')
    return tmp_path


@pytest.fixture
def client(folder, fake_model):
    paths = {name: folder / name for name in ('a.png', 'b.tif', 'c.png')}
    session = LabelSession(LabelFile(folder / 'labels.csv'), paths, Drafts(paths, fake_model()))
    with TestClient(create_label_app(session)) as client:
        yield client


def save(client, **changes):
    version = client.get('/label/photo?id=a.png').json()['version']
    body = dict(id='a.png', garments=[SKIRT], version=version) | changes
    return client.post('/label/save', json=body)


def test_a_garment_is_saved_and_a_second_browser_is_refused(client, folder):
    version = client.get('/label/photo?id=a.png').json()['version']
    response = save(client)
    assert response.status_code == 200
    assert [item['check'] for item in response.json()['findings']] == ['normalizing-point-absent']
    table = read_annotations(folder / 'labels.csv')
    index = KEYPOINTS.index('hemline_left')
    assert (table.keypoints[0, index].tolist(), table.visibility[0, index]) == ([5, 50], 0)
    response = save(client, garments=[], version=version)
    assert (response.status_code, 'a.png' in response.json()['detail']) == (409, True)
    photo = client.get('/label/photo?id=a.png').json()
    assert (photo['labelled'], photo['garments']) == (True, [SKIRT])


def test_a_photo_without_a_garment_is_saved_beside_the_table(client, folder):
    response = save(client, garments=[], no_garment=True).json()
    assert (response['labelled'], response['findings']) == (True, [])
    assert (folder / 'labels.no-garment.txt').read_text() == 'a.png\n'
    photo = client.get('/label/photo?id=a.png').json()
    assert (photo['no_garment'], photo['garments']) == (True, [])
    assert client.get('/label/photos').json()['photos'][0]['no_garment']


def test_a_photo_that_was_removed_is_no_fault_of_the_server(client, folder):
    client.get('/label/photo?id=a.png')
    (folder / 'a.png').unlink()
    checked = client.post('/label/findings', json=dict(id='a.png', garments=[SKIRT]))
    assert (checked.status_code, save(client).status_code) == (200, 200)
    for request in ('image?id=a.png', 'prediction?id=a.png'):
        assert client.get(f'/label/{request}').status_code == 404


@pytest.mark.parametrize(
    ('change', 'status', 'reason'),
    [
        (dict(id='../x.png'), 404, 'x.png'),
        (dict(version=7), 422, 'version'),
        (dict(no_garment=1), 422, 'true or false'),
        (dict(no_garment=True), 422, 'without one'),
        (dict(garments=[dict(category='kilt', keypoints={})]), 422, 'kilt'),
        (dict(garments=[SKIRT, SKIRT]), 422, 'labels.json'),
        (dict(garments=[SKIRT | dict(x='x' * 1_000_000)]), 413, 'too large'),
    ],
)
def test_invalid_bodies_change_nothing(client, folder, change, status, reason):
    response = save(client, **change)
    assert (response.status_code, reason in response.json()['detail']) == (status, True)
    assert not (folder / 'labels.csv').exists()


def test_requests_of_other_sites_are_refused(client):
    headers = dict(Origin='http://evil.example')
    assert client.post('/label/save', json={}, headers=headers).status_code == 403


def test_photos_are_listed_and_an_unreadable_one_is_an_error(client):
    assert client.get('/label/photo?id=c.png').status_code == 422
    overview = client.get('/label/photos').json()
    assert [photo['id'] for photo in overview['photos']] == ['a.png', 'b.tif', 'c.png']
    assert 'not an image' in overview['errors']['c.png']


def test_only_photos_are_served_in_a_form_that_browsers_show(client, folder):
    response = client.get('/label/image?id=a.png')
    assert response.content == (folder / 'a.png').read_bytes()
    assert response.headers['content-type'] == 'image/png'
    converted = client.get('/label/image?id=b.tif')
    assert converted.headers['content-type'] == 'image/png'
    pixels = cv2.imdecode(np.frombuffer(converted.content, np.uint8), cv2.IMREAD_COLOR)
    assert (pixels == cv2.imread(str(folder / 'b.tif'))).all()
    for name in ('labels.csv', '../a.png', '/etc/passwd'):
        assert client.get('/label/image', params=dict(id=name)).status_code == 404
    assert client.get('/label/image?id=c.png').status_code == 422


def test_a_part_of_a_photo_is_predicted(client):
    query = dict(id='a.png', box='20,30,40,60', category='dress')
    assert client.get('/label/prediction', params=query).json()['category'] == 'dress'
    for box in ('1,2,3', '5,5,4,9', '100,100,200,200'):
        response = client.get('/label/prediction', params=dict(id='a.png', box=box))
        assert (response.status_code, 'box' in response.json()['detail']) == (422, True)


def test_findings_of_garments_that_are_not_saved(client, folder):
    body = dict(id='a.png', garments=[SKIRT])
    (finding,) = client.post('/label/findings', json=body).json()
    assert finding['check'] == 'normalizing-point-absent'
    assert not (folder / 'labels.csv').exists()


def test_the_page_and_its_facts(client):
    assert 'script' in client.get('/').text
    facts = client.get('/label/facts').json()
    assert list(facts['categories']) == list(CATEGORIES)
    assert facts['keypoints']['crotch']['number'] == KEYPOINTS.index('crotch')
