"""``fashionkp serve``: serve an exported model as a web page and an HTTP endpoint."""

import argparse
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from ipaddress import ip_address

from fashionkp.cli.tta_arguments import add_tta_arguments
from fashionkp.optional_packages import check_installed
from fashionkp.serving.limits import Limits

REQUIRED = ('fastapi', 'uvicorn', 'python_multipart')
"""Modules of the extra ``serve``."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp serve',
        description='Serve an exported model: a web page that shows key points, category and '
        'lengths of a photo, and POST /predict for programs. Ctrl-C stops the server.',
    )
    parser.add_argument(
        '--model',
        help='file written by "fashionkp export", name of a fetched model (fashionkp models), or '
        'hf://USER/REPO[@REVISION]/FILE.onnx (default: the starter model, which comes with the '
        'package)',
    )
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
    parser.add_argument('--threads', type=int, help='threads of the model (default: one per core)')
    add_tta_arguments(parser)
    _add_limits(parser)
    return parser.parse_args(argv)


def _add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        '--batch-size',
        type=int,
        default=Limits.batch_size,
        help='largest batch of concurrent requests; more may be faster on many cores (default: '
        '%(default)s)',
    )
    parser.add_argument(
        '--max-mb',
        type=float,
        default=Limits.max_bytes / 1e6,
        help='largest request body (default: %(default)g)',
    )
    parser.add_argument(
        '--max-megapixels',
        type=float,
        default=Limits.max_pixels / 1e6,
        help='largest image; decoding takes 6 MB of memory per megapixel, 16 with transparency, on '
        'each core (default: %(default)g)',
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp serve`` until it is interrupted; return the exit status."""
    args = parse_args(argv)
    # Both signals stop the server, also while the model is loaded. A shell's background jobs ignore
    # SIGINT by default.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        _serve(args)
    except KeyboardInterrupt:
        print('fashionkp serve: stopped', flush=True)
        if any(not thread.daemon for thread in threading.enumerate()[1:]):
            os._exit(0)  # a large image is still decoded, whose request was refused
    return 0


def _serve(args: argparse.Namespace) -> None:
    check_installed(*REQUIRED)
    with _listen(args.host, args.port) as listener:
        max_pixels = round(args.max_megapixels * 1e6)
        # OpenCV reads these when it is imported: a second limit behind the server's own, and no
        # line in the log for each malformed image.
        os.environ['OPENCV_IO_MAX_IMAGE_PIXELS'] = str(max_pixels)
        os.environ.setdefault('OPENCV_LOG_LEVEL', 'OFF')
        from fashionkp.inference.predictor import Predictor
        from fashionkp.serving.app import create_app
        from fashionkp.serving.server import Server

        limits = Limits(
            max_bytes=round(args.max_mb * 1e6),
            max_pixels=max_pixels,
            batch_size=args.batch_size,
        )
        predictor = Predictor(
            args.model,
            threads=args.threads,
            flip=args.flip,
            scales=args.scales or (1.0,),
            refine_crop=args.refine_crop,
        )
        host, port = listener.getsockname()[:2]
        is_local = ip_address(host).is_loopback
        # On the network, other machines use names that are not known here.
        hosts = args.allow_host if is_local or args.allow_host else None
        url_host = f'[{host}]' if ':' in host else host
        print(f'fashionkp serve: {predictor.card.name} at http://{url_host}:{port}', flush=True)
        if not is_local:
            print(
                f'fashionkp serve: {host} is open to the network, without authentication and '
                'encryption',
                file=sys.stderr,
            )
        Server(create_app(predictor, limits, hosts), limits).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
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
