"""``fashionkp test``: test a model."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from fashionkp.cli.config_arguments import add_launch_arguments, overrides, set_local_rank


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='fashionkp test', description='Test a trained model.')
    parser.add_argument(
        'config', help='config file, or the name of one that comes with the package'
    )
    parser.add_argument('checkpoint', type=Path, help='the trained weights')
    parser.add_argument('--work-dir', help='where logs go')
    parser.add_argument('--out', type=Path, help='file for the metrics: .json, .yaml or .pkl')
    parser.add_argument('--dump', type=Path, help='.pkl file for the raw predictions')
    parser.add_argument(
        '--submission', type=Path, help='CSV file for the predictions as a FashionAI submission'
    )
    parser.add_argument(
        '--show-dir',
        help='folder for images with the predictions drawn on them, in the log folder of this '
        'run unless the path is absolute',
    )
    add_launch_arguments(parser)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    set_local_rank(args)
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
