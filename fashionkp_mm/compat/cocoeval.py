"""The evaluation of pycocotools with the arguments of xtcocotools."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from pycocotools import cocoeval


class COCOeval(cocoeval.COCOeval):
    """Average precision of detections and key points.

    Args:
        cocoGt: Ground truth, a ``COCO``.
        cocoDt: Predictions, a ``COCO``.
        iouType: 'keypoints', 'bbox' or 'segm'.
        sigmas: Standard deviation of annotators for each of the K key points, as a fraction of the
            object's size; None for those of COCO.
        use_area: Whether the ground truth states the area of its objects; positional, as MMPose
            passes it.

    Raises:
        NotImplementedError: If the arguments need xtcocotools.
    """

    def __init__(
        self,
        cocoGt: Any = None,
        cocoDt: Any = None,
        iouType: str = 'keypoints',
        sigmas: Sequence[float] | None = None,
        use_area: bool = True,
    ) -> None:
        if iouType not in ('keypoints', 'bbox', 'segm') or not use_area:
            raise NotImplementedError(
                f'iouType={iouType!r} with use_area={use_area} needs xtcocotools, for which '
                'pycocotools stands in: see docs/install.md'
            )
        super().__init__(cocoGt, cocoDt, iouType)
        if sigmas is not None:
            self.params.kpt_oks_sigmas = np.asarray(sigmas)
