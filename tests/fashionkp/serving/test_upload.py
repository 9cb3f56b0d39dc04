"""Invalid bodies: each is rejected with a reason, and the next request is served."""

import asyncio
import re
import struct
import tempfile
import zlib

import cv2
import numpy as np
import pytest

from fashionkp import Predictor

pytest.importorskip('fastapi')

from fastapi import Request
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException

from fashionkp.serving import upload
from fashionkp.serving.app import create_app
from fashionkp.serving.limits import Limits

LIMITS = Limits(max_bytes=200_000, max_pixels=1_000_000)


@pytest.fixture(scope='module')
def client(hand_model):
    with TestClient(create_app(Predictor(hand_model.path, threads=1), LIMITS)) as client:
        yield client


@pytest.fixture(autouse=True)
def _serves_the_next_request(client, colored):
    yield
    assert client.post('/predict', content=colored()).status_code == 200
    assert client.get('/health').json()['under_way'] == 0


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def png(width, height, data):
    """Return a grey-scale PNG."""
    header = struct.pack('>IIBBBBB', width, height, 8, 0, 0, 0, 0)
    chunks = chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(data, 9)) + chunk(b'IEND', b'')
    return b'\x89PNG\r\n\x1a\n' + chunks


@pytest.mark.parametrize(
    ('body', 'status', 'reason'),
    [
        (b'', 400, 'empty'),
        (b'hello', 415, 'expected one of JPEG, PNG, WebP, BMP'),
        (b'<html><body>no</body></html>', 415, 'not an image'),
        (b'%PDF-1.7 ' + bytes(3000), 415, 'not an image'),
        (b'GIF89a' + b'\x09\0' * 15, 415, 'a GIF file: expected one of JPEG, PNG, WebP, BMP'),
        (b'PK\x03\x04' + bytes(300), 415, 'not an image'),
        (bytes(5000), 415, 'not an image'),
        (b'{"image": "http://127.0.0.1/a.jpg"}', 415, 'not an image'),
        (b'\xff\xd8\xff', 422, 'JPEG.*cut off'),
        (b'\x89PNG\r\n\x1a\n', 422, 'PNG.*cut off'),
        (b'RIFF\0\0\0\0WEBP', 422, 'WebP.*cut off'),
        (b'BM', 422, 'BMP.*cut off'),
        (png(40, 40, bytes(30)), 422, 'OpenCV cannot decode it'),
        (bytes(200_001), 413, 'at most 0.2 MB'),
    ],
)
def test_bodies_that_are_not_images(client, body, status, reason):
    for request in (dict(content=body), dict(files={'file': ('a.jpg', body)})):
        response = client.post('/predict', **request)
        assert response.status_code == status
        assert response.headers['content-type'] == 'application/json'
        assert re.search(reason, response.json()['detail'])


def test_a_tiff_that_claims_to_be_webp(client, colored):
    data = bytearray(colored(size=(64, 48), suffix='.tiff'))
    data[8:12] = b'WEBP'  # part of the pixels
    response = client.post('/predict', content=bytes(data))
    assert response.status_code == 415
    assert 'TIFF' in response.json()['detail']


