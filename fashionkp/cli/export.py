"""``fashionkp export``: export a trained model to ONNX, or an exported one to a web page."""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fashionkp.cli.config_arguments import (
    add_input_size_argument,
    add_settings_argument,
    overrides,
)
from fashionkp.fileio.atomic_file import require_new_folder

_OF_TRAINED = ('out', 'input_size', 'flip', 'ne', 'int8', 'half', 'cfg_options')
"""Options that have no meaning without a checkpoint."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp export',
        usage='fashionkp export CONFIG CHECKPOINT -o FILE [options]\n'
        '       fashionkp export MODEL --web DIR [--runtime PACKAGE]',
        description='Export a trained model to an ONNX file, which fashionkp.Predictor runs '
        'without PyTorch. Image normalization and decoding are part of the graph. The file is only '
        'written if its predictions equal those of PyTorch on synthetic garments. With --web, '
        'write a web page that runs the model in the browser; an exported model needs no PyTorch '
        'for that.',
    )
    parser.add_argument(
        'config',
        help='config file, or the name of a config that comes with the package; without a '
        'checkpoint an exported model (.onnx), its hf:// URI, or starter',
    )
    parser.add_argument(
        'checkpoint',
        nargs='?',
        help='trained weights, or starter for those of the package',
    )
    parser.add_argument('-o', '--out', type=Path, help='file to write, such as model.onnx')
    _add_web_arguments(parser)
    _add_arguments_of_trained(parser)
    args = parser.parse_args(argv)
    if message := _contradiction(parser, args):
        parser.error(message)
    return args


def _add_web_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        '--web',
        type=Path,
        metavar='DIR',
        help='new folder to write the page to: static files for any file server, which request '
        'nothing from elsewhere',
    )
    parser.add_argument(
        '--runtime',
        type=Path,
        metavar='PACKAGE',
        help='onnxruntime-web, which runs the model in the browser: the file of "npm pack '
        'onnxruntime-web", or the folder of the package (default: downloaded once into your cache)',
    )


def _add_arguments_of_trained(parser: argparse.ArgumentParser) -> None:
    add_input_size_argument(parser, 'that of the training')
    parser.add_argument(
        '--flip',
        action=argparse.BooleanOptionalAction,
        help='average with the prediction of the mirrored image: more accurate, half as fast '
        '(default: as the config tests)',
    )
    parser.add_argument(
        '--ne',
        type=float,
        help='normalized error on validation data, percent, to state in the file (default: that '
        'of the checkpoint, if it has one)',
    )
    parser.add_argument(
        '--int8',
        metavar='IMAGES',
        help='quantize to 8-bit integers: faster, less accurate. IMAGES calibrate the ranges: a '
        'folder, a glob pattern, or a FashionAI archive or table, whose annotations are also used '
        'to report the change of the normalized error',
    )
    parser.add_argument(
        '--half',
        action='store_true',
        help='store the weights in float16: the file is half as large and as fast, and training '
        'can start from it (--from)',
    )
    add_settings_argument(parser)


def _contradiction(parser: argparse.ArgumentParser, args: argparse.Namespace) -> str:
    """Return which arguments do not go together; empty if all do."""
    if args.checkpoint is None:
        if args.web is None:
            return 'expected a checkpoint and -o, or --web'
        given = [name for name in _OF_TRAINED if getattr(args, name) != parser.get_default(name)]
        if given:
            option = '-o' if given == ['out'] else f'--{given[-1].replace("_", "-")}'
            return f'{option} is for trained models: expected a checkpoint after the config'
    elif args.web is None and args.out is None:
        return 'the following arguments are required: -o/--out'
    elif args.web is not None and args.int8 is not None:
        return '--int8 and --web: a web page cannot run an int8 model reliably'
    if args.runtime is not None and args.web is None:
        return '--runtime belongs to --web'
    return ''


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp export``; return the exit status."""
    args = parse_args(argv)
    if args.checkpoint is None:
        _write_page(args, args.config)
    elif args.web is None:
        _export(args, args.out)
    else:
        require_new_folder(args.web)
        with tempfile.TemporaryDirectory() as folder:
            model = args.out or Path(folder, 'model.onnx')
            _export(args, model)
            _write_page(args, model)
    return 0


def _export(args: argparse.Namespace, out: Path) -> None:
    from fashionkp_mm.export import export_model

    card = export_model(
        args.config,
        args.checkpoint,
        out,
        flip=args.flip,
        ne=args.ne,
        input_size=args.input_size,
        options=overrides(args.cfg_options),
        int8=args.int8,
        half=args.half,
        report=print,
    )
    ne = 'unknown' if card.ne is None else f'{card.ne:.2f} %'
    print(
        f'{out}: {card.name}, {card.precision}, {out.stat().st_size / 1e6:.1f} MB, '
        f'{card.input_size[0]} x {card.input_size[1]} pixels, '
        f'{"with" if card.flip else "without"} the mirrored view, NE {ne}'
    )


def _write_page(args: argparse.Namespace, model: str | Path) -> None:
    from fashionkp.serving.static_page import write_static_page

    card = write_static_page(model, args.web, args.runtime, print)
    size = sum(path.stat().st_size for path in args.web.rglob('*') if path.is_file())
    print(
        f'{args.web}: {card.name}, {card.accuracy()}, {size / 1e6:.1f} MB, for any file server; '
        f'here: python -m http.server --directory {args.web}'
    )
