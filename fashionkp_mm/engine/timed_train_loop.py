"""A training loop that ends when its time is over."""

from collections.abc import Sequence
from time import monotonic
from typing import Any

from mmengine.hooks import EMAHook
from mmpose.registry import LOOPS
from torch import nn

from fashionkp_mm.engine.resumable_train_loop import ResumableTrainLoop

_TRAINED_FOR = 'seconds_trained'  # in the message hub of the checkpoints
_VALIDATION_SHARE = 0.15
"""Largest share of the time for validations before the last one."""

_MAX_LAST_VALIDATION = 0.5
"""Largest share of the time to keep for the last validation."""

_UNLIMITED = 10**6


@LOOPS.register_module()
class TimedTrainLoop(ResumableTrainLoop):
    """Train for a given time, and validate in equal intervals of it.

    The model is validated before the first step, at each interval, also in the middle of an epoch,
    and after the last step. The last validation is part of the time; so are those before, which
    are fewer if the data are so large that they would take more than 15 % of it. A resumed
    training goes on with the rest of the time.

    Use :class:`TimedCosineHook` in place of schedulers, which need the number of steps, and
    :class:`ValidationCheckpointHook` to save checkpoints.

    Args:
        runner: The runner.
        dataloader: A data loader or its config.
        minutes: The time.
        max_epochs: Number of epochs after which training ends even if there is time left.
        num_validations: Number of validations after the first, unless they take too long.

    Raises:
        ValueError: If the time is not positive.
    """

    def __init__(
        self,
        runner: Any,
        dataloader: Any,
        minutes: float,
        max_epochs: int = _UNLIMITED,
        *,
        num_validations: int = 15,
    ) -> None:
        super().__init__(runner, dataloader, max_epochs)
        if not minutes > 0:
            raise ValueError(f'minutes={minutes}: expected a positive number')
        self.seconds = 60 * minutes
        self._num_validations = num_validations
        self._validation_seconds = 0.0  # of the last one
        self._validated_at: int | None = None  # step
        self._next_validation = 0.0  # seconds
        self._started_at = 0.0

    @property
    def seconds_trained(self) -> float:
        """Time since the start, with validations; of a resumed training, with that before."""
        return monotonic() - self._started_at

    @property
    def seconds_left(self) -> float:
        """Time for steps that is left, without the last validation."""
        last_validation = min(self._validation_seconds, _MAX_LAST_VALIDATION * self.seconds)
        return self.seconds - last_validation - self.seconds_trained

    @property
    def progress(self) -> float:
        """Share of the time, or of the epochs if these end before, that is over: 0 to 1."""
        trained, left = self.seconds_trained, max(self.seconds_left, 0.0)
        return min(1.0, max(trained / (trained + left or 1.0), self._epoch / self._max_epochs))

    def run(self) -> nn.Module:
        """Train, and return the model."""
        self.runner.call_hook('before_train')
        hub = self.runner.message_hub
        self._started_at = monotonic() - hub.runtime_info.get(_TRAINED_FOR, 0.0)
        if self._iter == 0:
            self._start_averages()
            self._validate()
        self._validated_at = self._iter
        self._plan_validation()
        while self.progress < 1 and not self.stop_training:
            self.run_epoch()
        if self._validated_at != self._iter:
            self._validate()
        self.runner.call_hook('after_train')
        return self.runner.model

    def run_iter(self, idx: int, data_batch: Sequence[dict]) -> None:
        """Run a step, and what is due after it: a validation, or the end of training.

        Args:
            idx: Index of the batch in the epoch.
            data_batch: The batch.
        """
        super().run_iter(idx, data_batch)
        self._note_time()
        if self.seconds_left <= 0:
            self.stop_training = True
        elif self.seconds_trained >= self._next_validation:
            self._validate()
            self.runner.model.train()

    def _validate(self) -> None:
        start = monotonic()
        hub = self.runner.message_hub
        hub.update_scalar('val/iter', self._iter)  # an epoch may have several validations
        self._note_time(self._validation_seconds)  # the checkpoint is saved after it
        self.runner.val_loop.run()
        self._validation_seconds = monotonic() - start
        self._validated_at = self._iter
        self._plan_validation()

    def _plan_validation(self) -> None:
        """Choose the time of the next validation."""
        interval = self.seconds / self._num_validations
        interval = max(interval, self._validation_seconds / _VALIDATION_SHARE)
        self._next_validation = self.seconds_trained + interval

    def _note_time(self, more: float = 0.0) -> None:
        """Note the time for a checkpoint that is saved after this many seconds more."""
        self.runner.message_hub.update_info(_TRAINED_FOR, self.seconds_trained + more)

    def _start_averages(self) -> None:
        """Set averaged weights to the initial ones, which MMEngine does at the first step."""
        for hook in self.runner.hooks:
            if isinstance(hook, EMAHook):
                hook.ema_model.module.load_state_dict(hook.src_model.state_dict())
