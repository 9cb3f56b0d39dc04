"""OpenMMLab's models for DeepFashion2 beside a model for FashionAI."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import mmpose
import numpy as np
from mmpose.apis import inference_topdown

from fashionkp.formats.deepfashion2.landmarks import GARMENTS
from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.query import Query
from fashionkp.predictions.prediction import Prediction
from fashionkp_mm.checkpoints.loading import load_garment_model
from fashionkp_mm.compat.devices import available_device
from fashionkp_mm.config import load_config
from fashionkp_mm.inference.deepfashion2_category import deepfashion2_category

_ALL_CONFIGS = Path(mmpose.__file__).parent / '.mim' / 'configs'
CONFIGS = _ALL_CONFIGS / 'fashion_2d_keypoint' / 'topdown_heatmap' / 'deepfashion2'
"""MMPose's folder of configs; they differ only in what concerns training."""


class DeepFashion2Model:
    """Takes the points that DeepFashion2 has from its models, and the others from another model.

    The other model predicts the category too, from whose points follows the category of
    DeepFashion2, and the presence. A network is loaded when a garment of its category is first
    seen. Scores of DeepFashion2's points are the peaks of their heatmaps, not calibrated.

    Args:
        base: The other model.
        files: Checkpoints of the 13 categories, in the order of their ids.
        device: Device of the networks, such as 'cuda:1'; by default a GPU if there is one.
        flip: Whether to average the heatmaps with those of the flipped image.
    """

    def __init__(
        self,
        base: GarmentModel,
        files: Sequence[Path],
        device: str | None = None,
        *,
        flip: bool = True,
    ) -> None:
        self.base = base
        self._files = dict(zip(GARMENTS, files, strict=True))
        self._device = available_device(device)
        self._flip = flip
        self._networks: dict[int, Any] = {}

    @property
    def categories(self) -> Sequence[str]:
        """Names of the categories that the other model supports."""
        return self.base.categories

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        """Return one prediction for each query.

        Raises:
            ValueError: If a checkpoint cannot be read, or does not fit.
        """
        predictions = self.base.predict(queries)
        return [self._improved(*pair) for pair in zip(queries, predictions, strict=True)]

    def _improved(self, query: Query, prediction: Prediction) -> Prediction:
        """Return a prediction with the points of DeepFashion2, if it has the category."""
        category_id = deepfashion2_category(prediction)
        if category_id is None:
            return prediction
        region = np.array([query.region], np.float32)
        (sample,) = inference_topdown(self._network(category_id), query.image, region)
        keypoints, scores = prediction.keypoints.copy(), prediction.scores.copy()
        first = first_landmark(category_id)
        for name, landmark in GARMENTS[category_id].points.items():
            index, channel = prediction.names.index(name), first + landmark - 1
            keypoints[index] = sample.pred_instances.keypoints[0, channel]
            scores[index] = sample.pred_instances.keypoint_scores[0, channel]
        points = dict(keypoints=keypoints, scores=scores, calibrated=False)
        return replace(prediction, **points, heatmaps=None)

    def _network(self, category_id: int) -> Any:
        if category_id not in self._networks:
            path = self._files[category_id]
            self._networks[category_id] = _load_network(path, self._device, flip=self._flip)
        return self._networks[category_id]


def first_landmark(category_id: int) -> int:
    """Return the index of a category's first landmark among the 294 of all categories.

    Example:
        >>> first_landmark(1), first_landmark(13)
        (0, 275)
    """
    return sum(garment.landmarks for number, garment in GARMENTS.items() if number < category_id)


def _load_network(path: Path, device: str, *, flip: bool) -> Any:
    """Load one of the 13 networks, all of whose weights must be in its checkpoint."""
    (config,) = CONFIGS.glob('*-skirt-*.py')
    cfg = load_config(config, {'model.test_cfg.flip_test': flip})
    cfg.model.backbone.init_cfg = None
    landmarks = _ALL_CONFIGS / '_base_' / 'datasets' / 'deepfashion2.py'
    cfg.train_dataloader.dataset.metainfo = dict(from_file=str(landmarks))
    return load_garment_model(cfg, path, device)
