"""Several trained models as one, whose heatmaps are averaged before they are decoded."""

from collections.abc import Sequence
from dataclasses import replace

import torch

from fashionkp.inference.heatmaps import mean_heatmaps, require_heatmaps
from fashionkp.inference.query import Query
from fashionkp.predictions.prediction import Prediction
from fashionkp_mm.inference.garment_network import GarmentNetwork


class NetworkEnsemble:
    """Networks for the same key points, each of which sees a garment once.

    Heatmaps, and the logits of category and presence, are averaged; the first network decodes them,
    with its calibration of scores. Each network has the crop of its own test pipeline.

    Args:
        networks: The networks.

    Raises:
        ValueError: If a network has no heatmaps, or other categories than the first.
    """

    workers = GarmentNetwork.workers

    def __init__(self, networks: Sequence[GarmentNetwork]) -> None:
        first = networks[0]
        for network in networks:
            require_heatmaps(network.codec, network.name)
            if network.categories != first.categories:
                raise ValueError(
                    f'{network.name}: its categories are {", ".join(network.categories)}: expected '
                    f'those of {first.name}, {", ".join(first.categories)}, to average their '
                    'heatmaps'
                )
        self.networks = list(networks)

    @property
    def categories(self) -> tuple[str, ...]:
        """Names of the categories that the networks support."""
        return self.networks[0].categories

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        """Return one prediction for each query, computed as one batch for each network."""
        if not queries:
            return []
        outputs = [network.outputs(queries) for network in self.networks]
        by_kind = zip(*(each.logits for each in outputs), strict=True)
        logits = [torch.stack(parts).mean(dim=0) for parts in by_kind]
        heatmaps = mean_heatmaps([each.heatmaps for each in outputs])
        return self.networks[0].decode(queries, replace(outputs[0], logits=logits), heatmaps)
