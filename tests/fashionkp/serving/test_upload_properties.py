"""Bodies of any bytes: each is decoded, or rejected with a 4xx status and a reason."""

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
SUFFIXES = ('.jpg', '.png', '.webp', '.bmp')
IMAGE = np.random.default_rng(0).integers(0, 256, (9, 7, 3), np.uint8)
FILES = [cv2.imencode(suffix, IMAGE)[1].tobytes() for suffix in SUFFIXES]
PIECES = [b'--X', b'--', b'\r\n', b'Content-Disposition: form-data; name="file"', b'; filename="a"']
PIECES += [b'; name=', b'Content-Transfer-Encoding: base64', b'\0', b'\xff\xd8', b'a' * 300, b':']
CONTENT_TYPES = [
    'image/png',
    'multipart/form-data; boundary=X',
    'multipart/form-data',
    'multipart/form-data;x',
]


@st.composite
def damaged(draw):
    """An image file with some bytes changed, removed or repeated."""
    data = bytearray(draw(st.sampled_from(FILES)))
    for _ in range(draw(st.integers(1, 6))):
        index = draw(st.integers(0, len(data) - 1))
        change = draw(st.sampled_from(['set', 'remove', 'repeat']))
        if change == 'set':
            data[index] = draw(st.integers(0, 255))
        elif change == 'remove' and len(data) > 20:
            del data[index : index + draw(st.integers(1, 8))]
        else:
            data[index:index] = data[index : index + draw(st.integers(1, 40))]
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


def response(body, content_type, chunk_size, content_length, *, disconnect):
    """Return 200 and the image, or the status and reason of an error."""
    chunks = [body[i : i + chunk_size] for i in range(0, len(body), chunk_size)] or [b'']
    messages = [
        dict(type='http.request', body=chunk, more_body=disconnect or number < len(chunks))
        for number, chunk in enumerate(chunks, 1)
    ]

    async def receive():
        return messages.pop(0) if messages else dict(type='http.disconnect')

    headers = {b'content-type': content_type.encode(), b'content-length': content_length.encode()}
    scope = dict(type='http', method='POST', headers=list(headers.items()), app=None)

    async def read():
        return await read_upload(Request(scope, receive), LIMITS)

    try:
        return 200, decode_upload(asyncio.run(read()), LIMITS)
    except HTTPException as error:
        return error.status_code, error.detail


@given(BODIES, st.sampled_from(CONTENT_TYPES), st.integers(1, 6000), st.booleans())
def test_any_body_is_decoded_or_rejected(body, content_type, chunk_size, disconnect):
    status, content = response(
        body, content_type, chunk_size, str(len(body)), disconnect=disconnect
    )
    if status == 200:
        assert content.shape[2] == 3
        assert content.size <= 3 * LIMITS.max_pixels
    else:
        assert status in (400, 413, 415, 422)
        assert content


@given(st.sampled_from(FILES), st.integers(1, 6000), st.sampled_from(CONTENT_TYPES[:2]))
def test_an_image_may_arrive_in_chunks_of_any_size(file, chunk_size, content_type):
    body = form(file) if content_type == CONTENT_TYPES[1] else file
    status, image = response(body, content_type, chunk_size, str(len(body)), disconnect=False)
    assert status == 200
    assert image.shape == IMAGE.shape


@example('9' * 5000)
@given(st.one_of(st.integers().map(str), st.text(st.characters(max_codepoint=127), max_size=20)))
def test_the_content_length_may_be_any_text(content_length):
    status, _ = response(FILES[1], CONTENT_TYPES[0], 1000, content_length, disconnect=False)
    number = int(content_length[:50]) if content_length.isdecimal() else 0
    assert status == (413 if number > LIMITS.max_bytes else 200)
