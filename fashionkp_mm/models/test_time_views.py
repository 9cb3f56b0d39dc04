"""Several views of each garment in a test, see :mod:`fashionkp.inference.tta`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample

from fashionkp.categories import CATEGORY_NAMES
from fashionkp.inference.crop import InputCrop
from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.query import Query
from fashionkp.inference.tta import TTAModel
from fashionkp.predictions.prediction import Prediction
from fashionkp_mm.channels import channel_flips
from fashionkp_mm.models.sample_predictions import prediction_of, query_of, set_prediction

Step = Callable[[dict], list[PoseDataSample]]
"""Predicts a batch, a dictionary of ``inputs`` and ``data_samples``, in one view."""


def predict_in_views(
    step: Step, data: dict, categories: Sequence[str], test_cfg: Mapping[str, Any]
) -> list[PoseDataSample]:
    """Predict a batch in all views that a ``test_cfg`` asks for.

    What is computed is what :class:`~fashionkp.inference.tta.TTAModel` computes in ``fashionkp
    predict``. The images are read again, for crops that the pipeline did not make.

    Args:
        step: Predicts in one view.
        data: The batch: ``inputs``, B images (3, h, w) uint8, and ``data_samples``.
        categories: Names of the model's categories.
        test_cfg: ``scales``, ``refine_crop`` and ``any_rotation`` are those of the views.

    Returns:
        The data samples with their predictions.

    Raises:
        FileNotFoundError: If an image is not in a file.
        ValueError: If a scale is out of range, the model has no garment head, an image has no path
            or cannot be read, or the pipeline crops in another way than those of this package.
    """
    samples = step(data)
    if not has_several_views(test_cfg) or not samples:
        return samples
    if 'category_probs' not in samples[0].pred_instances:
        raise ValueError('test_cfg: several views need a model with a garment_head')
    queries = [query_of(sample, categories) for sample in samples]
    unbiased = _is_unbiased(queries[0], samples[0], data['inputs'][0])
    network = _Network(step, categories, samples[0].metainfo['input_size'], unbiased=unbiased)
    for query, sample in zip(queries, samples, strict=True):
        network.known[network.key(query)] = prediction_of(query, sample, categories)
    model = in_views(network, test_cfg)
    for sample, prediction in zip(samples, model.predict(queries), strict=True):
        set_prediction(sample, prediction, categories)
    return samples


def in_views(model: GarmentModel, test_cfg: Mapping[str, Any]) -> GarmentModel:
    """Return a model that predicts in the views of a ``test_cfg``."""
    if not has_several_views(test_cfg):
        return model
    return TTAModel(model, _scales(test_cfg), **_passes(test_cfg))


def has_several_views(test_cfg: Mapping[str, Any]) -> bool:
    """Return whether a ``test_cfg`` asks for more than one view, beside the mirrored one."""
    return _scales(test_cfg) != (1.0,) or any(_passes(test_cfg).values())


def _scales(test_cfg: Mapping[str, Any]) -> tuple[float, ...]:
    return tuple(test_cfg.get('scales', (1.0,)))


def _passes(test_cfg: Mapping[str, Any]) -> dict[str, bool]:
    return {name: bool(test_cfg.get(name)) for name in ('refine_crop', 'any_rotation')}


class _Network:
    """Predicts views of images that are read already.

    Attributes:
        known: Predictions that are there already, by :meth:`key`; their images must live as long.
    """

    def __init__(
        self, step: Step, categories: Sequence[str], size: tuple[int, int], *, unbiased: bool
    ) -> None:
        self._step, self._size, self._unbiased = step, size, unbiased
        self.categories = categories
        self.known: dict[Any, Prediction] = {}

    @staticmethod
    def key(query: Query) -> Any:
        return id(query.image), query.region, query.category

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        new = [query for query in queries if self.key(query) not in self.known]
        predictions = iter(self._predict(new) if new else ())
        return [self.known.get(self.key(query)) or next(predictions) for query in queries]

    def _predict(self, queries: Sequence[Query]) -> list[Prediction]:
        crops = [
            InputCrop.from_box(query.region, self._size, unbiased=self._unbiased)
            for query in queries
        ]
        pairs = list(zip(queries, crops, strict=True))
        inputs = [_channels_first(crop.extract(query.image)) for query, crop in pairs]
        samples = [_sample(query, crop, self.categories) for query, crop in pairs]
        predicted = self._step(dict(inputs=inputs, data_samples=samples))
        return [
            prediction_of(query, sample, self.categories)
            for query, sample in zip(queries, predicted, strict=True)
        ]


def _is_unbiased(query: Query, sample: PoseDataSample, pixels: torch.Tensor) -> bool:
    """Return whether a pipeline maps boxes as UDP does, from what it made of an image."""
    for unbiased in (True, False):
        size = sample.metainfo['input_size']
        crop = InputCrop.from_box(query.region, size, unbiased=unbiased)
        if torch.equal(_channels_first(crop.extract(query.image)), pixels):
            return unbiased
    raise ValueError(
        'test_cfg: several views need a test pipeline that crops as '
        'fashionkp_mm.recipes.topdown_pipelines'
    )


def _sample(query: Query, crop: InputCrop, categories: Sequence[str]) -> PoseDataSample:
    info: dict[str, Any] = dict(
        input_size=crop.size,
        input_center=crop.center,
        input_scale=crop.scale,
        flip_indices=channel_flips(categories),
    )
    if query.category is not None:
        info['category_id'] = CATEGORY_NAMES.index(query.category)
    box = InstanceData(bboxes=np.array([query.region], np.float32), bbox_scores=np.ones(1))
    return PoseDataSample(metainfo=info, gt_instances=box)


def _channels_first(image: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))
