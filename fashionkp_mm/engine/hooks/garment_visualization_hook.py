"""Drawing of every n-th tested image."""

from collections.abc import Sequence
from typing import Any

from mmengine.runner import Runner
from mmpose.engine.hooks import PoseVisualizationHook
from mmpose.registry import HOOKS
from mmpose.structures import PoseDataSample


@HOOKS.register_module()
class GarmentVisualizationHook(PoseVisualizationHook):
    """MMPose's hook, whose ``interval`` counts images in testing too; MMPose would draw them all.

    Args:
        **kwargs: Arguments of :class:`mmpose.engine.hooks.PoseVisualizationHook`.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._num_seen = 0

    def before_test_epoch(self, runner: Runner) -> None:
        """Count anew."""
        self._num_seen = 0

    def after_test_iter(
        self, runner: Runner, batch_idx: int, data_batch: Any, outputs: Sequence[PoseDataSample]
    ) -> None:
        """Draw those images of a batch whose number is a multiple of the interval."""
        numbers = range(self._num_seen, self._num_seen + len(outputs))
        self._num_seen = numbers.stop
        drawn = [
            sample
            for number, sample in zip(numbers, outputs, strict=True)
            if number % self.interval == 0
        ]
        super().after_test_iter(runner, batch_idx, data_batch, drawn)
