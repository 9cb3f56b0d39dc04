"""A trained MMPose model as a key point model of :mod:`fashionkp.inference.pipeline`."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import Compose, pseudo_collate
from mmengine.registry import init_default_scope
from mmengine.structures import PixelData
from mmpose.structures import PoseDataSample

from fashionkp.categories import CATEGORY_NAMES, joint_keypoints
from fashionkp.inference.crop import InputCrop
from fashionkp.inference.heatmaps import place_heatmaps, require_heatmaps
from fashionkp.inference.query import Query
from fashionkp.predictions.heatmaps import Heatmaps
from fashionkp.predictions.prediction import Prediction
from fashionkp_mm.channels import category_channel_indices
from fashionkp_mm.checkpoints.loading import load_garment_model, require_checkpoint
from fashionkp_mm.compat.devices import available_device
from fashionkp_mm.compat.inferencers import checkpoint_config
from fashionkp_mm.config import apply_options, load_config
from fashionkp_mm.engine.hooks.retain_heap_hook import retain_heap
from fashionkp_mm.input_size import choose_input_size
from fashionkp_mm.models.sample_predictions import prediction_of


@dataclass(frozen=True, eq=False)
class NetworkOutputs:
    """What a network returns for a batch of N garments.

    Attributes:
        samples: Their data samples.
        heatmaps: Their heatmaps.
        logits: Those that :meth:`GarmentHead.decode` takes.
    """

    samples: list[PoseDataSample]
    heatmaps: list[Heatmaps]
    logits: list[torch.Tensor]


class GarmentNetwork:
    """A :class:`GarmentPoseEstimator` with trained weights.

    Images go through the test pipeline of the config, so that predictions equal those of
    ``fashionkp test``. On the CPU, the process retains freed memory for the next batch
    (:func:`retain_heap`).

    Args:
        config: A config, its path, or the name of a config of the package, which gets the input
            size of the checkpoint's training; by default the config that is saved in the
            checkpoint.
        weights: Path of the checkpoint.
        device: Device of the model, such as 'cuda:1'; by default a GPU if there is one.
        flip: Whether to average the heatmaps (or the coordinates, of a head without heatmaps) with
            those of the flipped image; by default as the config tests.
        options: Settings to override, by dotted key.
        heatmaps: Whether predictions have their heatmaps.

    Raises:
        FileNotFoundError: If the config or the checkpoint does not exist.
        ValueError: If PyTorch cannot use the device; there are no weights, since random ones
            predict nothing; the config has an error or an option is misspelt or mistyped; the model
            is not a :class:`GarmentPoseEstimator` with a garment head, or lacks the heatmaps that
            are asked for; or the weights are of another model.
    """

    workers = 0
    """Autocast and the memory that is retained are those of the caller's own thread."""

    def __init__(
        self,
        config: str | Path | Config | None = None,
        weights: str | Path | None = None,
        device: str | None = None,
        *,
        flip: bool | None = None,
        options: Mapping[str, Any] | None = None,
        heatmaps: bool = False,
    ) -> None:
        device = available_device(device)
        cfg = _load_config(config, weights, options)
        if cfg.model.get('type') != 'GarmentPoseEstimator' or not cfg.model.get('garment_head'):
            raise ValueError(
                f'{config or weights}: expected a GarmentPoseEstimator with a garment_head, got '
                f'{cfg.model.get("type")}'
            )
        try:
            joint_keypoints(cfg.model.categories)
        except ValueError as error:  # a custom garment that is not declared here
            raise ValueError(f'{weights or config}: {error}') from None
        test_cfg = cfg.model.setdefault('test_cfg', {})
        if flip is not None:
            test_cfg['flip_test'] = flip
        # several views are the task of TTAModel
        test_cfg.update(
            scales=(1.0,), refine_crop=False, any_rotation=False, output_heatmaps=heatmaps
        )
        cfg.model.backbone.init_cfg = None  # all weights come from the checkpoint
        self.model = load_garment_model(cfg, weights, device)
        self.name = f'{config or weights}'
        self.codec, self._has_heatmaps = _codec_name(self.model.head.decoder), heatmaps
        if heatmaps:
            require_heatmaps(self.codec, self.name)
        if torch.device(device).type == 'cpu':
            retain_heap()
            self.model.to(memory_format=torch.channels_last)  # fastest in oneDNN
        self._pipeline = Compose(cfg.test_dataloader.dataset.pipeline)

    @property
    def categories(self) -> tuple[str, ...]:
        """Names of the categories that the model supports."""
        return tuple(self.model.categories)

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        """Return one prediction for each query, computed as one batch."""
        if not queries:
            return []
        with torch.no_grad():
            samples = self.model.test_step(self._batch(queries))
        return [self._prediction(*pair) for pair in zip(queries, samples, strict=True)]

    def outputs(self, queries: Sequence[Query]) -> 'NetworkOutputs':
        """Return what the network returns for each query, before it is decoded.

        The model must have heatmaps, see :func:`~fashionkp.inference.heatmaps.require_heatmaps`.
        """
        with torch.no_grad():
            data = self.model.data_preprocessor(self._batch(queries), training=False)
            samples = data['data_samples']
            heatmaps, *logits = self.model.network_outputs(data['inputs'], samples)
        placed = [
            place_heatmaps(values, _input_crop(sample), self.codec)
            for values, sample in zip(heatmaps.float().cpu().numpy(), samples, strict=True)
        ]
        return NetworkOutputs(samples, placed, [part.float().cpu() for part in logits])

    def decode(
        self, queries: Sequence[Query], outputs: 'NetworkOutputs', heatmaps: np.ndarray
    ) -> list[Prediction]:
        """Return the predictions of logits and heatmaps.

        Args:
            queries: N queries.
            outputs: What the network has returned for them, with other logits.
            heatmaps: (N, K, h, w), in place of those of ``outputs``.
        """
        device = next(self.model.parameters()).device
        tensors = [torch.from_numpy(heatmaps), *outputs.logits]
        with torch.no_grad():
            samples = self.model.decode_outputs(
                [tensor.to(device) for tensor in tensors], outputs.samples
            )
        if self._has_heatmaps:
            for sample, values in zip(samples, heatmaps, strict=True):
                sample.pred_fields = PixelData(heatmaps=torch.from_numpy(values))
        return [self._prediction(*pair) for pair in zip(queries, samples, strict=True)]

    def _batch(self, queries: Sequence[Query]) -> dict[str, Any]:
        init_default_scope('mmpose')
        return pseudo_collate([self._pipeline(self._item(query)) for query in queries])

    def _item(self, query: Query) -> dict[str, Any]:
        """Return a garment as an item of the pipeline, whose image is loaded already."""
        item = dict(
            img=query.image,
            img_path=query.name,
            bbox=np.array([query.region], np.float32),
            bbox_score=np.ones(1, np.float32),
            **self.model.dataset_meta,
        )
        if query.category is not None:
            item['category_id'] = CATEGORY_NAMES.index(query.category)
        return item

    def _prediction(self, query: Query, sample: PoseDataSample) -> Prediction:
        prediction = replace(
            prediction_of(query, sample, self.categories),
            calibrated=self.model.score_calibration.is_fitted,
        )
        if not self._has_heatmaps:
            return prediction
        channels = category_channel_indices(prediction.category, self.categories)
        values = sample.pred_fields.heatmaps[channels].float().cpu().numpy()
        heatmaps = place_heatmaps(values, _input_crop(sample), self.codec)
        return replace(prediction, heatmaps=heatmaps)


