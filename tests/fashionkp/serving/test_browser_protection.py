"""Requests that pages of other sites make with the browser of a user."""

import pytest

from fashionkp import Predictor

pytest.importorskip('fastapi')

from fastapi.testclient import TestClient

from fashionkp.serving.app import create_app

LOCAL = 'http://127.0.0.1:8000'


@pytest.fixture(scope='module')
def apps(hand_model):
    """An application that listens on this machine only, behind a proxy, and on the network."""
    predictor = Predictor(hand_model.path, threads=1)
    hosts = dict(local=[], proxy=['shop.example'], network=None)
    return {name: create_app(predictor, hosts=names) for name, names in hosts.items()}


@pytest.mark.parametrize(
    ('app', 'host', 'status'),
    [
        ('local', '127.0.0.1:8000', 200),
        ('local', 'localhost', 200),
        ('local', '[::1]:8000', 200),
        ('local', '192.168.1.2', 200),
        ('local', 'box:80', 200),
        ('local', 'evil.example:8000', 403),
        ('local', 'localhost.evil.example', 403),
        ('local', '127.0.0.1.evil.example', 403),
        ('local', '[::1', 200),
        ('local', 'shop.example', 403),
        ('proxy', 'SHOP.example:443', 200),
        ('proxy', 'evil.example', 403),
        ('network', 'gpu.lab.example', 200),
    ],
)
def test_names_of_other_sites_are_refused(apps, app, host, status):
    """A name that resolves to this machine would let its pages read responses."""
    response = TestClient(apps[app], LOCAL).get('/health', headers={'Host': host})
    assert response.status_code == status
    if status == 403:
        assert '--allow-host' in response.json()['detail']


@pytest.mark.parametrize(
    ('app', 'host', 'origin', 'status'),
    [
        ('local', '127.0.0.1:8000', LOCAL, 200),
        ('local', 'localhost:8000', 'http://localhost:8000', 200),
        ('local', '127.0.0.1:8000', 'http://127.0.0.1:3000', 403),
        ('local', '127.0.0.1:8000', 'https://evil.example', 403),
        ('local', '127.0.0.1:8000', 'null', 403),
        ('network', '127.0.0.1:8000', 'https://evil.example', 403),
        ('network', 'gpu.lab.example', 'http://gpu.lab.example', 200),
        ('proxy', '127.0.0.1:8000', 'https://shop.example', 200),
    ],
)
def test_requests_of_pages_of_other_sites_are_refused(apps, colored, app, host, origin, status):
    headers = {'Host': host, 'Origin': origin}
    response = TestClient(apps[app], LOCAL).post('/predict', content=colored(), headers=headers)
    assert response.status_code == status


@pytest.mark.parametrize('path', ['/', '/docs', '/health', '/page/main.js', '/no', '/predict'])
def test_no_response_may_be_framed_or_taken_for_another_type(apps, path):
    headers = TestClient(apps['local'], LOCAL).get(path).headers
    assert headers['x-content-type-options'] == 'nosniff'
    assert "frame-ancestors 'none'" in headers['content-security-policy']
