"""An auto-annotation function for CVAT, which predicts the key points of a task's images.

``cvat-cli auto-annotate TASK --function-module fashionkp.inference.cvat_function``, or
``--function-file`` with the path of this file; ``-p model=str:MODEL`` chooses the model. It needs
the package ``cvat-sdk``.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from PIL import Image

from fashionkp.categories import category_by_name
from fashionkp.inference.predictor import Predictor
from fashionkp.optional_packages import check_installed, require
from fashionkp.predictions.prediction import Prediction


class CvatFunction:
    """Predicts one garment for each image.

    Args:
        model: As in :class:`~fashionkp.inference.predictor.Predictor`.

    Raises:
        MissingPackage: If ``cvat-sdk`` is not installed.
    """

    def __init__(self, model: str | None = None) -> None:
        check_installed('cvat_sdk')
        self._cvat = require('cvat_sdk.auto_annotation')
        self._predictor = Predictor(model)

    @cached_property
    def spec(self) -> Any:
        """The labels: a skeleton for each category of the model, with the names of its points."""
        return self._cvat.DetectionFunctionSpec(
            labels=[
                self._cvat.skeleton_label_spec(
                    name,
                    number,
                    [
                        self._cvat.keypoint_spec(point, i)
                        for i, point in enumerate(category_by_name(name).keypoints)
                    ],
                )
                for number, name in enumerate(self._predictor.categories)
            ]
        )

    def detect(self, context: Any, image: Image.Image) -> Sequence[Any]:
        """Return the skeleton of an image's garment.

        Args:
            context: CVAT's; its ``conf_threshold`` is the least mean score of the points that are
                present.
            image: The image.

        Returns:
            One skeleton, or none below the threshold. Points that are likely absent are outside.
        """
        [prediction] = self._predictor(image)
        threshold = context.conf_threshold
        if threshold is not None and not _confidence(prediction) >= threshold:
            return []
        elements = [
            self._cvat.keypoint(i, [float(x), float(y)], outside=not present)
            for i, ((x, y), present) in enumerate(
                zip(prediction.keypoints, prediction.present.tolist(), strict=True)
            )
        ]
        label = self._predictor.categories.index(prediction.category)
        return [self._cvat.skeleton(label, elements)]


def _confidence(prediction: Prediction) -> float:
    """Return the mean score of the points that are present, 0 if none is."""
    scores = prediction.scores[prediction.present]
    return float(scores.mean()) if len(scores) else 0.0


create = CvatFunction  # read by cvat-cli
