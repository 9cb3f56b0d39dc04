"""The image of a request: its bytes, within limits, and its pixels."""

import asyncio
from dataclasses import dataclass
from math import inf

import numpy as np
from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from fashionkp.images.header import image_header
from fashionkp.images.reading import decode_image
from fashionkp.serving.limits import SERVED, Limits

MULTIPART = 'multipart/form-data'
FIELD = 'file'
"""Name of the form's field with the image."""

# A refused body that is still being sent is taken in and forgotten, up to so many times the limit,
# so that the client reads the reason; behind a longer one the connection is closed.
_FORGOTTEN = 10

_DIGITS = 18

# A progressive JPEG comes in about ten scans; each costs time in proportion to all pixels, and may
# be a few bytes.
_SCAN, _MAX_SCANS = b'\xff\xda', 100


@dataclass(frozen=True)
class Upload:
    """A file that a client sent.

    Attributes:
        data: Its content.
        name: What the client calls it; empty where it does not say.
    """

    data: bytes
    name: str = ''


async def read_upload(request: Request, limits: Limits) -> Upload:
    """Read the body of a request: a form with a file, or the bytes of an image.

    Args:
        request: Nothing of its body has been read.
        limits: A larger or slower body is refused before it has been read.

    Raises:
        HTTPException: 4xx with the reason.
    """
    if (_stated_length(request) or 0) > limits.max_bytes:
        raise _too_large(limits)
    counted = Request(request.scope, _counted(request.receive, limits))
    form = request.headers.get('content-type', '').lower().startswith(MULTIPART)
    reading = _form_file(counted) if form else _raw(counted)
    try:
        upload = await asyncio.wait_for(reading, limits.reading_seconds)
    except asyncio.TimeoutError:  # another class before Python 3.11
        raise HTTPException(408, f'no whole body within {limits.reading_seconds:g} s') from None
    except ClientDisconnect:
        raise HTTPException(400, 'the connection ended within the body') from None
    if not upload.data:
        raise HTTPException(400, 'the body has no image: it is empty')
    return upload


def decode_upload(upload: Upload, limits: Limits) -> np.ndarray:
    """The pixels of an uploaded image, decoded only where its header tells of no more than the
    limit.

    Returns:
        (H, W, 3) uint8, BGR, turned upright.

    Raises:
        HTTPException: 4xx with the reason.
    """
    try:
        header = image_header(upload.data)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    if header is None or header.format not in SERVED:
        what = f'a {header.format} file' if header else 'not an image'
        raise HTTPException(415, f'{what}: expected one of {", ".join(SERVED)}')
    if header.pixels > limits.max_pixels:
        raise HTTPException(
            413,
            f'an image of {header.width} x {header.height} pixels: expected at most '
            f'{limits.max_pixels / 1e6:g} megapixels',
        )
    if header.format == 'JPEG' and (scans := upload.data.count(_SCAN)) > _MAX_SCANS:
        raise HTTPException(422, f'a JPEG of {scans} scans: expected at most {_MAX_SCANS}')
    try:
        return decode_image(upload.data, upload.name or 'of the body')
    except ValueError as error:
        raise HTTPException(422, str(error)) from error


def ends_soon(request: Request, limits: Limits) -> bool:
    """Whether what a request may still send is worth waiting for, if its body is refused."""
    stated = _stated_length(request)
    return (
        'transfer-encoding' not in request.headers
        and stated is not None
        and stated <= _FORGOTTEN * limits.max_bytes
    )


def _stated_length(request: Request) -> float | None:
    """How long a request says that its body is, bytes; None where it says what is no number."""
    stated = request.headers.get('content-length', '0')
    if not stated.isdecimal():
        return None
    # Python refuses to read numbers of thousands of digits
    return int(stated) if len(stated) <= _DIGITS else inf


def _too_large(limits: Limits) -> HTTPException:
    reason = f'the body is too large: expected at most {limits.max_bytes / 1e6:g} MB'
    return HTTPException(413, reason)


def _counted(receive: Receive, limits: Limits) -> Receive:
    """The same stream of a body, which refuses to be longer than the limit."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get('body', b''))
        if taken > limits.max_bytes:
            raise _too_large(limits)
        return message

    return counted


async def _raw(request: Request) -> Upload:
    return Upload(await request.body())


async def _form_file(request: Request) -> Upload:
    async with request.form(max_files=1, max_fields=8) as form:
        file = form.get(FIELD)
        if not isinstance(file, UploadFile):
            raise HTTPException(422, f'the form has no file in its field {FIELD!r}')
        return Upload(await file.read(), file.filename or '')
