"""Detection of garments with MMDetection."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from mmengine.registry import DefaultScope
from mmpose.evaluation.functional import nms

from fashionkp.inference.boxes import clip_boxes, has_area
from fashionkp_mm.compat.devices import available_device

_NMS_THRESHOLD = 0.5
"""Intersection over union from which two boxes, of any class, are the same garment."""


class GarmentDetector:
    """Detector of MMDetection that returns the boxes of garments.

    Args:
        model: Config of the detector, its path, or a model name of MMDetection.
        weights: Path of the checkpoint; by default that of the model name, which is downloaded.
        device: Device of the detector, such as 'cuda:1'; by default a GPU if there is one.
        classes: Ids of the detector's classes that are garments; all by default.
        threshold: Lowest score of a garment.

    Raises:
        ValueError: If PyTorch cannot use the device, a config has no weights, or the detector does
            not have one of the classes.
    """

    def __init__(
        self,
        model: Any,
        weights: str | None = None,
        device: str | None = None,
        *,
        classes: Sequence[int] | None = None,
        threshold: float = 0.3,
    ) -> None:
        device = device and available_device(device)
        if weights is None and not (isinstance(model, str) and not Path(model).suffix):
            name = model if isinstance(model, str | Path) else 'the detector'
            raise ValueError(f'{name}: no weights: expected a checkpoint of this detector')
        from mmdet.apis import DetInferencer  # takes seconds

        with DefaultScope.overwrite_default_scope('mmdet'):
            self._detector = DetInferencer(model, weights, device, show_progress=False)
        names = self._detector.model.dataset_meta.get('classes', ())
        for class_id in classes or ():
            if not 0 <= class_id < len(names):
                raise ValueError(
                    f'the detector has no class {class_id}: expected 0 to {len(names) - 1} '
                    f'({", ".join(names[:10])}{", ..." if len(names) > 10 else ""})'
                )
        self.classes = None if classes is None else list(classes)
        self.threshold = threshold

    def __call__(self, image: np.ndarray) -> np.ndarray:
        """Return the boxes of the garments in an image.

        Args:
            image: (H, W, 3) uint8, BGR.

        Returns:
            Boxes (G, 4), x0, y0, x1, y1, pixels, by descending score.
        """
        with DefaultScope.overwrite_default_scope('mmdet'):
            result = self._detector([image], return_datasamples=True, no_save_vis=True)
        instances = result['predictions'][0].pred_instances.cpu().numpy()
        keep = instances.scores >= self.threshold
        if self.classes is not None:
            keep &= np.isin(instances.labels, self.classes)
        boxes = np.concatenate([instances.bboxes, instances.scores[:, None]], axis=1)[keep]
        height, width = image.shape[:2]
        boxes[:, :4] = clip_boxes(boxes[:, :4], width, height)
        boxes = boxes[has_area(boxes)]
        return boxes[nms(boxes, _NMS_THRESHOLD), :4]
