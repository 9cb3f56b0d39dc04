"""Loggers' runs, and the validation images in them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from mmengine.dist import is_main_process
from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS
from mmpose.structures import PoseDataSample

from fashionkp.categories import KEYPOINTS
from fashionkp.images.reading import read_image
from fashionkp.visualization.comparison import truth_and_prediction
from fashionkp.visualization.contact_sheet import TILE, sheet
from fashionkp_mm.channels import metainfo_keypoints
from fashionkp_mm.engine.loggers import RunBackend


@HOOKS.register_module()
class RunLoggersHook(Hook):
    """Start the loggers of a training, and give them validation images, truth beside prediction.

    The images are the same after every epoch, spread evenly over the validation split (with
    several processes, over the part of the first). Garments that are drawn on access have none.

    Args:
        num_images: Number of images; each is at most 524 pixels wide and 284 high.
    """

    def __init__(self, num_images: int = 8) -> None:
        self.num_images = num_images
        self._next = 0  # index of the next sample of this validation

    def before_train(self, runner: Runner) -> None:
        """Start the runs."""
        if is_main_process():
            for backend in _backends(runner):
                backend.start(runner)

    def before_val_epoch(self, runner: Runner) -> None:
        """Start counting the samples."""
        self._next = 0

    def after_val_iter(
        self,
        runner: Runner,
        batch_idx: int,
        data_batch: Any = None,
        outputs: Sequence[PoseDataSample] | None = None,
    ) -> None:
        """Record the chosen samples of a batch."""
        if not is_main_process():
            return
        chosen = self._chosen(len(runner.val_dataloader.sampler))
        for sample in outputs or ():
            if self._next in chosen and _has_image(sample):
                image = _draw(sample, metainfo_keypoints(runner.val_evaluator.dataset_meta))
                name = f'val/image_{chosen.index(self._next) + 1}'
                for backend in _backends(runner):
                    backend.add_image(name, image, runner.iter)
            self._next += 1

    def _chosen(self, count: int) -> list[int]:
        """Return the indices of the samples to record among ``count``."""
        return np.linspace(0, count - 1, min(self.num_images, count)).round().astype(int).tolist()


def _backends(runner: Runner) -> list[RunBackend]:
    backends = runner.visualizer._vis_backends.values()
    return [backend for backend in backends if isinstance(backend, RunBackend)]


def _has_image(sample: PoseDataSample) -> bool:
    """Return whether a sample is of :class:`FashionAIDataset`, and its image is a file."""
    return 'raw_ann_info' in sample and Path(sample.img_path).is_file()


def _draw(sample: PoseDataSample, keypoint_ids: Sequence[int]) -> np.ndarray:
    """Return the truth beside the prediction, (H, W, 3) uint8, RGB."""
    row = sample.raw_ann_info
    predicted = np.full((len(KEYPOINTS), 2), -1.0)
    predicted[keypoint_ids] = np.asarray(sample.pred_instances.keypoints)[0]
    tiles = truth_and_prediction(
        read_image(sample.img_path, sample.img_path),
        row['category'],
        target=row['keypoints'],
        visibility=row['visibility'],
        predicted=predicted,
        size=TILE,
    )
    return np.ascontiguousarray(sheet(tiles, columns=2)[..., ::-1])
