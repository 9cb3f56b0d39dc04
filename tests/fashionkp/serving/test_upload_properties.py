"""Bodies of any bytes: each becomes an image, or is refused with a 4xx and a reason."""

import asyncio

import cv2
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

pytest.importorskip('fastapi')

from fastapi import Request
from starlette.exceptions import HTTPException

from fashionkp.serving.limits import Limits
from fashionkp.serving.upload import decode_upload, read_upload

pytestmark = pytest.mark.faults

LIMITS = Limits(max_bytes=5000, max_pixels=10_000)
ENDINGS = ('.jpg', '.png', '.webp', '.bmp')
IMAGE = np.random.default_rng(0).integers(0, 256, (9, 7, 3), np.uint8)
FILES = [cv2.imencode(ending, IMAGE)[1].tobytes() for ending in ENDINGS]
PIECES = [b'--X', b'--', b'\r\n', b'Content-Disposition: form-data; name="file"', b'; filename="a"']
PIECES += [b'; name=', b'Content-Transfer-Encoding: base64', b'\0', b'\xff\xd8', b'a' * 300, b':']
KINDS = [
    'image/png',
    'multipart/form-data; boundary=X',
    'multipart/form-data',
    'multipart/form-data;x',
]


@st.composite
def damaged(draw):
    """An image with some bytes changed, left out or doubled."""
    data = bytearray(draw(st.sampled_from(FILES)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(data) - 1))
        change = draw(st.sampled_from(['set', 'cut', 'double']))
        if change == 'set':
            data[place] = draw(st.integers(0, 255))
        elif change == 'cut' and len(data) > 20:
            del data[place : place + draw(st.integers(1, 8))]
        else:
            data[place:place] = data[place : place + draw(st.integers(1, 40))]
    return bytes(data)


def form(data):
    head = b'--X\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    return head + data + b'\r\n--X--\r\n'


BODIES = st.one_of(
    st.binary(max_size=100),
    st.lists(st.sampled_from(PIECES), max_size=25).map(b''.join),
    damaged(),
    damaged().map(form),
)


def answer(body, kind, size, stated, gone):
    """Status and reason of a refusal, or 200 and the image."""
    chunks = [body[i : i + size] for i in range(0, len(body), size)] or [b'']
    messages = [
        dict(type='http.request', body=chunk, more_body=gone or place < len(chunks))
        for place, chunk in enumerate(chunks, 1)
    ]

    async def receive():
        return messages.pop(0) if messages else dict(type='http.disconnect')

    headers = [(b'content-type', kind.encode()), (b'content-length', stated.encode())]
    scope = dict(type='http', method='POST', headers=headers, app=None)

    async def read():
        return await read_upload(Request(scope, receive), LIMITS)

    try:
        return 200, decode_upload(asyncio.run(read()), LIMITS)
    except HTTPException as error:
        return error.status_code, error.detail


@given(BODIES, st.sampled_from(KINDS), st.integers(1, 6000), st.booleans())
def test_any_body_is_a_image_or_refused(body, kind, size, gone):
    status, told = answer(body, kind, size, str(len(body)), gone)
    if status == 200:
        assert told.shape[2] == 3
        assert told.size <= 3 * LIMITS.max_pixels
    else:
        assert status in (400, 413, 415, 422)
        assert told


@given(st.sampled_from(FILES), st.integers(1, 6000), st.sampled_from(KINDS[:2]))
def test_a_image_arrives_in_pieces_of_any_size(file, size, kind):
    body = form(file) if kind == KINDS[1] else file
    status, image = answer(body, kind, size, str(len(body)), gone=False)
    assert status == 200
    assert image.shape == IMAGE.shape


@example('9' * 5000)
@given(st.one_of(st.integers().map(str), st.text(st.characters(max_codepoint=127), max_size=20)))
def test_a_stated_length_may_be_anything(stated):
    status, _ = answer(FILES[1], KINDS[0], 1000, stated, gone=False)
    number = int(stated[:50]) if stated.isdecimal() else 0
    assert status == (413 if number > LIMITS.max_bytes else 200)
