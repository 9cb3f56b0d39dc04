"""Training of a model from a config."""

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from mmengine.config import Config
from mmengine.dist import is_main_process
from mmengine.logging import print_log
from mmengine.runner import Runner

from fashionkp_mm.apis.garment_runner import GarmentRunner
from fashionkp_mm.apis.runs import (
    plain_config_errors,
    separate_run,
    set_persistent_workers,
    set_pinned_memory,
    set_work_dir,
    stop_workers,
)
from fashionkp_mm.apis.training_settings import TrainingSettings
from fashionkp_mm.apis.work_dir import locked_work_dir, refuse_checkpoints
from fashionkp_mm.checkpoints.latest import is_whole, latest_checkpoint
from fashionkp_mm.checkpoints.loading import (
    find_checkpoint,
    read_checkpoint,
    require_checkpoint,
)
from fashionkp_mm.checkpoints.pretrained import skip_pretrained
from fashionkp_mm.config import load_config
from fashionkp_mm.engine.distributed import process_group
from fashionkp_mm.engine.hooks.termination_hook import TerminationHook
from fashionkp_mm.engine.worker_errors import plain_worker_errors
from fashionkp_mm.input_size import choose_input_size

_REQUIRED = ('model', 'train_dataloader', 'train_cfg', 'optim_wrapper')


def train(
    config: str | Path,
    work_dir: str | Path | None = None,
    *,
    start_from: str | Path | None = None,
    resume: str | Path | bool = False,
    replace: bool = False,
    launcher: str = 'none',
    options: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Runner:
    """Train the model of a config; return the runner.

    Args:
        config: Path of a config, or the name of a config of the package.
        work_dir: Folder for logs and checkpoints; by default ``work_dirs/<name of the config>``.
        start_from: Checkpoint for :func:`~fashionkp_mm.checkpoints.transfer.transfer_weights`.
        resume: Checkpoint to resume, or True for the latest one in ``work_dir``.
        replace: Whether to replace the checkpoints of an earlier training in ``work_dir``.
        launcher: Launcher of distributed training: 'none', 'pytorch', 'slurm' or 'mpi'.
        options: Settings to override, by dotted key.
        **settings: Attributes of :class:`~fashionkp_mm.apis.training_settings.TrainingSettings`.

    Raises:
        FileNotFoundError: If the config or the checkpoint does not exist.
        ValueError: If the work dir is in use or holds checkpoints, weights or an image cannot be
            loaded, the loss is not finite, or the checkpoint is of another model or other data.
        ChildProcessError: If a data loader worker is killed, or cannot send what it loaded.
        TrainingTerminated: If the process gets SIGTERM; a checkpoint is saved.
        MissingPackage: If the package of a logger is not installed.
        RuntimeError: If PyTorch has no compiler for ``compiled``.
    """
    cfg = _training_config(config, work_dir, options, start_from, resume=resume, replace=replace)
    cfg.launcher = launcher
    TrainingSettings(**settings).apply(cfg)
    termination = TerminationHook()
    with termination.handling(), process_group(cfg):
        lock = locked_work_dir(cfg.work_dir) if is_main_process() else nullcontext()
        with plain_config_errors(config, cfg, _REQUIRED), lock:
            return _run(cfg, termination)


def _training_config(
    config: str | Path,
    work_dir: str | Path | None,
    options: Mapping[str, Any] | None,
    start_from: str | Path | None,
    *,
    resume: str | Path | bool,
    replace: bool,
) -> Config:
    """Return the config of a run, with its work dir and its checkpoint; see :func:`train`."""
    if start_from is not None and resume:
        raise ValueError(
            f'--from {start_from} with --resume: a training that is resumed has its own weights'
        )
    if isinstance(resume, str | Path):
        _require_whole(Path(resume))
    cfg = load_config(config, options)
    set_work_dir(cfg, config, work_dir)
    if start_from is not None:
        cfg.start_from = str(start_from)
    checkpoint = latest_checkpoint(cfg.work_dir) if resume is True else resume
    if checkpoint:
        cfg.resume, cfg.load_from = True, str(checkpoint)
        choose_input_size(cfg, None, checkpoint, options)
    elif resume:
        print_log(f'{cfg.work_dir} has no checkpoint to resume: training starts', logger='current')
    if not cfg.get('resume') and not replace:
        refuse_checkpoints(cfg.work_dir)
    separate_run(cfg)
    set_persistent_workers(cfg)
    set_pinned_memory(cfg)
    return cfg


def _require_whole(checkpoint: Path) -> None:
    """Raise if a checkpoint is missing or damaged; name another one if there is one."""
    if not is_whole(require_checkpoint(checkpoint)):
        whole = latest_checkpoint(checkpoint.parent)
        raise ValueError(f'{checkpoint}: damaged; the latest whole checkpoint is {whole}')


def _run(cfg: Config, termination: TerminationHook) -> Runner:
    start = None if cfg.get('resume') else cfg.get('start_from')
    source = find_checkpoint(start) if start else cfg.get('load_from')
    checkpoint = read_checkpoint(source) if start else None  # an error comes before the data
    runner = GarmentRunner.from_cfg(cfg)
    runner.start = checkpoint
    runner.register_hook(termination)
    if source:
        skip_pretrained(runner.model, str(source))
    try:
        with plain_worker_errors():
            runner.train()
    except BaseException:
        runner.visualizer.close()  # MMEngine closes it only after a whole training
        raise
    finally:
        stop_workers(runner._train_loop, runner._val_loop)
    return runner
