"""What the loggers have in common: a run that a resumed training continues."""

import json
import resource
import sys
from abc import abstractmethod
from pathlib import Path
from typing import Any

import numpy as np
from mmengine.config import Config
from mmengine.runner import Runner
from mmengine.visualization.vis_backend import BaseVisBackend

from fashionkp.fileio.atomic_file import atomic_write

RUNS = 'logger_runs.json'
"""File in the work dir with the id of each logger's run, by the logger's name."""


class RunBackend(BaseVisBackend):
    """A visualization backend of MMEngine whose run a resumed training continues.

    It records nothing until :class:`RunLoggersHook` starts it, so that a training that fails
    before its first step leaves no empty run. Scalars are named ``train/loss`` and ``val/time``,
    metrics keep their names, and the step of all of them is the number of training steps.
    """

    runner: Runner

    def start(self, runner: Runner) -> None:
        """Start the run of a training, or continue that of a resumed one.

        Args:
            runner: The runner, with its weights loaded.

        Raises:
            ValueError: If the logger refuses, for instance without an account.
        """
        self.runner = runner
        self._init_env()
        self._env_initialized = True

    @abstractmethod
    def _init_env(self) -> None:
        """Open the run of ``self.runner``."""

    def add_config(self, config: Config, **kwargs: Any) -> None:
        """Do nothing; :meth:`start` records the config."""

    def add_scalar(self, name: str, value: Any, step: int = 0, **kwargs: Any) -> None:
        """Record a scalar."""
        if self._env_initialized:
            super().add_scalar(name, value, step, **kwargs)

    def add_scalars(
        self, scalar_dict: dict, step: int = 0, file_path: str | None = None, **kwargs: Any
    ) -> None:
        """Record what MMEngine's ``LoggerHook`` logs in training, or after a validation.

        Args:
            scalar_dict: Scalars by name; in training with ``iter`` and ``epoch``.
            step: Ignored, as it counts epochs in validation.
            file_path: Ignored.
            **kwargs: Ignored.
        """
        if not self._env_initialized:
            return
        scalars = dict(scalar_dict)
        if 'iter' in scalars:
            step = scalars.pop('iter')
            scalars.setdefault('memory', peak_memory())
            named = {f'train/{name}': value for name, value in scalars.items()}
        else:
            step = self.runner.iter
            named = {
                name if '/' in name else f'val/{name}': value for name, value in scalars.items()
            }
        self.log(named, step)

    def log(self, scalars: dict[str, Any], step: int) -> None:
        """Record scalars.

        Args:
            scalars: Values by name.
            step: Number of training steps.
        """
        super().add_scalars(scalars, step)

    def add_image(self, name: str, image: np.ndarray, step: int = 0, **kwargs: Any) -> None:
        """Record an image, (H, W, 3) uint8, RGB."""
        if self._env_initialized:
            super().add_image(name, image, step, **kwargs)


def peak_memory() -> int:
    """Return the largest resident memory of this process so far, MiB."""
    unit = 2**20 if sys.platform == 'darwin' else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


def recorded_run(runner: Runner, logger: str) -> str | None:
    """Return the id of a logger's run that a resumed training continues; None for a new one."""
    return _recorded(runner).get(logger) if runner.iter else None


def record_run(runner: Runner, logger: str, run_id: str) -> None:
    """Keep the id of a logger's run in the work dir."""
    with atomic_write(Path(runner.work_dir, RUNS)) as file:
        json.dump(_recorded(runner) | {logger: run_id}, file)


def _recorded(runner: Runner) -> dict[str, str]:
    path = Path(runner.work_dir, RUNS)
    return json.loads(path.read_text(encoding='utf-8')) if path.is_file() else {}
