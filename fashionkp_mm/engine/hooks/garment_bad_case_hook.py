"""Drawing of the images with the largest errors."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from mmengine.config import ConfigDict
from mmengine.dist import all_gather_object, is_main_process
from mmengine.runner import Runner
from mmpose.engine.hooks import BadCaseAnalysisHook
from mmpose.registry import HOOKS
from mmpose.structures import PoseDataSample

from fashionkp_mm.channels import metainfo_keypoints
from fashionkp_mm.evaluation.normalized_error import garment_errors


@HOOKS.register_module()
class GarmentBadCaseHook(BadCaseAnalysisHook):
    """MMPose's hook for the garments with the largest normalized error instead of a threshold.

    After a test it draws them, the worst one first, ground truth in blue and prediction in red.
    The file ``results.json`` lists them in the same order. Images without key points that count
    are left out.

    Args:
        num: Number of garments.
        out_dir: Folder for the images, relative to the log folder of the run.
        kpt_thr: Lowest score of the key points to draw; by default all but those that the category
            does not have.
        **kwargs: Arguments of :class:`mmpose.engine.hooks.BadCaseAnalysisHook`; ``badcase_thr`` is
            the smallest error, percent.
    """

    def __init__(
        self, num: int = 20, out_dir: str = 'badcase', kpt_thr: float = 1e-6, **kwargs: Any
    ) -> None:
        settings = dict(
            metric_type='accuracy',
            metric=ConfigDict(type='NormalizedError'),
            metric_key='NE',
            badcase_thr=0.0,
        )
        super().__init__(out_dir=out_dir, kpt_thr=kpt_thr, **{**settings, **kwargs})
        self.num = num
        self._folder = out_dir
        self._worst: list[tuple[float, PoseDataSample]] = []

    def before_test_epoch(self, runner: Runner) -> None:
        """Forget the garments of an earlier test."""
        self._worst = []
        self.results: list[dict[str, Any]] = []
        self._test_index, self.out_dir = 0, self._folder

    def after_test_iter(
        self, runner: Runner, batch_idx: int, data_batch: Any, outputs: Sequence[PoseDataSample]
    ) -> None:
        """Keep the garments of a batch that are among the worst so far."""
        if not self.enable:
            return
        ids = metainfo_keypoints(runner.test_evaluator.dataset_meta)
        for sample in outputs:
            points = sample.pred_instances.keypoints[0]
            result = garment_errors(points, ids, sample.metainfo['raw_ann_info'])
            if result.counted.any():
                error = float(result.errors[result.counted].mean())
                if error >= self.badcase_thr:
                    self._worst.append((error, sample))
        self._worst = self._ranked(self._worst)

    def after_test_epoch(self, runner: Runner, metrics: dict[str, float] | None = None) -> None:
        """Draw the worst garments of all processes."""
        if not self.enable:
            return
        self._worst = self._ranked(chain.from_iterable(all_gather_object(self._worst)))
        if is_main_process():
            super().after_test_iter(runner, 0, {}, [sample for _, sample in self._worst])
            super().after_test_epoch(runner, metrics)

    def check_badcase(self, data_batch: Any, data_sample: Any) -> tuple[bool, float]:
        """Return that a garment is to be drawn, and its error, percent."""
        return True, self._worst[self._test_index - 1][0]

    def _ranked(
        self, garments: Iterable[tuple[float, PoseDataSample]]
    ) -> list[tuple[float, PoseDataSample]]:
        """Return the garments with the largest errors, largest first."""
        return sorted(garments, key=lambda garment: -garment[0])[: self.num]