@pytest.mark.parametrize('suffix', ['.jpg', '.png', '.webp', '.bmp'])
def test_truncated_images(client, colored, suffix):
    data = colored(50, 60, (64, 48), suffix)
    end = 20 if suffix == '.jpg' else 1  # a JPEG without its end marker has all its pixels
    for length in (len(data) - end, len(data) // 2):
        response = client.post('/predict', content=data[:length])
        assert (length, response.status_code) == (length, 422)


def jpeg_start(width, height):
    """Return the start of a JPEG, up to its frame header."""
    return b'\xff\xd8\xff\xc0' + struct.pack('>HBHHB', 17, 8, height, width, 3) + bytes(40)


def webp(width, height):
    """Return a WebP of a few bytes that states any size."""
    data = bytearray(cv2.imencode('.webp', np.zeros((3, 2, 3), np.uint8))[1].tobytes())
    bits = int.from_bytes(data[21:25], 'little') >> 28 << 28 | (height - 1) << 14 | (width - 1)
    data[21:25] = bits.to_bytes(4, 'little')
    return bytes(data)


def bmp(width, height):
    """Return a BMP of a few bytes that states any size."""
    data = cv2.imencode('.bmp', np.zeros((3, 2, 3), np.uint8))[1].tobytes()
    return data[:18] + struct.pack('<ii', width, height) + data[26:]


@pytest.mark.parametrize(
    'bomb',
    [
        png(60_000, 60_000, bytes(1000)),
        png(1, 2**31 - 1, bytes(1000)),
        png(1000, 1001, bytes(1001 * 1001)),
        jpeg_start(65_500, 65_500),
        webp(13_000, 13_000),
        bmp(2**31 - 1, -(2**31)),
    ],
    ids=['PNG', 'high PNG', 'small PNG of many pixels', 'JPEG', 'WebP', 'BMP'],
)
def test_too_many_pixels_are_rejected_before_decoding(client, bomb, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(upload, 'decode_image', None)
        response = client.post('/predict', content=bomb)
    assert response.status_code == 413
    assert 'at most 1 megapixels' in response.json()['detail']


def test_a_jpeg_with_too_many_scans_is_rejected(client, colored):
    data = colored(suffix='.jpg')
    response = client.post('/predict', content=data[:-2] + b'\xff\xda' * 100 + data[-2:])
    assert response.status_code == 422
    assert '101 scans' in response.json()['detail']


def test_corrupted_images_are_predicted_or_rejected(client, colored):
    rng = np.random.default_rng(0)
    statuses = set()
    for suffix in ('.jpg', '.png', '.webp', '.bmp'):
        valid = colored(50, 60, (40, 30), suffix)
        for _ in range(60):
            data = bytearray(valid)
            for index in rng.integers(0, len(data), rng.integers(1, 12)):
                data[index] = rng.integers(256)
            response = client.post('/predict', content=bytes(data))
            assert response.status_code in (200, 413, 415, 422), bytes(data)
            assert response.status_code == 200 or response.json()['detail']
            statuses.add(response.status_code)
    assert statuses >= {200, 422}


class Sender:
    """A client's messages; counts how many are received."""

    def __init__(self, *messages, headers=()):
        self.messages, self.received = messages, 0
        self.request = Request(dict(type='http', headers=list(headers), app=None), self)

    async def __call__(self):
        if self.received == len(self.messages):
            await asyncio.sleep(30)
        self.received += 1
        return self.messages[self.received - 1]


PART = dict(type='http.request', body=bytes(60_000), more_body=True)
FORM = [(b'content-type', b'multipart/form-data; boundary=a')]


@pytest.mark.parametrize(
    ('sender', 'status', 'received'),
    [
        (Sender(*[PART] * 9), 413, 4),
        (Sender(*[PART | dict(body=b'--a\r\n' + bytes(60_000))] * 9, headers=FORM), 400, 1),
        (Sender(*[PART] * 9, headers=[(b'content-length', b'200001')]), 413, 0),
        (Sender(PART), 408, 1),
        (Sender(PART, dict(type='http.disconnect')), 400, 2),
        (Sender(PART | dict(body=b'--a'), dict(type='http.disconnect'), headers=FORM), 400, 2),
    ],
    ids=['too large', 'malformed form', 'content length', 'slow', 'disconnect', 'form disconnect'],
)
def test_an_invalid_body_is_read_no_further_than_needed(sender, status, received):
    limits = Limits(max_bytes=200_000, body_timeout=0.2)
    with pytest.raises(HTTPException) as error:
        asyncio.run(upload.read_upload(sender.request, limits))
    assert (error.value.status_code, sender.received) == (status, received)


@pytest.mark.parametrize(
    ('kind', 'body', 'status', 'reason'),
    [
        ('multipart/form-data', b'--a\r\n', 400, 'boundary'),
        ('multipart/form-data; boundary=a', b'nothing of a form', 400, ''),
        ('multipart/form-data; boundary=a', b'', 422, "field 'file'"),
        (
            'multipart/form-data; boundary=a',
            b'--a\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--a--\r\n',
            422,
            "no file in field 'file'",
        ),
        (
            'multipart/form-data; boundary=a',
            b'--a\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\nx\r\n--a--',
            422,
            "no file in field 'file'",
        ),
    ],
)
def test_malformed_forms(client, kind, body, status, reason):
    response = client.post('/predict', content=body, headers={'Content-Type': kind})
    assert response.status_code == status
    assert reason in response.json()['detail']


def test_one_image_per_request(client, colored):
    files = [('file', ('a.png', colored())), ('file', ('b.png', colored()))]
    response = client.post('/predict', files=files)
    assert response.status_code == 400
    assert 'Too many files' in response.json()['detail']


def test_the_content_type_of_an_image_is_ignored(client, colored):
    """``curl --data-binary`` sends application/x-www-form-urlencoded by default."""
    for kind in ('application/x-www-form-urlencoded', 'image/png', 'text/plain', ''):
        response = client.post('/predict', content=colored(), headers={'Content-Type': kind})
        assert response.status_code == 200


def test_a_large_form_is_kept_in_memory(hand_model, monkeypatch, tmp_path):
    bitmap = cv2.imencode('.bmp', np.zeros((700, 700, 3), np.uint8))[1].tobytes()
    assert len(bitmap) > 2**20  # from which on Starlette writes to the disk
    monkeypatch.setattr(tempfile, 'tempdir', str(tmp_path / 'missing'))
    with TestClient(create_app(Predictor(hand_model.path, threads=1))) as client:
        assert client.post('/predict', files={'file': bitmap}).status_code == 200
