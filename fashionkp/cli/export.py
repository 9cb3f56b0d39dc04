"""``fashionkp export``: export a trained model to ONNX."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from fashionkp.cli.config_arguments import (
    add_config_argument,
    add_input_size_argument,
    add_settings_argument,
    overrides,
)


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp export',
        description='Export a trained model to an ONNX file, which fashionkp.Predictor runs '
        'without PyTorch. Image normalization and decoding are part of the graph. The file is only '
        'written if its predictions equal those of PyTorch on synthetic garments.',
    )
    add_config_argument(parser)
    parser.add_argument('checkpoint', help='trained weights, or starter for those of the package')
    parser.add_argument(
        '-o', '--out', type=Path, required=True, help='file to write, such as model.onnx'
    )
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
        help='store the weights in 16 bits: the file is half as large, and a training can start '
        'from it (--from); as fast as without',
    )
    add_settings_argument(parser)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp export``; return the exit status."""
    args = parse_args(argv)

    from fashionkp_mm.export import export_model

    card = export_model(
        args.config,
        args.checkpoint,
        args.out,
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
        f'{args.out}: {card.name}, {card.precision}, {args.out.stat().st_size / 1e6:.1f} MB, '
        f'{card.input_size[0]} x {card.input_size[1]} pixels, '
        f'{"with" if card.flip else "without"} the mirrored view, NE {ne}'
    )
    return 0
