"""SIGTERM, by which Slurm and Kubernetes end a job: save what is done, and stop."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

import torch
from mmengine.dist import all_reduce, is_distributed, is_main_process
from mmengine.hooks import EMAHook, Hook
from mmengine.runner import Runner

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp_mm.engine.worker_setup import workers_kept

EXIT_STATUS = 128 + signal.SIGTERM
_STEPS_TO_AGREE = 10


class TrainingTerminated(SystemExit):
    """A training was ended by SIGTERM; ends the program with the status that shells report.

    Attributes:
        message: What was saved and how to resume.
    """

    def __init__(self, message: str) -> None:
        super().__init__(EXIT_STATUS)
        self.code: int = EXIT_STATUS
        self.message = message

    def __str__(self) -> str:
        return self.message


class TerminationHook(Hook):
    """Save a checkpoint after the step in which SIGTERM arrives, and end training.

    In a validation, that is a step of the validation. Processes of one training agree on
    it every tenth step.
    """

    priority = 'LOWEST'  # after the learning rate is set for the next step

    def __init__(self) -> None:
        self.is_requested = False
        self._is_running = False

    @contextmanager
    def handling(self) -> Iterator[None]:
        """Handle SIGTERM inside the block, if this is the main thread.

        Raises:
            TrainingTerminated: Before the first step at once, later after a step.
        """
        if current_thread() is not main_thread():
            yield
            return
        before = signal.signal(signal.SIGTERM, self._request)
        try:
            with workers_kept():
                yield
        finally:
            signal.signal(signal.SIGTERM, before)

    def _request(self, *_: Any) -> None:
        self.is_requested = True
        if not self._is_running:
            raise TrainingTerminated('ended by SIGTERM before the first step; nothing to save')

    def before_train(self, runner: Runner) -> None:
        """Wait for the end of a step from now on."""
        self._is_running = True

    def after_train_iter(
        self, runner: Runner, batch_idx: int, data_batch: Any = None, outputs: Any = None
    ) -> None:
        """Save and end training if that was requested.

        Raises:
            TrainingTerminated: If it was.
        """
        if self._agree(batch_idx):
            self._end(runner, 'after', epoch=runner.epoch, iter=runner.iter + 1)

    def after_val_iter(
        self, runner: Runner, batch_idx: int, data_batch: Any = None, outputs: Any = None
    ) -> None:
        """Save and end training during validation if that was requested.

        Training resumes with the next epoch, without the rest of the validation.

        Raises:
            TrainingTerminated: If it was.
        """
        if self._agree(batch_idx):
            for hook in runner.hooks:
                if isinstance(hook, EMAHook):
                    hook.after_val_epoch(runner)  # puts back the trained weights
            self._end(runner, 'in the validation after', epoch=runner.epoch, iter=runner.iter)

    @staticmethod
    def _end(runner: Runner, when: str, **progress: int) -> None:
        """Save a checkpoint and end training.

        Args:
            runner: The runner.
            when: When the request arrived, relative to the last step.
            **progress: Numbers of finished epochs and steps, ``epoch`` and ``iter``.

        Raises:
            TrainingTerminated: Always.
        """
        step = progress['iter']
        path = Path(runner.work_dir, f'iter_{step}.pth')
        runner.save_checkpoint(
            runner.work_dir,
            path.name,
            meta=progress,
            by_epoch=False,
            backend_args=dict(backend='atomic'),
        )
        if is_main_process():
            with atomic_write(Path(runner.work_dir, 'last_checkpoint')) as file:
                file.write(str(path))
        raise TrainingTerminated(
            f'ended by SIGTERM {when} step {step}, saved as {path}: continue with --resume'
        )

    def _agree(self, batch_idx: int) -> bool:
        """Return whether any process was asked to end."""
        if not is_distributed():
            return self.is_requested
        if batch_idx % _STEPS_TO_AGREE:
            return False
        requested = torch.tensor(int(self.is_requested))
        all_reduce(requested, op='max')
        return bool(requested)
