"""Training a model from a config."""

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from mmengine.config import Config
from mmengine.device import get_device
from mmengine.logging import print_log
from mmengine.runner import BaseLoop, Runner

from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.checkpoints.pretrained import skip_pretrained
from fashionkp_mm.config import config_path, load_config
from fashionkp_mm.engine.bfloat16_optim_wrapper import mixed_precision
from fashionkp_mm.engine.distributed import process_group
from fashionkp_mm.engine.worker_errors import plain_worker_errors
from fashionkp_mm.recipes import averaging

_RUNS = itertools.count(1)
"""Numbers of the runs of this process."""


def train(
    config: str | Path,
    work_dir: str | Path | None = None,
    resume: str | Path | bool = False,
    amp: bool = False,
    average: str | None = None,
    compiled: bool = False,
    validate: bool = True,
    auto_scale_lr: bool = False,
    launcher: str = 'none',
    options: Mapping[str, Any] | None = None,
) -> Runner:
    """Train the model of a config.

    Args:
        config: A config file, or the name of a config that comes with the package.
        work_dir: Where logs and checkpoints go; ``work_dirs/<config's name>`` by default.
        resume: A checkpoint to go on from, or True for the latest one in ``work_dir``; where there
            is none yet, training begins.
        amp: Train with mixed precision, in bfloat16 where the device has it.
        average: Average the weights: 'ema' or 'swa', see :func:`~fashionkp_mm.recipes.averaging`.
        compiled: Train with ``torch.compile``.
        validate: Score the validation split after each epoch.
        auto_scale_lr: Scale the learning rate with the batch size.
        launcher: How several processes were started: 'none', 'pytorch', 'slurm' or 'mpi'.
        options: Settings to override, by dotted key.

    Returns:
        The runner, after training.

    Raises:
        FileNotFoundError: There is no such config, or no such checkpoint to go on from.
        ValueError: Pretrained weights cannot be had, there is no such average, an image cannot be
            read, the loss is not finite, or the checkpoint is of another model or other data.
        ChildProcessError: A process that loads images was killed.
        RuntimeError: PyTorch lacks the compiler it needs for ``compiled``.
    """
    if isinstance(resume, str | Path) and not Path(resume).is_file():
        raise FileNotFoundError(f'no checkpoint {resume}')
    cfg = load_config(config, options)
    cfg.launcher = launcher
    set_work_dir(cfg, config, work_dir)
    if not validate:
        cfg.val_cfg = cfg.val_dataloader = cfg.val_evaluator = None
        cfg.default_hooks.checkpoint.pop('save_best', None)
    if amp:
        cfg.optim_wrapper.update(mixed_precision(get_device()))
    if average:
        cfg.default_hooks.update(averaging(average))
    if compiled:
        cfg.default_hooks.compile = dict(type='CompileHook')
    if resume:
        _resume(cfg, latest_checkpoint(cfg.work_dir) if resume is True else resume)
    if auto_scale_lr:
        cfg.auto_scale_lr.enable = True
    run_apart(cfg)
    with process_group(cfg):
        runner = Runner.from_cfg(cfg)
        if cfg.load_from:
            skip_pretrained(runner.model, cfg.load_from)
        with plain_worker_errors():
            runner.train()
        stop_workers(runner.train_loop, runner.val_loop)
    return runner


def _resume(cfg: Config, checkpoint: str | Path | None) -> None:
    if checkpoint is None:
        print_log(f'{cfg.work_dir} holds no checkpoint yet: training begins', logger='current')
    else:
        cfg.resume, cfg.load_from = True, str(checkpoint)


def set_work_dir(cfg: Config, config: str | Path, work_dir: str | Path | None) -> None:
    """Set where results go: the caller's choice, else the config's, else named after the config."""
    if work_dir is not None:
        cfg.work_dir = str(work_dir)
    elif cfg.get('work_dir') is None:
        cfg.work_dir = str(Path('work_dirs') / config_path(config).stem)


def run_apart(cfg: Config) -> None:
    """Give the run a name and a visualizer of its own, so that it records into its own folder.

    MMEngine hands out loggers and message hubs by the name of the run, which two runs of one config
    that begin in the same second share, and visualizers by theirs: one that an earlier run of this
    process made goes on to write into that run's folder.
    """
    number = next(_RUNS)
    if number > 1:
        name = cfg.get('experiment_name') or Path(cfg.filename or 'run').stem
        cfg.experiment_name = f'{name}_{number}'
    if cfg.get('visualizer'):
        cfg.visualizer.name = uuid4().hex


def stop_workers(*loops: BaseLoop | None) -> None:
    """End the persistent processes that load data for loops that are done.

    Left to the garbage collector, which takes their queues away first, they are waited for in vain:
    5 seconds a loader, at some later moment. A loop that runs again starts new ones.
    """
    for loop in loops:
        if loop is not None:
            loop.dataloader._iterator = None
