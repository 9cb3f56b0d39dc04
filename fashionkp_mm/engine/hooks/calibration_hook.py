"""Calibration of a part of the model on the validation split."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from mmengine.dist import all_gather_object
from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.structures import PoseDataSample
from torch import nn

from fashionkp_mm.checkpoints.loading import unwrapped


class CalibrationHook(Hook, ABC):
    """Fit buffers of a part of the model after each validation.

    They are fitted to the validated weights, also if these are averaged ones, and are written into
    each copy of the model in a checkpoint. The best checkpoint is saved after the fit. The
    checkpoint of an epoch is saved before its validation, and has the calibration of the validation
    before, unless the epoch is the best so far: then MMEngine saves it again.

    Models without the part, and samples without labels, are ignored.
    """

    # after hooks that swap in averaged weights, before the one that saves the best checkpoint
    priority = 'LOW'

    part: str
    """Name of the part."""

    buffers: tuple[str, ...]
    """Names of its buffers."""

    @abstractmethod
    def observation(self, model: Any, sample: PoseDataSample) -> Any:
        """Return what the fit needs of a labelled sample."""

    @abstractmethod
    def fit(self, part: Any, observations: list) -> str:
        """Fit the buffers of the part to one or more observations; return a line for the log."""

    def observe(self, model: Any, samples: Sequence[PoseDataSample]) -> list:
        """Return the observations of a batch; samples without labels have none."""
        labelled = (s for s in samples if s.metainfo['raw_ann_info']['labelled'])
        return [self.observation(model, sample) for sample in labelled]

    def before_val_epoch(self, runner: Runner) -> None:
        """Forget the observations of an earlier validation."""
        self.observations: list = []

    def after_val_iter(
        self, runner: Runner, batch_idx: int, data_batch: Any = None, outputs: Any = None
    ) -> None:
        """Keep the observations of a batch."""
        if self._part(runner) is not None:
            self.observations += self.observe(unwrapped(runner.model), outputs)

    def after_val_epoch(self, runner: Runner, metrics: dict | None = None) -> None:
        """Fit to the observations of all processes; each gets the same result."""
        gathered = [each for part in all_gather_object(self.observations) for each in part]
        if gathered:
            runner.logger.info(self.fit(self._part(runner), gathered))

    def before_save_checkpoint(self, runner: Runner, checkpoint: dict) -> None:
        """Write the calibration into averaged copies of the model too."""
        part = self._part(runner)
        for name in self.buffers if part is not None else ():
            for states in ('state_dict', 'ema_state_dict'):
                for key in checkpoint.get(states, {}):
                    if key.endswith(f'{self.part}.{name}'):
                        checkpoint[states][key] = getattr(part, name).detach().cpu().clone()

    def _part(self, runner: Runner) -> nn.Module | None:
        return getattr(unwrapped(runner.model), self.part, None)
