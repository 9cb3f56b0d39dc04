"""``fashionkp train``: train a model."""

import argparse
from collections.abc import Sequence

from fashionkp.cli.config_arguments import add_launch_arguments, overrides, set_local_rank


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='fashionkp train', description='Train a model.')
    parser.add_argument(
        'config', help='config file, or the name of one that comes with the package'
    )
    parser.add_argument('--work-dir', help='where logs and checkpoints go')
    parser.add_argument(
        '--resume',
        nargs='?',
        const=True,
        default=False,
        metavar='CHECKPOINT',
        help='go on from a checkpoint, by default from the latest one in the work dir',
    )
    parser.add_argument('--amp', action='store_true', help='train with mixed precision')
    parser.add_argument(
        '--average',
        choices=('ema', 'swa'),
        help='average the weights: moving average, or mean over the last quarter of the epochs',
    )
    parser.add_argument('--compile', action='store_true', help='train with torch.compile')
    parser.add_argument('--no-validate', action='store_true', help='do not score while training')
    parser.add_argument(
        '--auto-scale-lr', action='store_true', help='scale the learning rate with the batch size'
    )
    add_launch_arguments(parser)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    set_local_rank(args)
    from fashionkp_mm.apis import train

    train(
        args.config,
        work_dir=args.work_dir,
        resume=args.resume,
        amp=args.amp,
        average=args.average,
        compiled=args.compile,
        validate=not args.no_validate,
        auto_scale_lr=args.auto_scale_lr,
        launcher=args.launcher,
        options=overrides(args.cfg_options),
    )
    return 0
