"""Where the garments of an image are, as a detector of MMDetection tells."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from mmengine.registry import DefaultScope
from mmpose.evaluation.functional import nms

from fashionkp.inference.boxes import clip_boxes, has_area

_SAME_GARMENT = 0.5
"""Boxes that overlap by this intersection over union are one garment, whatever their classes."""


class GarmentDetector:
    """A detector of MMDetection.

    Args:
        model: A config, its file, or a name of MMDetection's list.
        weights: Its checkpoint; a name's own is downloaded.
        device: Where to compute; by default a GPU where there is one.
        classes: Ids of its classes that are garments; all by default.
        threshold: Least score of a garment.

    Raises:
        ValueError: A class that the detector does not have.
    """

    def __init__(
        self,
        model: Any,
        weights: str | None = None,
        device: str | None = None,
        classes: Sequence[int] | None = None,
        threshold: float = 0.3,
    ) -> None:
        from mmdet.apis import DetInferencer  # takes seconds

        with DefaultScope.overwrite_default_scope('mmdet'):
            self._detector = DetInferencer(model, weights, device, show_progress=False)
        names = self._detector.model.dataset_meta.get('classes', ())
        for number in classes or ():
            if not 0 <= number < len(names):
                raise ValueError(
                    f'the detector has no class {number}: expected 0 to {len(names) - 1} '
                    f'({", ".join(names[:10])}{", ..." if len(names) > 10 else ""})'
                )
        self.classes = None if classes is None else list(classes)
        self.threshold = threshold

    def __call__(self, image: np.ndarray) -> np.ndarray:
        """Find the garments of an image.

        Args:
            image: (H, W, 3) uint8, BGR.

        Returns:
            Boxes (G, 4), x0, y0, x1, y1 in pixels, the surest first.
        """
        with DefaultScope.overwrite_default_scope('mmdet'):
            answer = self._detector([image], return_datasamples=True, no_save_vis=True)
        found = answer['predictions'][0].pred_instances.cpu().numpy()
        keep = found.scores >= self.threshold
        if self.classes is not None:
            keep &= np.isin(found.labels, self.classes)
        boxes = np.concatenate([found.bboxes, found.scores[:, None]], axis=1)[keep]
        height, width = image.shape[:2]
        boxes[:, :4] = clip_boxes(boxes[:, :4], width, height)
        boxes = boxes[has_area(boxes)]
        return boxes[nms(boxes, _SAME_GARMENT), :4]
