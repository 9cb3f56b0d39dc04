"""``fashionkp serve``: an exported model behind a web page and an HTTP endpoint."""

import argparse
import os
import signal
import socket
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

NEEDED = ('fastapi', 'uvicorn', 'python_multipart')
"""Packages of the extra."""

LONGEST_END = 10
"""How long requests may take to end when the server is stopped, seconds."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp serve',
        description='A web page where one drops a photo and sees key points, category and lengths, '
        'and POST /predict for programs. Ctrl-C ends it.',
    )
    parser.add_argument(
        '--model',
        type=Path,
        required=True,
        metavar='FILE',
        help='of "fashionkp export": model.onnx',
    )
    parser.add_argument(
        '--host',
        default='127.0.0.1',
        help='address to listen at (default: %(default)s, this machine alone; 0.0.0.0: everyone '
        'who can reach it)',
    )
    parser.add_argument(
        '--port', type=int, default=8000, help='0 takes a free one (default: %(default)s)'
    )
    parser.add_argument(
        '--batch-size',
        type=int,
        default=2,  # docs/performance.md: more were slower on two cores
        help='images that the model gets at a time, when many ask; try more on a machine of many '
        'cores (default: %(default)s)',
    )
    parser.add_argument('--threads', type=int, help='of the model (default: one a core)')
    parser.add_argument(
        '--max-mb', type=float, default=20, help='largest body of a request (default: %(default)s)'
    )
    parser.add_argument(
        '--max-megapixels',
        type=float,
        default=50,
        help='largest image; one is decoded a core at a time, in 3 MB a megapixel '
        '(default: %(default)s)',
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    # end it in good order, while the model is loaded too; a shell's background jobs ignore SIGINT
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        _serve(args)
    except KeyboardInterrupt:
        print('fashionkp serve: ended', flush=True)
    return 0


def _serve(args: argparse.Namespace) -> None:
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise ValueError(
            f'{", ".join(missing)} not installed: pip install "fashionkp-mm[runtime,serve]"'
        )
    with _listening(args.host, args.port) as listener:
        max_pixels = round(args.max_megapixels * 1e6)
        # OpenCV reads these when it is imported: a second guard behind the server's own, and not a
        # line in the log for every bad image that somebody sends
        os.environ['OPENCV_IO_MAX_IMAGE_PIXELS'] = str(max_pixels)
        os.environ.setdefault('OPENCV_LOG_LEVEL', 'OFF')
        import uvicorn

        from fashionkp.inference.predictor import Predictor
        from fashionkp.serving.app import create_app
        from fashionkp.serving.limits import Limits

        limits = Limits(
            max_bytes=round(args.max_mb * 1e6),
            max_pixels=max_pixels,
            batch_size=args.batch_size,
        )
        predictor = Predictor(args.model, threads=args.threads)
        config = uvicorn.Config(
            create_app(predictor, limits),
            log_level='warning',
            timeout_graceful_shutdown=LONGEST_END,
        )
        host, port = listener.getsockname()[:2]
        shown = f'[{host}]' if ':' in host else host
        print(f'fashionkp serve: {predictor.card.name} at http://{shown}:{port}', flush=True)
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    """A socket to listen at, taken before the model is loaded."""
    if not 0 <= port <= 65535:
        raise ValueError(f'--port {port}: expected 0 to 65535')
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise ValueError(
            f'cannot listen at {host}, port {port}: {error.strerror}; choose by --host and --port'
        ) from error
    # for the connections that it accepts: the body of an answer follows its head at once, instead
    # of 40 ms later, when the client has confirmed that
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
