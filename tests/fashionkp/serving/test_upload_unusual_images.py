"""Unusual and unreadable images as bodies: predicted, or rejected with the reason."""

import pytest
import unusual_images

from fashionkp import Predictor

pytest.importorskip('fastapi')

from fastapi.testclient import TestClient

from fashionkp.serving.app import create_app
from fashionkp.serving.limits import Limits

LIMITS = Limits(max_bytes=200_000, max_pixels=1_000_000)


@pytest.fixture(scope='module')
def client(hand_model):
    with TestClient(create_app(Predictor(hand_model.path, threads=1), LIMITS)) as client:
        yield client


@pytest.mark.faults
@pytest.mark.parametrize('name', unusual_images.unreadable())
def test_unreadable_images_are_rejected_with_a_reason(client, name):
    data, _ = unusual_images.unreadable()[name]
    response = client.post('/predict', content=data)
    assert response.status_code in (400, 413, 415, 422)
    assert response.json()['detail']


@pytest.mark.faults
@pytest.mark.parametrize('name', unusual_images.readable())
def test_unusual_images_are_predicted_or_their_format_is_rejected(client, name):
    response = client.post('/predict', content=unusual_images.readable()[name])
    if 'tiff' in name or 'gif' in name:
        assert response.status_code == 415
        assert 'expected one of JPEG' in response.json()['detail']
    else:
        assert response.status_code == 200
        assert tuple(response.json()['size']) == unusual_images.SIZE
