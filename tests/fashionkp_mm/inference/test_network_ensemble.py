"""Ensembles of networks with random weights."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS

from fashionkp.inference.query import Query
from fashionkp.synthetic import draw_garment
from fashionkp_mm.config import input_size_options, load_config
from fashionkp_mm.inference.garment_network import GarmentNetwork
from fashionkp_mm.inference.network_ensemble import NetworkEnsemble


@pytest.fixture(scope='module')
def network(tmp_path_factory):
    """Return a function that makes a network with heatmaps."""
    folder = tmp_path_factory.mktemp('networks')

    def make(seed, side=64, config='cpn_small_all'):
        cfg = load_config(config)
        cfg.merge_from_dict(input_size_options(cfg, side))
        cfg.model.backbone.init_cfg = None
        init_default_scope('mmpose')
        torch.manual_seed(seed)
        path = folder / f'{config}_{seed}_{side}.pth'
        torch.save({'state_dict': MODELS.build(cfg.model).state_dict()}, path)
        return GarmentNetwork(cfg, path, 'cpu', heatmaps=True)

    return make


@pytest.fixture(scope='module')
def queries():
    images = [draw_garment(5, index).image for index in range(3)]
    return [Query(images[0]), Query(images[1], category='skirt'), Query(images[2])]


def test_a_network_twice_is_itself(network, queries):
    single = network(0)
    pairs = zip(
        single.predict(queries), NetworkEnsemble([single] * 2).predict(queries), strict=True
    )
    for a, b in pairs:
        assert (a.category, a.category_probs) == (b.category, b.category_probs)
        for name in ('keypoints', 'scores', 'presence'):
            np.testing.assert_array_equal(getattr(a, name), getattr(b, name))
        np.testing.assert_array_equal(a.heatmaps.values, b.heatmaps.values)


def test_heatmaps_and_logits_are_averaged(network, queries):
    networks = [network(0), network(1)]
    ensemble = NetworkEnsemble(networks).predict(queries)
    pairs = list(zip(queries, ensemble, strict=True))
    singles = [
        each.predict([replace(query, category=mean.category) for query, mean in pairs])
        for each in networks
    ]
    for mean, *parts in zip(ensemble, *singles, strict=True):
        values = np.mean([part.heatmaps.values for part in parts], axis=0)
        np.testing.assert_allclose(mean.heatmaps.values, values, atol=1e-6)
        odds = np.prod([list(part.category_probs.values()) for part in parts], axis=0) ** 0.5
        probs = list(mean.category_probs.values())
        np.testing.assert_allclose(probs, odds / odds.sum(), atol=1e-6)
        logits = [np.log(part.presence / (1 - part.presence)) for part in parts]
        presence = 1 / (1 + np.exp(-np.mean(logits, axis=0)))
        np.testing.assert_allclose(mean.presence, presence, atol=1e-5)


def test_another_input_size_is_brought_to_the_first_ones_cells(network, queries):
    small, large = network(0), network(1, side=96)
    prediction = NetworkEnsemble([small, large]).predict(queries)[1]
    (alone,) = small.predict(queries[1:2])
    assert prediction.heatmaps.values.shape == alone.heatmaps.values.shape
    np.testing.assert_array_equal(prediction.heatmaps.origin, alone.heatmaps.origin)


def test_networks_without_heatmaps_or_with_other_categories_are_refused(network, steady):
    with pytest.raises(ValueError, match='there are no heatmaps: its codec is RegressionLabel'):
        NetworkEnsemble([network(0), GarmentNetwork(*steady, device='cpu')])
    with pytest.raises(ValueError, match=r'skirt.*: its categories are skirt: expected'):
        NetworkEnsemble([network(0), network(0, config='cpn_small_skirt')])
