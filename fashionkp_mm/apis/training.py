"""Training of a model from a config."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mmengine.config import Config
from mmengine.logging import print_log
from mmengine.runner import Runner

from fashionkp_mm.apis.runs import separate_run, set_work_dir, stop_workers
from fashionkp_mm.apis.training_settings import TrainingSettings
from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.checkpoints.pretrained import skip_pretrained
from fashionkp_mm.config import load_config
from fashionkp_mm.engine.distributed import process_group
from fashionkp_mm.engine.worker_errors import plain_worker_errors


def train(
    config: str | Path,
    work_dir: str | Path | None = None,
    *,
    resume: str | Path | bool = False,
    launcher: str = 'none',
    options: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Runner:
    """Train the model of a config; return the runner.

    Args:
        config: Path of a config, or the name of a config of the package.
        work_dir: Folder for logs and checkpoints; by default ``work_dirs/<name of the config>``.
        resume: Checkpoint to resume, or True for the latest one in ``work_dir``, if there is one.
        launcher: Launcher of distributed training: 'none', 'pytorch', 'slurm' or 'mpi'.
        options: Settings to override, by dotted key.
        **settings: Attributes of :class:`~fashionkp_mm.apis.training_settings.TrainingSettings`.

    Raises:
        FileNotFoundError: If the config or the checkpoint does not exist.
        ValueError: If pretrained weights cannot be loaded, an image cannot be read, the loss is not
            finite, or the checkpoint is of another model or other data.
        ChildProcessError: If a data loader worker is killed.
        RuntimeError: If PyTorch has no compiler for ``compiled``.
    """
    cfg = _training_config(config, work_dir, resume, options)
    cfg.launcher = launcher
    TrainingSettings(**settings).apply(cfg)
    separate_run(cfg)
    with process_group(cfg):
        return _run(cfg)


def _training_config(
    config: str | Path,
    work_dir: str | Path | None,
    resume: str | Path | bool,
    options: Mapping[str, Any] | None,
) -> Config:
    """Return the config with its work dir and the checkpoint to resume."""
    if isinstance(resume, str | Path) and not Path(resume).is_file():
        raise FileNotFoundError(f'no checkpoint {resume}')
    cfg = load_config(config, options)
    set_work_dir(cfg, config, work_dir)
    checkpoint = latest_checkpoint(cfg.work_dir) if resume is True else resume
    if checkpoint:
        cfg.resume, cfg.load_from = True, str(checkpoint)
    elif resume:
        print_log(f'{cfg.work_dir} has no checkpoint to resume: training starts', logger='current')
    return cfg


def _run(cfg: Config) -> Runner:
    runner = Runner.from_cfg(cfg)
    if cfg.load_from:
        skip_pretrained(runner.model, cfg.load_from)
    with plain_worker_errors():
        runner.train()
    stop_workers(runner.train_loop, runner.val_loop)
    return runner
