"""An ensemble of networks in MMEngine's test loop."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from mmengine.model import BaseModel
from mmpose.structures import PoseDataSample
from torch import nn

from fashionkp_mm.inference.garment_network import GarmentNetwork
from fashionkp_mm.inference.network_ensemble import NetworkEnsemble
from fashionkp_mm.models.sample_predictions import query_of, set_prediction
from fashionkp_mm.models.test_time_views import in_views


class EnsembleEstimator(BaseModel):
    """Predicts data samples as ``fashionkp predict`` predicts images.

    The images are read again, since the pipeline of the test data makes the crops of one network.

    Args:
        networks: The networks, see :class:`NetworkEnsemble`.
        test_cfg: ``scales``, ``refine_crop`` and ``any_rotation``, see
            :func:`~fashionkp_mm.models.test_time_views.predict_in_views`.
    """

    def __init__(self, networks: Sequence[GarmentNetwork], test_cfg: Mapping[str, Any]) -> None:
        super().__init__()
        self.members = nn.ModuleList([network.model for network in networks])
        self._model = in_views(NetworkEnsemble(networks), test_cfg)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """Not used: there is nothing to train."""
        raise NotImplementedError

    def test_step(self, data: dict[str, Any]) -> list[PoseDataSample]:
        """Return the data samples of a batch with their predictions."""
        samples, categories = data['data_samples'], self._model.categories
        queries = [query_of(sample, categories) for sample in samples]
        with torch.no_grad():
            predictions = list(self._model.predict(queries))
        for sample, prediction in zip(samples, predictions, strict=True):
            set_prediction(sample, prediction, categories)
        return samples
