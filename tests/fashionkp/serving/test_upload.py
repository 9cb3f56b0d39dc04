"""Bodies that are no images, or bad ones: each is refused with a reason, and nothing breaks."""

import asyncio
import re
import struct
import zlib

import numpy as np
import pytest
import unusual_images

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
    with TestClient(create_app(Predictor(hand_model.path, threads=1), LIMITS)) as made:
        yield made


@pytest.fixture(autouse=True)
def _answers_afterwards(client, colored):
    yield
    assert client.post('/predict', content=colored()).status_code == 200
    assert client.get('/health').json()['under_way'] == 0


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def png(width, height, data):
    """A PNG of grey pixels."""
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
        (png(40, 40, bytes(30)), 422, 'not an image that OpenCV can read'),
        (bytes(200_001), 413, 'at most 0.2 MB'),
    ],
)
def test_bodies_that_are_no_images(client, body, status, reason):
    for sent in (dict(content=body), dict(files={'file': ('a.jpg', body)})):
        answer = client.post('/predict', **sent)
        assert answer.status_code == status
        assert answer.headers['content-type'] == 'application/json'
        assert re.search(reason, answer.json()['detail'])


@pytest.mark.parametrize('ending', ['.jpg', '.png', '.webp', '.bmp'])
def test_a_image_that_is_cut_off(client, colored, ending):
    data = colored(50, 60, (64, 48), ending)
    for length in (len(data) - 1, len(data) // 2):
        answer = client.post('/predict', content=data[:length])
        assert (length, answer.status_code) == (length, 422)


def frame(width, height):
    """The beginning of a JPEG, up to its frame."""
    return b'\xff\xd8\xff\xc0' + struct.pack('>HBHHB', 17, 8, height, width, 3) + bytes(40)


@pytest.mark.parametrize(
    'bomb',
    [
        png(60_000, 60_000, bytes(1000)),
        png(1, 2**31 - 1, bytes(1000)),
        png(1000, 1001, bytes(1001 * 1001)),
        frame(65_500, 65_500),
        b'RIFF\x64\0\0\0WEBPVP8X' + struct.pack('<IIHBHB', 10, 0, 0xFFFF, 255, 0xFFFF, 255),
        b'BM' + bytes(12) + struct.pack('<Iii', 40, 2**31 - 1, -(2**31)) + bytes(100),
    ],
    ids=['PNG', 'a high PNG', 'a small PNG of many pixels', 'JPEG', 'WebP', 'BMP'],
)
def test_too_many_pixels_are_refused_before_they_are_decoded(client, bomb, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(upload, 'decode_image', None)
        answer = client.post('/predict', content=bomb)
    assert answer.status_code == 413
    assert 'at most 1 megapixels' in answer.json()['detail']


def test_a_jpeg_of_too_many_scans_is_refused(client, colored):
    data = colored(ending='.jpg')
    answer = client.post('/predict', content=data[:-2] + b'\xff\xda' * 100 + data[-2:])
    assert answer.status_code == 422
    assert 'a JPEG of 101 scans' in answer.json()['detail']


def test_mutilated_images_never_break_it(client, colored):
    rng = np.random.default_rng(0)
    seen = set()
    for ending in ('.jpg', '.png', '.webp', '.bmp'):
        good = colored(50, 60, (40, 30), ending)
        for _ in range(60):
            data = bytearray(good)
            for place in rng.integers(0, len(data), rng.integers(1, 12)):
                data[place] = rng.integers(256)
            answer = client.post('/predict', content=bytes(data))
            assert answer.status_code in (200, 413, 415, 422), bytes(data)
            assert answer.status_code == 200 or answer.json()['detail']
            seen.add(answer.status_code)
    assert seen >= {200, 422}


class Sender:
    """What a client sends, message by message."""

    def __init__(self, *messages, headers=()):
        self.messages, self.taken = messages, 0
        self.request = Request(dict(type='http', headers=list(headers), app=None), self)

    async def __call__(self):
        if self.taken == len(self.messages):
            await asyncio.sleep(30)
        self.taken += 1
        return self.messages[self.taken - 1]


PART = dict(type='http.request', body=bytes(60_000), more_body=True)
FORM = [(b'content-type', b'multipart/form-data; boundary=a')]


@pytest.mark.parametrize(
    ('sender', 'status', 'taken'),
    [
        (Sender(*[PART] * 9), 413, 4),
        (Sender(*[PART | dict(body=b'--a\r\n' + bytes(60_000))] * 9, headers=FORM), 400, 1),
        (Sender(*[PART] * 9, headers=[(b'content-length', b'200001')]), 413, 0),
        (Sender(PART), 408, 1),
        (Sender(PART, dict(type='http.disconnect')), 400, 2),
        (Sender(PART | dict(body=b'--a'), dict(type='http.disconnect'), headers=FORM), 400, 2),
    ],
    ids=['too large', 'bad form', 'said to be too large', 'slow', 'gone', 'gone within a form'],
)
def test_no_more_of_a_body_is_read_than_it_takes_to_refuse_it(sender, status, taken):
    limits = Limits(max_bytes=200_000, reading_seconds=0.2)
    with pytest.raises(HTTPException) as refused:
        asyncio.run(upload.read_upload(sender.request, limits))
    assert (refused.value.status_code, sender.taken) == (status, taken)


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
            "no file in its field 'file'",
        ),
        (
            'multipart/form-data; boundary=a',
            b'--a\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\nx\r\n--a--',
            422,
            "no file in its field 'file'",
        ),
    ],
)
def test_malformed_forms(client, kind, body, status, reason):
    answer = client.post('/predict', content=body, headers={'Content-Type': kind})
    assert answer.status_code == status
    assert reason in answer.json()['detail']


def test_one_image_a_request(client, colored):
    files = [('file', ('a.png', colored())), ('file', ('b.png', colored()))]
    answer = client.post('/predict', files=files)
    assert (answer.status_code, answer.json()['detail']) == (
        400,
        'Too many files. Maximum number of files is 1.',
    )


def test_the_declared_type_does_not_matter(client, colored):
    """curl sends bytes as application/x-www-form-urlencoded unless it is told otherwise."""
    for kind in ('application/x-www-form-urlencoded', 'image/png', 'text/plain', ''):
        answer = client.post('/predict', content=colored(), headers={'Content-Type': kind})
        assert answer.status_code == 200


@pytest.mark.faults
@pytest.mark.parametrize('name', unusual_images.unreadable())
def test_bad_images_are_refused_with_a_reason(client, name):
    data, _ = unusual_images.unreadable()[name]
    answer = client.post('/predict', content=data)
    assert answer.status_code in (400, 413, 415, 422)
    assert answer.json()['detail']


@pytest.mark.faults
@pytest.mark.parametrize('name', unusual_images.readable())
def test_unusual_images_are_answered_or_their_format_is_named(client, name):
    answer = client.post('/predict', content=unusual_images.readable()[name])
    if 'tiff' in name or 'gif' in name:
        assert answer.status_code == 415
        assert 'expected one of JPEG' in answer.json()['detail']
    else:
        assert answer.status_code == 200
        assert tuple(answer.json()['size']) == unusual_images.SIZE
