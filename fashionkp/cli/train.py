"""``fashionkp train``: train a model."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from fashionkp.cli.config_arguments import (
    add_config_argument,
    add_input_size_argument,
    add_launch_arguments,
    overrides,
    set_local_rank,
)
from fashionkp.cli.tta_arguments import add_tta_arguments, tta_options


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='fashionkp train', description='Train a model.')
    add_config_argument(parser)
    parser.add_argument(
        '--each',
        action='store_true',
        help='train a model for each category; the config is the name of a recipe, such as cpn_r50',
    )
    parser.add_argument(
        '--work-dir',
        metavar='DIR',
        help="folder for logs and checkpoints (default: work_dirs/ and the config's name); with "
        '--each, folder for the work dirs of all categories (default: work_dirs/RECIPE_each)',
    )
    parser.add_argument(
        '--from',
        dest='start_from',
        metavar='CHECKPOINT',
        help='checkpoint whose weights to start with, also one for other key points; starter is '
        'the model of the package',
    )
    parser.add_argument(
        '--resume',
        nargs='?',
        const=True,
        default=False,
        metavar='CHECKPOINT',
        help='resume from a checkpoint (default: the latest one in the work dir)',
    )
    add_input_size_argument(parser, 'that of the recipe, or of the training to resume')
    _add_method_arguments(parser)
    add_tta_arguments(parser)
    add_launch_arguments(parser)
    return parser.parse_args(argv)


def _add_method_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how to train, and what to record of it."""
    parser.add_argument('--amp', action='store_true', help='train with mixed precision')
    parser.add_argument(
        '--average',
        choices=('ema', 'swa'),
        help='average the weights: moving average, or mean over the last quarter of the epochs',
    )
    parser.add_argument('--compile', action='store_true', help='train with torch.compile')
    parser.add_argument(
        '--memory-order',
        choices=('channels-last', 'contiguous'),
        help='memory order of weights and feature maps (default: in a long training on a CPU, the '
        'faster one, which is measured once)',
    )
    parser.add_argument(
        '--no-validate', action='store_true', help='do not score the validation split'
    )
    parser.add_argument(
        '--auto-scale-lr', action='store_true', help='scale the learning rate with the batch size'
    )
    parser.add_argument(
        '--logger',
        choices=('tensorboard', 'wandb', 'mlflow'),
        action='append',
        default=[],
        dest='loggers',
        help='also record losses, scores and validation images there; may be repeated',
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp train``; return the exit status."""
    args = parse_args(argv)
    if args.each:
        from fashionkp.cli.train_each import train_each

        return train_each(args)
    set_local_rank(args.local_rank)

    from fashionkp_mm.apis import train
    from fashionkp_mm.apis.training_summary import print_summary
    from fashionkp_mm.engine.hooks.termination_hook import TrainingTerminated

    arguments: dict[str, Any] = dict(
        work_dir=args.work_dir,
        start_from=args.start_from,
        resume=args.resume,
        amp=args.amp,
        average=args.average,
        compiled=args.compile,
        memory_order=args.memory_order,
        validate=not args.no_validate,
        auto_scale_lr=args.auto_scale_lr,
        loggers=args.loggers,
        launcher=args.launcher,
        input_size=args.input_size,
        options=overrides(args.cfg_options) | tta_options(args),
    )
    try:
        runner = train(args.config, **arguments)
    except TrainingTerminated as end:
        print(f'fashionkp train: {end}', file=sys.stderr)
        return end.code
    print_summary(runner, args.config)
    return 0
