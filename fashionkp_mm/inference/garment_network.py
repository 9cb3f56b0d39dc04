"""A trained MMPose model as what :mod:`fashionkp.inference.pipeline` asks for points."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import Compose, pseudo_collate
from mmengine.registry import init_default_scope
from mmpose.structures import PoseDataSample

from fashionkp.categories import CATEGORIES, joint_keypoints
from fashionkp.inference.query import Query
from fashionkp.predictions.prediction import Prediction
from fashionkp_mm.channels import channel_keypoints
from fashionkp_mm.checkpoints.loading import load_garment_model
from fashionkp_mm.compat.inferencers import checkpoint_config
from fashionkp_mm.config import config_path
from fashionkp_mm.engine.hooks.retain_heap_hook import retain_heap


class GarmentNetwork:
    """A :class:`GarmentPoseEstimator` with its weights.

    Images go through the testing pipeline of the config, so that predictions equal those of
    ``fashionkp test``. On a CPU the process keeps memory that is freed (:func:`retain_heap`): that
    of one batch serves the next.

    Args:
        config: A config, its file, or the name of one that comes with the package; None takes the
            config that the checkpoint carries.
        weights: The checkpoint; None leaves random weights.
        device: Where to compute, such as 'cuda:1'; by default a GPU where there is one.
        flip: Whether to average the heatmaps (or coordinates, for a head without heatmaps) with
            those of the mirrored image.
        options: Settings to override, by dotted key.

    Raises:
        FileNotFoundError: There is no such config or checkpoint.
        ValueError: Neither config nor weights, a model that is not one of garments, or weights of
            another model.
    """

    def __init__(
        self,
        config: str | Path | Config | None = None,
        weights: str | Path | None = None,
        device: str | None = None,
        flip: bool = True,
        options: dict[str, Any] | None = None,
    ) -> None:
        cfg = _config(config, weights)
        cfg.merge_from_dict(dict(options or {}))
        if cfg.model.get('type') != 'GarmentPoseEstimator' or not cfg.model.get('garment_head'):
            raise ValueError(
                f'{config or weights}: expected a GarmentPoseEstimator with a garment_head, got '
                f'{cfg.model.get("type")}'
            )
        try:
            joint_keypoints(cfg.model.categories)
        except ValueError as error:  # a garment that is not declared here
            raise ValueError(f'{weights or config}: {error}') from None
        cfg.model.setdefault('test_cfg', {})['flip_test'] = flip
        cfg.model.backbone.init_cfg = None  # the checkpoint has all weights
        device = device or ('cuda' if torch.cuda.is_available() else 'cpu')
        self.model = load_garment_model(cfg, weights, device)
        if torch.device(device).type == 'cpu':
            retain_heap()
            self.model.to(memory_format=torch.channels_last)  # the order that oneDNN convolves in
        self._pipeline = Compose(
            [
                step
                for step in cfg.test_dataloader.dataset.pipeline
                if step.type not in ('LoadCompleteImage', 'LoadImage')
            ]
        )

    @property
    def categories(self) -> tuple[str, ...]:
        """Names of the categories that it knows."""
        return tuple(self.model.categories)

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        """One prediction for each query, computed as one batch."""
        if not queries:
            return []
        init_default_scope('mmpose')
        batch = pseudo_collate([self._pipeline(self._item(query)) for query in queries])
        with torch.no_grad():
            samples = self.model.test_step(batch)
        return [self._prediction(*pair) for pair in zip(queries, samples, strict=True)]

    def _item(self, query: Query) -> dict[str, Any]:
        """A garment as the pipeline's steps expect it after loading."""
        h, w = query.image.shape[:2]
        item = dict(
            img=query.image,
            img_path=query.name,
            img_shape=(h, w),
            ori_shape=(h, w),
            bbox=np.array([query.region], np.float32),
            bbox_score=np.ones(1, np.float32),
            **self.model.dataset_meta,
        )
        if query.category is not None:
            item['category_id'] = list(CATEGORIES).index(query.category)
        return item

    def _prediction(self, query: Query, sample: PoseDataSample) -> Prediction:
        found = sample.pred_instances
        shares = found.category_probs[0].tolist()
        probs = dict(zip(self.categories, shares, strict=True))
        category = query.category or str(found.category[0])
        ids = channel_keypoints(self.categories)
        channels = [ids.index(i) for i in CATEGORIES[category].keypoint_ids]
        h, w = query.image.shape[:2]
        return Prediction(
            image=query.name,
            size=(w, h),
            box=query.region,
            category=category,
            category_score=probs[category],
            category_probs=probs,
            keypoints=np.asarray(found.keypoints, np.float64)[0, channels],
            scores=np.asarray(found.keypoint_scores, np.float64)[0, channels],
            presence=np.asarray(found.keypoint_presence, np.float64)[0, channels],
        )


def _config(config: str | Path | Config | None, weights: str | Path | None) -> Config:
    """A copy of the config that is meant."""
    if weights is not None and not Path(weights).is_file():
        raise FileNotFoundError(f'no checkpoint {weights}')
    if isinstance(config, Config):
        return config.copy()
    if config is not None:
        return Config.fromfile(config_path(config))
    if weights is None:
        raise ValueError('no model: expected a config, weights that carry their config, or both')
    return checkpoint_config(str(weights))
