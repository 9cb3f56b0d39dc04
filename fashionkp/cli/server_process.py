"""What ``fashionkp serve`` and ``fashionkp label`` share: their address, start and end."""

import argparse
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from ipaddress import ip_address

REQUIRED = ('fastapi', 'uvicorn', 'python_multipart')
"""Modules of the extra ``serve``."""


def add_address_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        '--host',
        default='127.0.0.1',
        help='address to listen on; 0.0.0.0 serves the whole network (default: %(default)s, this '
        'machine only)',
    )
    parser.add_argument(
        '--allow-host',
        action='append',
        default=[],
        metavar='NAME',
        help='name under which browsers reach the server, for instance through a proxy; may be '
        'repeated. By default addresses and names without a dot, such as localhost; any name if '
        '--host is open to the network',
    )
    parser.add_argument(
        '--port', type=int, default=8000, help='0 picks a free port (default: %(default)s)'
    )


def run_until_stopped(name: str, serve: Callable[[], None]) -> int:
    """Run a server until Ctrl-C or SIGTERM, also while a model is loaded; return the exit status.

    Args:
        name: Name of the command.
        serve: Runs the server.
    """
    # A shell's background jobs ignore SIGINT by default.
    numbers = (signal.SIGINT, signal.SIGTERM)
    handlers = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    try:
        serve()
    except KeyboardInterrupt:
        print(f'{name}: stopped', flush=True)
        if any(not thread.daemon for thread in threading.enumerate()[1:]):
            os._exit(0)  # a large image is still decoded, whose request was refused
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler or signal.SIG_DFL)
    return 0


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; called before the model is loaded, which takes longer to fail.

    Raises:
        ValueError: If the address is invalid or in use.
    """
    if not 0 <= port <= 65535:
        raise ValueError(f'--port {port}: expected 0 to 65535')
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise ValueError(
            f'cannot listen on {host}, port {port}: {error.strerror}; '
            'choose another with --host and --port'
        ) from error
    # Inherited by accepted connections. Otherwise the kernel delays a response's body by 40 ms,
    # until the client has acknowledged its head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def announce(
    name: str, what: str, listener: socket.socket, allowed_hosts: Sequence[str]
) -> Sequence[str] | None:
    """Print where a server can be reached.

    Args:
        name: Name of the command.
        what: What it serves.
        listener: Its socket.
        allowed_hosts: Names given by ``--allow-host``.

    Returns:
        Names under which it is served, for
        :class:`~fashionkp.serving.browser_protection.BrowserProtection`.
    """
    host, port = listener.getsockname()[:2]
    is_local = ip_address(host).is_loopback
    url_host = f'[{host}]' if ':' in host else host
    print(f'{name}: {what} at http://{url_host}:{port}', flush=True)
    if not is_local:
        print(
            f'{name}: {host} is open to the network, without authentication and encryption',
            file=sys.stderr,
        )
    # On the network, other machines use names that are not known here.
    return allowed_hosts if is_local or allowed_hosts else None
