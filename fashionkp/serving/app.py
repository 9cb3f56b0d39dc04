"""The web application: page, endpoint, and what they are described by."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException

from fashionkp.inference.model_card import ModelCard
from fashionkp.inference.query import Crop
from fashionkp.inference.query import Query as Garment
from fashionkp.measurements import NAMES, Reference, known_length
from fashionkp.predictions.prediction import Prediction
from fashionkp.serving.batching import Batcher, Busy
from fashionkp.serving.facts import page_facts
from fashionkp.serving.limits import Limits
from fashionkp.serving.schema import Answer, Health, Refusal
from fashionkp.serving.upload import FIELD, MULTIPART, Upload, decode_upload, ends_soon, read_upload
from fashionkp.version import __version__

PAGE = Path(__file__).parent / 'page'
"""Folder of the files that a browser gets."""

# Nothing but this server's own files, and the image that the user chose.
_POLICY = "default-src 'self'; img-src 'self' blob:"

_REASONS = {
    400: 'The body is empty, or its form is malformed',
    408: 'The body does not arrive in time',
    413: 'Too many bytes or pixels',
    415: 'Not an image',
    422: 'An image that is cut off or malformed, or an unknown category or length',
    503: 'Too many requests are under way: come back after the seconds in Retry-After',
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: dict(model=Answer),
    **{code: dict(model=Refusal, description=why) for code, why in _REASONS.items()},
}

_CATEGORY = 'Category of the garment; by default the model tells it'
_REFERENCE = (
    'A known length as NAME=CM, such as chest=50, which gives the others in centimetres; of '
    f'several, the first that is measurable. Names: {", ".join(NAMES)}'
)


class Model(Protocol):
    """What answers: :class:`~fashionkp.inference.predictor.Predictor`."""

    card: ModelCard

    def prepare(self, query: Garment) -> Crop:
        """What the model gets of a garment; called by several threads."""

    def predict_batch(self, batch: Sequence[Crop]) -> Sequence[Prediction]:
        """One answer for each of a batch; called by one thread."""


class Desk:
    """Takes requests for predictions and answers them in batches.

    Args:
        model: Answers them.
        limits: How much it takes on.
    """

    def __init__(self, model: Model, limits: Limits) -> None:
        self.model, self.limits = model, limits
        self.batcher = Batcher(model.predict_batch, limits.batch_size, limits.capacity)
        # large images take memory while they are decoded
        self._decoding = CapacityLimiter(os.cpu_count() or 1)

    async def prediction(self, request: Request, category: str | None) -> Prediction:
        """The garment of the image in a request's body.

        Raises:
            HTTPException: 4xx or 503 with the reason.
        """
        try:
            with self.batcher.seat() as ask:
                upload = await read_upload(request, self.limits)
                prepare = partial(self._prepared, upload, category)
                prepared = await to_thread.run_sync(prepare, limiter=self._decoding)
                return await asyncio.wrap_future(ask(prepared))
        except Busy as busy:
            raise HTTPException(503, str(busy), {'Retry-After': '1'}) from busy

    def _prepared(self, upload: Upload, category: str | None) -> Crop:
        image = decode_upload(upload, self.limits)
        return self.model.prepare(Garment(image, upload.name, category))


def create_app(model: Model, limits: Limits | None = None) -> FastAPI:
    """Make the application for a model.

    Args:
        model: What answers.
        limits: How much is taken on.
    """
    limits = limits or Limits()
    desk = Desk(model, limits)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await to_thread.run_sync(desk.batcher.close)

    app = FastAPI(
        title='fashionkp',
        summary='Key points, category and lengths of the garment in an image',
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # they load scripts from elsewhere; PAGE has one that does not
        redoc_url=None,
    )
    app.add_exception_handler(Exception, _failure)
    _add_refusals(app, limits)
    _add_prediction(app, desk)
    _add_page(app, desk)
    return app


def _add_prediction(app: FastAPI, desk: Desk) -> None:
    known = list(desk.model.card.categories)

    @app.post(
        '/predict',
        summary='Key points, category and lengths',
        description='Looks at the garment of an image, sent as a form or as it is. '
        'Formats, and how large it may be: see /facts.',
        openapi_extra={'requestBody': _body()},
        responses=_ANSWERS,
    )
    async def predict(
        request: Request,
        category: str | None = Query(
            None, description=_CATEGORY, json_schema_extra={'enum': known}
        ),
        reference: list[str] = Query([], description=_REFERENCE),  # noqa: B008
    ) -> JSONResponse:
        if category not in (None, *known):
            raise HTTPException(422, f'category {category!r}: expected one of {", ".join(known)}')
        scale = _reference(reference)
        found = await desk.prediction(request, category)
        return JSONResponse(found.as_dict(measurements=scale))


def _reference(texts: Sequence[str]) -> Reference:
    """Known lengths out of a query."""
    try:
        lengths = dict(known_length(text) for text in texts)
        if len(lengths) < len(texts):
            raise ValueError(f'{", ".join(texts)}: a length is given more than once')
        return Reference(lengths)
    except ValueError as error:
        raise HTTPException(422, f'reference: {error}') from error


def _add_refusals(app: FastAPI, limits: Limits) -> None:
    @app.exception_handler(StarletteHTTPException)
    async def refusal(request: Request, error: StarletteHTTPException) -> JSONResponse:
        headers = dict(error.headers or {})
        if not ends_soon(request, limits):
            headers['Connection'] = 'close'
        return JSONResponse({'detail': error.detail}, error.status_code, headers)


def _add_page(app: FastAPI, desk: Desk) -> None:
    card = desk.model.card

    @app.get('/health', summary='Whether the server answers', responses={503: {'model': Refusal}})
    async def health() -> Health:
        if not desk.batcher.working:
            raise HTTPException(503, 'the server is ending')
        seated = desk.batcher.seated
        return Health(status='ok', model=card.name, version=__version__, under_way=seated)

    @app.get('/facts', summary='The model, its limits, and the names and colours of its points')
    async def facts() -> dict[str, Any]:
        return page_facts(card, desk.limits)

    @app.get('/', include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(PAGE / 'index.html', headers={'Content-Security-Policy': _POLICY})

    @app.get('/docs', include_in_schema=False)
    async def docs() -> FileResponse:
        return FileResponse(PAGE / 'docs.html', headers={'Content-Security-Policy': _POLICY})

    app.mount('/page', StaticFiles(directory=PAGE), name='page')


def _body() -> dict[str, Any]:
    """Both kinds of body, in the words of OpenAPI."""
    binary = {'type': 'string', 'format': 'binary'}
    form = {'type': 'object', 'required': [FIELD], 'properties': {FIELD: binary}}
    kinds = ('image/jpeg', 'image/png', 'image/webp', 'image/bmp', 'application/octet-stream')
    content = {MULTIPART: form} | dict.fromkeys(kinds, binary)
    return {'required': True, 'content': {kind: {'schema': one} for kind, one in content.items()}}


async def _failure(request: Request, error: Exception) -> JSONResponse:
    """The answer to what nobody foresaw; the server's log has the rest."""
    return JSONResponse({'detail': f'the server failed: {type(error).__name__}'}, 500)
