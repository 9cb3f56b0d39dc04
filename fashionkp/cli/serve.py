"""``fashionkp serve``: serve an exported model as a web page and an HTTP endpoint."""

import argparse
import os
from collections.abc import Sequence

from fashionkp.cli.model_arguments import add_exported_device_argument
from fashionkp.cli.server_process import (
    REQUIRED,
    add_address_arguments,
    announce,
    listen,
    run_until_stopped,
)
from fashionkp.cli.tta_arguments import add_tta_arguments
from fashionkp.optional_packages import check_installed
from fashionkp.serving.limits import Limits


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp serve',
        description='Serve an exported model: a web page that shows key points, category and '
        'lengths of a photo, and POST /predict for programs. Ctrl-C stops the server.',
    )
    parser.add_argument(
        '--model',
        action='append',
        help='file written by "fashionkp export", name of a fetched model (fashionkp models), or '
        'hf://USER/REPO[@REVISION]/FILE.onnx (default: the starter model, which comes with the '
        'package). May be repeated: the heatmaps of all models are averaged',
    )
    add_address_arguments(parser)
    parser.add_argument('--threads', type=int, help='threads of the model (default: one per core)')
    add_exported_device_argument(parser)
    add_tta_arguments(parser)
    _add_limits(parser)
    return parser.parse_args(argv)


def _add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        '--batch-size',
        type=int,
        help='largest batch of concurrent requests (default: 16; on a CPU one, since each core '
        'predicts an image of its own)',
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
    return run_until_stopped('fashionkp serve', lambda: _serve(args))


def _serve(args: argparse.Namespace) -> None:
    check_installed(*REQUIRED)
    with listen(args.host, args.port) as listener:
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
            device=args.device,
            flip=args.flip,
            scales=args.scales or (1.0,),
            refine_crop=args.refine_crop,
            any_rotation=args.any_rotation,
        )
        hosts = announce('fashionkp serve', predictor.card.name, listener, args.allow_host)
        Server(create_app(predictor, limits, hosts), limits).run(sockets=[listener])
