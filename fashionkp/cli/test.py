"""``fashionkp test``: test a trained model."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from fashionkp.cli.config_arguments import (
    add_config_argument,
    add_input_size_argument,
    add_launch_arguments,
    duration,
    overrides,
    positive_integer,
    set_local_rank,
)
from fashionkp.cli.tta_arguments import add_tta_arguments, tta_options


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='fashionkp test', description='Test a trained model.')
    add_config_argument(parser)
    parser.add_argument(
        'checkpoint',
        nargs='+',
        help='trained weights, or starter for those of the package. The heatmaps of several are '
        'averaged; all but the first use the configs that are saved in them',
    )
    parser.add_argument(
        '--work-dir',
        metavar='DIR',
        help="folder for logs (default: work_dirs/ and the config's name)",
    )
    add_input_size_argument(parser, 'that of the training')
    parser.add_argument(
        '--out', type=Path, metavar='FILE', help='file for the metrics: .json, .yaml or .pkl'
    )
    parser.add_argument(
        '--dump', type=Path, metavar='FILE', help='file for the raw predictions: .pkl'
    )
    parser.add_argument(
        '--submission',
        type=Path,
        metavar='FILE',
        help='CSV file for the predictions, as a FashionAI submission',
    )
    _add_image_arguments(parser)
    add_tta_arguments(parser)
    add_launch_arguments(parser)
    return parser.parse_args(argv)


def _add_image_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the images that are drawn."""
    parser.add_argument(
        '--show-dir',
        metavar='DIR',
        help="folder for images with predictions drawn on them, inside this run's log folder "
        'unless the path is absolute',
    )
    parser.add_argument(
        '--show', action='store_true', help='show images with predictions in a window'
    )
    parser.add_argument(
        '--interval',
        type=positive_integer,
        default=1,
        metavar='N',
        help='draw every N-th image for --show-dir or --show (default: %(default)s)',
    )
    parser.add_argument(
        '--wait-time',
        type=duration,
        default=1.0,
        metavar='S',
        help='seconds to show each image, 0 until a key is pressed (default: %(default)g)',
    )
    parser.add_argument(
        '--badcase',
        action='store_true',
        help='draw the images with the largest errors, ground truth in blue and prediction in red, '
        "into the folder badcase of this run's log folder; with --show, show only these",
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp test``; return the exit status."""
    args = parse_args(argv)
    set_local_rank(args.local_rank)

    from fashionkp_mm.apis import evaluate

    evaluate(
        args.config,
        args.checkpoint if len(args.checkpoint) > 1 else args.checkpoint[0],
        work_dir=args.work_dir,
        out=args.out,
        dump_to=args.dump,
        show_dir=args.show_dir,
        submission=args.submission,
        show=args.show,
        interval=args.interval,
        wait_time=args.wait_time,
        badcase=args.badcase,
        launcher=args.launcher,
        input_size=args.input_size,
        options=overrides(args.cfg_options) | tta_options(args),
    )
    return 0