def _codec_name(decoder: Any) -> str:
    """Return the name of a codec, with what is not its usual form."""
    name, form = type(decoder).__name__, getattr(decoder, 'heatmap_type', 'gaussian')
    return name if form == 'gaussian' else f'{name} with heatmap_type={form!r}'


def _input_crop(sample: PoseDataSample) -> InputCrop:
    """Return the rectangle of the image that the network saw."""
    facts = sample.metainfo
    return InputCrop(
        np.asarray(facts['input_center'], np.float32),
        np.asarray(facts['input_scale'], np.float32),
        tuple(facts['input_size']),
        unbiased=False,  # only to_image is used, which is the same for both
    )


def _load_config(
    config: str | Path | Config | None,
    weights: str | Path | None,
    options: Mapping[str, Any] | None,
) -> Config:
    """Return a copy of the config, or the config of the checkpoint, with the options."""
    if weights is None:
        name = getattr(config, 'filename', None) if isinstance(config, Config) else config
        raise ValueError(
            f'{name or "no model"}: no weights: expected a checkpoint, whose config is used unless '
            'one is given'
        )
    require_checkpoint(weights)
    if isinstance(config, str | Path):
        cfg = load_config(config, options)
        choose_input_size(cfg, checkpoint=weights, options=options)
        return cfg
    cfg = checkpoint_config(str(weights)) if config is None else copy.deepcopy(config)
    apply_options(cfg, options)
    return cfg
