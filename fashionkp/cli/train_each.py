"""``fashionkp train RECIPE --each``: a model for each category."""

import argparse
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fashionkp.cli.config_arguments import overrides
from fashionkp.cli.model_arguments import CHECKPOINTS
from fashionkp.cli.termination import hint_when_stopped
from fashionkp.cli.training_processes import Processes
from fashionkp.cli.tta_arguments import tta_options
from fashionkp.fileio.object_store import suffix_of

if TYPE_CHECKING:
    from fashionkp_mm.apis.category_models import CategoryModel


def train_each(args: argparse.Namespace) -> int:
    """Train the models of all categories, and test them together.

    Args:
        args: Arguments of ``fashionkp train``.

    Returns:
        The exit status: 1 if the training of a category failed.

    Raises:
        ValueError: If arguments do not go together, the recipe is unknown, or a work dir holds
            checkpoints and the trainings are not resumed.
    """
    from fashionkp_mm.apis.category_models import evaluate_together, format_scores

    models = _models(args)
    commands = {
        model.category: _command(model, args) for model in models if not _is_skipped(model, args)
    }
    with hint_when_stopped('continue with the same command and --resume'):
        ended = Processes(_devices()).run(commands)
        trained = [model for model in models if not ended.get(model.category, (0,))[0]]
        if trained:
            submission = Path(_folder(args), 'submission.csv')
            scores = evaluate_together(trained, submission)
            print(f'\n{format_scores(scores) if scores else "The test data has no labels."}')
            print(f'predictions on the test data: {submission}')
            print(f'next: {route_line(trained, args.start_from)}')
    for category, (status, reason) in ended.items():
        if status:
            print(
                f'fashionkp train: {category} failed with exit status {status}: {reason}',
                file=sys.stderr,
            )
    return int(len(trained) < len(models))


def route_line(models: Sequence['CategoryModel'], joint: str | None) -> str:
    """Return the command that predicts with the models of several categories.

    Args:
        models: The models.
        joint: Checkpoint that they started with; one of a joint model predicts the category.
    """
    routes = [
        word for model in models for word in ('--route', f'{model.category}=,{model.checkpoint()}')
    ]
    if joint is not None and suffix_of(joint) in CHECKPOINTS and _is_joint(joint):
        return shlex.join(['fashionkp', 'predict', 'IMAGES', '--weights', joint, *routes])
    return shlex.join(['fashionkp', 'predict', 'TABLE.csv', *routes])


def _models(args: argparse.Namespace) -> list['CategoryModel']:
    """Return the model of each category, after checks of the arguments."""
    from fashionkp_mm.apis.category_models import CategoryModel
    from fashionkp_mm.apis.work_dir import refuse_checkpoints
    from fashionkp_mm.config_files import category_configs

    if args.launcher != 'none':
        raise ValueError(f'--launcher {args.launcher} with --each: expected none')
    if args.resume not in (False, True):
        raise ValueError(f'--resume {args.resume} with --each: expected --resume alone')
    folder, options = Path(_folder(args)), overrides(args.cfg_options) | tta_options(args)
    models = [
        CategoryModel(category, config, folder / config, options)
        for category, config in category_configs(args.config).items()
    ]
    for model in models:
        model.load_config()  # a misspelt option is reported once
        if not args.resume:
            refuse_checkpoints(model.work_dir)
    return models


def _folder(args: argparse.Namespace) -> str:
    return args.work_dir or f'work_dirs/{args.config.removesuffix("_all")}_each'


def _is_skipped(model: 'CategoryModel', args: argparse.Namespace) -> bool:
    skipped = args.resume and model.is_trained()
    if skipped:
        print(f'{model.category}: trained already', flush=True)
    return skipped


def _command(model: 'CategoryModel', args: argparse.Namespace) -> list[str]:
    """Return the arguments of ``fashionkp`` that train a model."""
    command = ['train', model.config, '--work-dir', str(model.work_dir)]
    if args.resume and any(model.work_dir.glob('*.pth')):
        command += ['--resume']
    elif args.start_from is not None:
        command += ['--from', args.start_from]
    for flag in ('amp', 'compile', 'no_validate', 'auto_scale_lr', 'refine_crop', 'any_rotation'):
        command += [f'--{flag.replace("_", "-")}'] if getattr(args, flag) else []
    for name in ('input_size', 'scales'):
        values = getattr(args, name)
        command += [f'--{name.replace("_", "-")}', *map(str, values)] if values else []
    if args.flip is not None:
        command += ['--flip' if args.flip else '--no-flip']
    for name in ('average', 'memory_order'):
        value = getattr(args, name)
        command += [f'--{name.replace("_", "-")}', value] if value else []
    command += [word for logger in args.loggers for word in ('--logger', logger)]
    return [*command, *(['--cfg-options', *args.cfg_options] if args.cfg_options else [])]


def _devices(environment: Mapping[str, str] = os.environ) -> list[str | None]:
    """Return ``CUDA_VISIBLE_DEVICES`` of each GPU; None alone if there are not several."""
    import torch

    count = torch.cuda.device_count()
    if count < 2:
        return [None]
    chosen = environment.get('CUDA_VISIBLE_DEVICES')
    return [*(chosen.split(',') if chosen else map(str, range(count)))][:count]


def _is_joint(checkpoint: str) -> bool:
    """Return whether a checkpoint is of a model for several categories."""
    from fashionkp_mm.checkpoints.loading import read_checkpoint
    from fashionkp_mm.checkpoints.metadata import dataset_meta_of

    return len(dataset_meta_of(read_checkpoint(checkpoint)).get('categories', ())) > 1
