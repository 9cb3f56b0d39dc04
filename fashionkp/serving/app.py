"""The web application: the endpoint, the page, and the description of both."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException

from fashionkp.measurements import NAMES, Reference, known_length
from fashionkp.serving.browser_protection import HEADERS, BrowserProtection
from fashionkp.serving.limits import Limits
from fashionkp.serving.page_facts import page_facts
from fashionkp.serving.prediction_service import Model, PredictionService
from fashionkp.serving.requests_in_progress import RequestsInProgress
from fashionkp.serving.responses import (
    ErrorResponse,
    HealthResponse,
    PredictionResponse,
    prediction_content,
)
from fashionkp.serving.upload import FIELD, MULTIPART, is_drainable
from fashionkp.version import __version__

PAGE = Path(__file__).parent / 'page'
"""Folder of the static files of the web page."""

_ERRORS = {
    400: 'The body is empty, or its form is malformed',
    408: 'The body does not arrive in time',
    413: 'Too many bytes or pixels',
    415: 'Not an image of a supported format',
    422: 'The image is truncated or malformed, or a parameter is invalid',
    503: 'Too many requests in progress: retry after the seconds in Retry-After',
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: dict(model=PredictionResponse),
    **{status: dict(model=ErrorResponse, description=why) for status, why in _ERRORS.items()},
}

_CATEGORY = 'Category of the garment; predicted if not given'
_REFERENCE = (
    'A known length as NAME=CM, such as chest=50, which gives the other lengths in centimetres. '
    f'May be repeated; the first measurable one is used. Names: {", ".join(NAMES)}'
)


def create_app(
    model: Model, limits: Limits | None = None, hosts: Sequence[str] | None = None
) -> FastAPI:
    """Create the application for a model.

    Args:
        model: The model to serve.
        limits: Limits on requests.
        hosts: Names under which it is served, see
            :class:`~fashionkp.serving.browser_protection.BrowserProtection`.
    """
    limits = limits or Limits()
    service = PredictionService(model, limits)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await to_thread.run_sync(service.batcher.close)

    summary = 'Key points, category, lengths and attributes of the garment in an image'
    app = new_app(summary, service.requests, limits, hosts=hosts, lifespan=lifespan)
    _add_prediction(app, service)
    _add_state(app, service)
    add_pages(app, {'/': 'index.html', '/docs': 'docs.html'})
    return app


def new_app(
    summary: str,
    requests: RequestsInProgress,
    limits: Limits,
    *,
    hosts: Sequence[str] | None,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]],
) -> FastAPI:
    """Return an application without endpoints, which refuses pages of other sites.

    Args:
        summary: What it is for.
        requests: Its requests in progress.
        limits: Limits on requests.
        hosts: As for :func:`create_app`.
        lifespan: Called with the application; what it does at its end is done at shutdown.
    """
    app = FastAPI(
        title='fashionkp',
        summary=summary,
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # FastAPI's loads scripts from a CDN; PAGE has one that does not
        redoc_url=None,
    )
    app.state.requests = requests
    app.add_middleware(BrowserProtection, hosts=hosts)
    _add_error_handlers(app, limits)
    return app


def _add_error_handlers(app: FastAPI, limits: Limits) -> None:
    @app.exception_handler(StarletteHTTPException)
    async def rejected(request: Request, error: StarletteHTTPException) -> JSONResponse:
        headers = dict(error.headers or {})
        if not is_drainable(request, limits):
            headers['Connection'] = 'close'
        return JSONResponse({'detail': error.detail}, error.status_code, headers)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> JSONResponse:
        # The traceback goes to the server's log only.
        return JSONResponse({'detail': f'internal error: {type(error).__name__}'}, 500, HEADERS)


def _add_prediction(app: FastAPI, service: PredictionService) -> None:
    categories = list(service.model.card.categories)

    @app.post(
        '/predict',
        summary='Key points, category and lengths',
        description='Predicts the garment in an image, which is sent as a form or as the whole '
        'body. GET /facts lists the supported formats and the size limits.',
        openapi_extra={'requestBody': _request_body()},
        responses=_RESPONSES,
    )
    async def predict(
        request: Request,
        category: str | None = Query(
            None, description=_CATEGORY, json_schema_extra={'enum': categories}
        ),
        reference: list[str] = Query([], description=_REFERENCE),  # noqa: B008
    ) -> JSONResponse:
        if category not in (None, *categories):
            choices = ', '.join(categories)
            raise HTTPException(422, f'category {category!r}: expected one of {choices}')
        known_lengths = _reference(reference)
        prediction = await service.predict(request, category)
        return JSONResponse(prediction_content(prediction, known_lengths))


def _request_body() -> dict[str, Any]:
    """Return the OpenAPI description of both kinds of request body."""
    binary = {'type': 'string', 'format': 'binary'}
    form = {'type': 'object', 'required': [FIELD], 'properties': {FIELD: binary}}
    types = ('image/jpeg', 'image/png', 'image/webp', 'image/bmp', 'application/octet-stream')
    schemas = {MULTIPART: form} | dict.fromkeys(types, binary)
    content = {media_type: {'schema': schema} for media_type, schema in schemas.items()}
    return {'required': True, 'content': content}


def _reference(texts: Sequence[str]) -> Reference:
    """Parse the known lengths in a query."""
    try:
        lengths = dict(known_length(text) for text in texts)
        if len(lengths) < len(texts):
            raise ValueError(f'{", ".join(texts)}: a length is given more than once')
        return Reference(lengths)
    except ValueError as error:
        raise HTTPException(422, f'reference: {error}') from error


def _add_state(app: FastAPI, service: PredictionService) -> None:
    card, batcher = service.model.card, service.batcher

    @app.get(
        '/health',
        summary='Whether the server accepts requests',
        responses={503: dict(model=ErrorResponse, description='The server is shutting down')},
    )
    async def health() -> HealthResponse:
        if not batcher.running:
            raise HTTPException(503, 'the server is shutting down')
        return HealthResponse(
            status='ok', model=card.name, version=__version__, under_way=len(service.requests)
        )

    @app.get('/facts', summary='Model, limits, and names and colours of key points')
    async def facts() -> dict[str, Any]:
        return page_facts(card, service.limits)


def add_pages(app: FastAPI, pages: Mapping[str, str]) -> None:
    """Add the files of :data:`PAGE`; ``pages`` are the names of HTML files by URL path."""

    def page(name: str) -> Callable[[], FileResponse]:
        return lambda: FileResponse(PAGE / name)

    for path, name in pages.items():
        app.add_api_route(path, page(name), include_in_schema=False, response_model=None)
    app.mount('/page', StaticFiles(directory=PAGE), name='page')
