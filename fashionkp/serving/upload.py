"""The image in a request body: read within limits, then decoded."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from math import inf

import numpy as np
from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from fashionkp.images.header import image_format, image_header
from fashionkp.images.reading import decode_image
from fashionkp.serving.limits import IMAGE_FORMATS, Limits

MULTIPART = 'multipart/form-data'
FIELD = 'file'
"""Name of the form field with the image."""

# The rest of a rejected body is read and discarded, so that the client gets to read the response.
# If it is longer than this many times the limit, the connection is closed instead.
_DRAIN_FACTOR = 10

# int() refuses texts of thousands of digits.
_MAX_DIGITS = 18

# A progressive JPEG has about ten scans. Each takes time in proportion to the number of pixels, but
# may consist of a few bytes.
_START_OF_SCAN, _MAX_SCANS = b'\xff\xda', 100


@dataclass(frozen=True)
class Upload:
    """An uploaded file.

    Attributes:
        data: Its content.
        name: File name given by the client; '' if there is none.
    """

    data: bytes
    name: str = ''


async def read_upload(
    request: Request, limits: Limits, on_bytes: Callable[[int], None] = lambda num_bytes: None
) -> Upload:
    """Read the body of a request: a form with a file, or the bytes of an image.

    Args:
        request: Its body has not been read.
        limits: A body that is too large is rejected as soon as that is known.
        on_bytes: Called with the number of bytes of each part of the body that arrives.

    Raises:
        HTTPException: If the body is empty, malformed, too large or too slow (4xx).
    """
    if (_content_length(request) or 0) > limits.max_bytes:
        raise _too_large(limits)
    limited = Request(request.scope, _limit_bytes(request.receive, limits, on_bytes))
    is_form = request.headers.get('content-type', '').lower().startswith(MULTIPART)
    reading = _read_form(limited) if is_form else _read_body(limited)
    try:
        upload = await asyncio.wait_for(reading, limits.body_timeout)
    except asyncio.TimeoutError:  # not TimeoutError before Python 3.11
        raise HTTPException(
            408, f'the body did not arrive within {limits.body_timeout:g} s'
        ) from None
    except ClientDisconnect:
        raise HTTPException(400, 'the client disconnected before the end of the body') from None
    if not upload.data:
        raise HTTPException(400, 'the body is empty: expected an image')
    return upload


def decode_upload(upload: Upload, limits: Limits) -> np.ndarray:
    """Decode an uploaded image, after its header has been checked.

    Returns:
        (H, W, 3) uint8, BGR, turned upright by its EXIF orientation.

    Raises:
        HTTPException: If it is not an image of a supported format (415), has too many pixels (413),
            or cannot be decoded (422).
    """
    try:
        _check_header(upload, limits)
        return decode_image(upload.data, upload.name or 'in the body')
    except ValueError as error:
        raise HTTPException(422, str(error)) from error


def _check_header(upload: Upload, limits: Limits) -> None:
    name = image_format(upload.data)
    if name not in IMAGE_FORMATS:
        what = f'a {name} file' if name else 'not an image'
        raise HTTPException(415, f'{what}: expected one of {", ".join(IMAGE_FORMATS)}')
    header = image_header(upload.data)
    assert header is not None  # it has a format
    if header.pixels > limits.max_pixels:
        raise HTTPException(
            413,
            f'an image of {header.width} x {header.height} pixels: expected at most '
            f'{limits.max_pixels / 1e6:g} megapixels',
        )
    if header.format == 'JPEG' and (scans := upload.data.count(_START_OF_SCAN)) > _MAX_SCANS:
        raise HTTPException(422, f'a JPEG with {scans} scans: expected at most {_MAX_SCANS}')


def is_drainable(request: Request, limits: Limits) -> bool:
    """Return whether the rest of a rejected body is short enough to be read and discarded."""
    length = _content_length(request)
    return (
        'transfer-encoding' not in request.headers
        and length is not None
        and length <= _DRAIN_FACTOR * limits.max_bytes
    )


def _content_length(request: Request) -> float | None:
    """Return the Content-Length, 0 if there is none; None if it is not a number."""
    text = request.headers.get('content-length', '0')
    if not text.isdecimal():
        return None
    return int(text) if len(text) <= _MAX_DIGITS else inf


def _too_large(limits: Limits) -> HTTPException:
    reason = f'the body is too large: expected at most {limits.max_bytes / 1e6:g} MB'
    return HTTPException(413, reason)


def _limit_bytes(receive: Receive, limits: Limits, on_bytes: Callable[[int], None]) -> Receive:
    """Wrap ``receive`` so that it counts bytes, and raises when the body gets too large."""
    num_bytes = 0

    async def limited() -> Message:
        nonlocal num_bytes
        message = await receive()
        num_bytes += len(message.get('body', b''))
        if num_bytes > limits.max_bytes:
            raise _too_large(limits)
        on_bytes(len(message.get('body', b'')))
        return message

    return limited


async def _read_body(request: Request) -> Upload:
    return Upload(await request.body())


class _FormInMemory(MultiPartParser):
    """Writes no file: by default one of more than 1 MB goes to a temporary file."""

    spool_max_size = max_file_size = sys.maxsize  # its name in Starlette before 0.46


async def _read_form(request: Request) -> Upload:
    try:
        async with aclosing(request.stream()) as stream:
            form = await _FormInMemory(request.headers, stream, max_files=1, max_fields=8).parse()
    except MultiPartException as error:
        raise HTTPException(400, error.message) from None
    file = form.get(FIELD)
    if not isinstance(file, UploadFile):
        raise HTTPException(422, f'the form has no file in field {FIELD!r}')
    return Upload(await file.read(), file.filename or '')
