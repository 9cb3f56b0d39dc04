"""Protection against web pages of other origins that a user's browser has open."""

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Pages load only this server's own files, and the image that the user chose.
HEADERS = {
    'Content-Security-Policy': "default-src 'self'; img-src 'self' blob:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',  # frame-ancestors for old browsers
    'Referrer-Policy': 'no-referrer',
}
"""Headers of every response."""


class BrowserProtection:
    """ASGI middleware that checks ``Host`` and ``Origin`` and adds :data:`HEADERS`.

    A page of another site can send requests to this server from the browser of its visitor.
    ``Origin`` shows that. If its name resolves to this machine (DNS rebinding), it could read
    responses too; ``Host`` shows that.

    Args:
        app: The application.
        hosts: Names that a request may have in ``Host``, next to addresses and names without a dot,
            such as localhost; None for any.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str] | None = None) -> None:
        self._app = app
        self._hosts = None if hosts is None else {host.lower().strip('[]') for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] != 'http':
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message['type'] == 'http.response.start':
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        reason = self._refusal(Headers(scope=scope))
        if reason is None:
            await self._app(scope, receive, send_with_headers)
        else:
            response = JSONResponse({'detail': reason}, 403, {'Connection': 'close'})
            await response(scope, receive, send_with_headers)

    def _refusal(self, headers: Headers) -> str | None:
        host, origin = headers.get('host', ''), headers.get('origin')
        if self._hosts is not None and not self._is_known(_name(host)):
            return f'Host {host[:200]!r} is not known: --allow-host NAME allows it'
        if origin is None:
            return None
        origin_host = origin.partition('://')[2]
        # A proxy may send its own Host.
        if origin_host == host or _name(origin_host) in (self._hosts or ()):
            return None
        return f'Origin {origin[:200]!r}: pages of other sites may not send requests'

    def _is_known(self, name: str) -> bool:
        # The name of another site has a dot, and is not an address.
        if name in (self._hosts or ()) or '.' not in name or name.endswith('.localhost'):
            return True
        try:
            ip_address(name)
        except ValueError:
            return False
        return True


def _name(host: str) -> str:
    """Return the name or address in ``Host``; '' if it is malformed."""
    try:
        return urlsplit(f'//{host}').hostname or ''
    except ValueError:
        return ''
