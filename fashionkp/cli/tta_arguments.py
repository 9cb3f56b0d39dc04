"""Arguments of test-time augmentation, the same in every command that predicts."""

import argparse
from typing import Any


def add_tta_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--flip``, ``--scales``, ``--refine-crop`` and ``--any-rotation``."""
    group = parser.add_argument_group('test-time augmentation')
    group.add_argument(
        '--flip',
        action=argparse.BooleanOptionalAction,
        help='average with the mirrored image: more accurate, half as fast (default: as the config '
        'tests; built into an exported model)',
    )
    group.add_argument(
        '--scales',
        type=float,
        nargs='+',
        metavar='S',
        help="scales of the garment's box to average over, such as 1.0 1.1 (default: 1.0)",
    )
    group.add_argument(
        '--refine-crop',
        action='store_true',
        help='average with a second pass on the crop around the points of the first: more '
        'accurate, half as fast',
    )
    group.add_argument(
        '--any-rotation',
        action='store_true',
        help='for garments that lie at any angle: find the upright one of twelve views by the '
        'scores, and predict it with --refine-crop: up to 14 times the time',
    )


def tta_options(args: argparse.Namespace) -> dict[str, Any]:
    """Return settings of a config, by dotted key, for those arguments that are given."""
    values = dict(
        flip_test=args.flip,
        scales=args.scales,
        refine_crop=args.refine_crop or None,
        any_rotation=args.any_rotation or None,
    )
    return {f'model.test_cfg.{name}': value for name, value in values.items() if value is not None}
