"""``fashionkp test``: test a trained model."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from fashionkp.cli.config_arguments import (
    add_config_argument,
    add_launch_arguments,
    overrides,
    set_local_rank,
)


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='fashionkp test', description='Test a trained model.')
    add_config_argument(parser)
    parser.add_argument('checkpoint', help='trained weights, or starter for those of the package')
    parser.add_argument(
        '--work-dir',
        metavar='DIR',
        help="folder for logs (default: work_dirs/ and the config's name)",
    )
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
    parser.add_argument(
        '--show-dir',
        metavar='DIR',
        help="folder for images with predictions drawn on them, inside this run's log folder "
        'unless the path is absolute',
    )
    add_launch_arguments(parser)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp test``; return the exit status."""
    args = parse_args(argv)
    set_local_rank(args.local_rank)

    from fashionkp_mm.apis import evaluate

    evaluate(
        args.config,
        args.checkpoint,
        work_dir=args.work_dir,
        out=args.out,
        dump_to=args.dump,
        show_dir=args.show_dir,
        submission=args.submission,
        launcher=args.launcher,
        options=overrides(args.cfg_options),
    )
    return 0
