"""Feed request bodies of any bytes: each is decoded, or rejected with a 4xx status and a reason.

python fuzz/http_body.py -max_total_time=300
"""

import asyncio
import logging
import os

os.environ['OPENCV_LOG_LEVEL'] = 'SILENT'  # or it logs every malformed image

import atheris
import cv2
import numpy as np

with atheris.instrument_imports(include=['fashionkp', 'starlette', 'python_multipart']):
    from fastapi import Request
    from starlette.exceptions import HTTPException

    from fashionkp.serving.limits import Limits
    from fashionkp.serving.upload import FIELD, decode_upload, is_drainable, read_upload

from harness import run

LIMITS = Limits(max_bytes=100_000, max_pixels=1_000_000, body_timeout=5)
BOUNDARY = 'XYZ'
CONTENT_TYPES = [
    f'multipart/form-data; boundary={BOUNDARY}',
    'image/png',
    '',
    'multipart/form-data',
    'MULTIPART/FORM-DATA; boundary="X Y"; charset=utf-16',
    'multipart/form-data; boundary=',
]
LOOP = asyncio.new_event_loop()


def request(data: atheris.FuzzedDataProvider) -> Request:
    """Return a request whose content type, chunks and body come from the data."""
    index = data.ConsumeIntInRange(0, len(CONTENT_TYPES))
    is_known = index < len(CONTENT_TYPES)
    content_type = CONTENT_TYPES[index] if is_known else data.ConsumeUnicode(40)
    size, length = data.ConsumeIntInRange(1, 5000), data.ConsumeIntInRange(-1, 200_000)
    disconnects = bool(data.ConsumeIntInRange(0, 1))
    body = data.ConsumeBytes(data.remaining_bytes())
    chunks = [body[i : i + size] for i in range(0, len(body), size)] or [b'']
    messages = [
        dict(type='http.request', body=chunk, more_body=disconnects or i + 1 < len(chunks))
        for i, chunk in enumerate(chunks)
    ] + [dict(type='http.disconnect')]

    async def receive():
        return messages.pop(0) if messages else dict(type='http.disconnect')

    headers = [(b'content-type', content_type.encode('latin-1', 'replace'))]
    headers += [(b'content-length', str(length).encode())] if length >= 0 else []
    # with an app, as here, Starlette itself rejects malformed forms
    return Request(dict(type='http', method='POST', headers=headers, app=None), receive)


def target(data: bytes) -> None:
    body_request = request(atheris.FuzzedDataProvider(data))
    try:
        upload = LOOP.run_until_complete(read_upload(body_request, LIMITS))
        image = decode_upload(upload, LIMITS)
    except HTTPException as error:
        assert 400 <= error.status_code < 500, error
        assert error.detail
        is_drainable(body_request, LIMITS)
    else:
        assert image.ndim == 3
        assert image.size <= 3 * LIMITS.max_pixels


def form(data: bytes, name: str = FIELD) -> bytes:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="a.jpg"\r\n\r\n'
    )
    return head.encode() + data + f'\r\n--{BOUNDARY}--\r\n'.encode()


def seeds() -> list[bytes]:
    image = np.random.default_rng(0).integers(0, 256, (9, 7, 3), np.uint8)
    files = [cv2.imencode(end, image)[1].tobytes() for end in ('.jpg', '.png', '.webp', '.bmp')]
    # numbers are taken from the end: content type, size of chunks, no length, no disconnection
    numbers = bytes(4) + b'\x10\x10'
    return [
        body + numbers + bytes([index])
        for file in files
        for index, body in enumerate((form(file), file))
    ]


if __name__ == '__main__':
    logging.disable(logging.CRITICAL)
    words = [f'--{BOUNDARY}', '--', '\r\n\r\n', 'Content-Disposition: form-data; name="file"']
    words += [
        'filename="',
        "filename*=UTF-8''%ff",
        'Content-Transfer-Encoding: base64',
        '\udcff\udcd8',
    ]
    words += ['\udc89PNG\r\n\x1a\n', 'IHDR', 'IDAT', 'IEND', 'RIFF', 'WEBPVP8X', 'BM', 'Exif\0\0']
    run(target, seeds(), words)
