"""The web application of ``fashionkp label``: the page, and what it loads and saves."""

import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import cv2
from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import FileResponse

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.fileio.json_fields import JsonObject, parse_json
from fashionkp.images.header import UPRIGHT, image_header
from fashionkp.images.reading import read_image
from fashionkp.inference.boxes import Box
from fashionkp.labelling import Conflict, LabelledGarment, LabelSession
from fashionkp.labelling.garments import garment_of_json
from fashionkp.serving.app import add_pages, new_app
from fashionkp.serving.limits import IMAGE_FORMATS, Limits
from fashionkp.serving.page_facts import garment_facts
from fashionkp.serving.requests_in_progress import Busy, RequestsInProgress
from fashionkp.serving.upload import read_upload

Result = TypeVar('Result')

_MAX_BODY = 1_000_000
"""Largest body of a request, bytes: a photo with thousands of garments."""


def create_label_app(
    session: LabelSession, limits: Limits | None = None, hosts: Sequence[str] | None = None
) -> FastAPI:
    """Create the application for a session.

    Args:
        session: The photos and their labels; it is closed at shutdown.
        limits: Limits on requests.
        hosts: As for :func:`~fashionkp.serving.app.create_app`.
    """
    limits = replace(limits or Limits(), max_bytes=_MAX_BODY)
    requests = RequestsInProgress(limits.bodies * limits.max_bytes)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        session.drafts.start(session.labels.is_labelled)
        yield
        await to_thread.run_sync(session.drafts.close)

    summary = 'Key points of photos, to be labelled'
    app = new_app(summary, requests, limits, hosts=hosts, lifespan=lifespan)
    work = _Work(requests, limits)
    _add_photos(app, session, work)
    _add_changes(app, session, work)
    add_pages(app, {'/': 'label.html'})
    return app


class _Work:
    """Runs what takes time in threads, one for each core, and turns its errors into responses."""

    def __init__(self, requests: RequestsInProgress, limits: Limits) -> None:
        self._requests, self._limits = requests, limits
        self._threads = CapacityLimiter(os.cpu_count() or 1)

    async def run(self, function: Callable[..., Result], *args: Any) -> Result:
        """Return what a function returns.

        Raises:
            HTTPException: If it raises an error that is known, or the server is shutting down.
        """
        with _http_errors(), self._requests.new() as progress:
            work = to_thread.run_sync(partial(function, *args), limiter=self._threads)
            return await progress.run(work)

    async def body(self, request: Request) -> JsonObject:
        """Return the JSON object in the body of a request."""
        with _http_errors(), self._requests.new() as progress:
            upload = await progress.run(read_upload(request, self._limits, progress.receive))
            return parse_json(upload.data.decode(), 'body')


@contextmanager
def _http_errors() -> Iterator[None]:
    try:
        yield
    except KeyError as error:
        raise HTTPException(404, f'no photo {error}') from error
    except Conflict as error:
        raise HTTPException(409, str(error)) from error
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    except Busy as error:
        raise HTTPException(503, str(error), {'Retry-After': '1'}) from error
    except FileNotFoundError as error:  # a photo was removed after the server had listed it
        raise HTTPException(404, str(error)) from error
    except OSError as error:
        raise HTTPException(500, str(error)) from error


def _add_photos(app: FastAPI, session: LabelSession, work: _Work) -> None:
    facts = garment_facts(KEYPOINTS, CATEGORIES)

    @app.get('/label/facts', summary='Names and colours of key points')
    async def _facts() -> dict[str, Any]:
        return facts

    @app.get('/label/photos', summary='The photos, and which of them are labelled')
    async def _photos() -> dict[str, Any]:
        return session.overview()

    @app.get('/label/photo', summary='Labels or predicted points of a photo')
    async def _photo(id: str) -> dict[str, Any]:
        return await work.run(session.photo, id)

    @app.get('/label/image', summary='The file of a photo')
    async def _image(id: str) -> Response:
        return await work.run(_image_response, session, id)

    @app.get('/label/prediction', summary='A garment as it is predicted in a part of a photo')
    async def _prediction(
        id: str, category: str | None = None, box: str | None = None
    ) -> dict[str, Any] | None:
        with _http_errors():
            region = None if box is None else _box(box)
        return await work.run(session.predict, id, category, region)


def _add_changes(app: FastAPI, session: LabelSession, work: _Work) -> None:
    @app.post('/label/findings', summary='What checks find in garments')
    async def _findings(request: Request) -> list[dict[str, Any]]:
        body = await work.body(request)
        return await work.run(lambda: session.findings(body.get('id', str), _garments(body)))

    @app.post('/label/save', summary='Save the garments of a photo, or that it shows none')
    async def _save(request: Request) -> dict[str, Any]:
        body = await work.body(request)
        return await work.run(_saved, session, body)


def _saved(session: LabelSession, body: JsonObject) -> dict[str, Any]:
    no_garment = 'no_garment' in body.fields and body.get('no_garment', bool)
    return session.save(
        body.get('id', str), _garments(body), body.get('version', str), no_garment=no_garment
    )


def _garments(body: JsonObject) -> list[LabelledGarment]:
    return [garment_of_json(record) for record in body.objects('garments')]


def _box(text: str) -> Box:
    """Parse a box, such as ``0,0,300.5,400``."""
    try:
        x0, y0, x1, y1 = map(float, text.split(','))
    except ValueError:
        raise ValueError(f'box {text!r}: expected x0,y0,x1,y1') from None
    if not (x0 < x1 and y0 < y1):
        raise ValueError(f'box {text!r}: expected x0 < x1 and y0 < y1')
    return x0, y0, x1, y1


def _image_response(session: LabelSession, image_id: str) -> Response:
    """Return the file of a photo, as PNG if browsers do not show or turn it."""
    path: Path = session.photos[image_id]
    with path.open('rb') as file:
        header = image_header(file)
    if header is None:
        raise ValueError(f'{image_id}: not an image')
    if header.format in IMAGE_FORMATS and (
        header.orientation == UPRIGHT or header.format == 'JPEG'
    ):
        return FileResponse(path, media_type=f'image/{header.format.lower()}')
    data = cv2.imencode('.png', read_image(path))[1].tobytes()
    return Response(data, media_type='image/png')
