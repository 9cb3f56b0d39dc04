"""``fashionkp export``: a trained model as one file that runs without PyTorch."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from fashionkp.cli.config_arguments import add_settings_argument, overrides


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp export',
        description='Write a trained model as a file of ONNX for fashionkp.Predictor, with the '
        'preparation of images and the decoding inside. It is compared with PyTorch on drawn '
        'garments first, and not written where it tells something else.',
    )
    parser.add_argument(
        'config', help='config file, or the name of one that comes with the package'
    )
    parser.add_argument('checkpoint', type=Path, help='the trained weights')
    parser.add_argument('-o', '--out', type=Path, required=True, help='file to write: model.onnx')
    parser.add_argument(
        '--flip',
        action=argparse.BooleanOptionalAction,
        help='look at the mirrored image too: more exact, half as fast; as the config tests by '
        'default',
    )
    parser.add_argument(
        '--ne',
        type=float,
        help='normalized error on validation data, percent, for the file to tell; by default what '
        'the checkpoint knows',
    )
    parser.add_argument(
        '--int8',
        metavar='IMAGES',
        help='compute in eight-bit integers: faster, less exact. Their ranges are what these '
        'images lead to: a folder, a pattern, or a FashionAI archive or table, whose annotations '
        'then tell the change of the normalized error',
    )
    add_settings_argument(parser)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    from fashionkp_mm.export import export_model

    card = export_model(
        args.config,
        args.checkpoint,
        args.out,
        flip=args.flip,
        ne=args.ne,
        options=overrides(args.cfg_options),
        int8=args.int8,
        report=print,
    )
    known = 'unknown' if card.ne is None else f'{card.ne:.2f} %'
    print(
        f'{args.out}: {card.name}, {card.precision}, {args.out.stat().st_size / 1e6:.1f} MB, '
        f'{card.input_size[0]} x {card.input_size[1]} pixels, '
        f'{"with" if card.flip else "without"} the mirrored view, NE {known}'
    )
    return 0
